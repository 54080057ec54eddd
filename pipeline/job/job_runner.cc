// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_runner.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/base/absl_view.h"
#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "millrace/job_spec.h"
#include "pipeline/batch/error_budget.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/job/dry_run_target.h"
#include "pipeline/job/job_outcomes.h"
#include "pipeline/job/job_position.h"
#include "pipeline/job/match_version.h"
#include "pipeline/job/upload_opener.h"
#include "pipeline/source/read_ahead_source.h"

namespace millrace {
namespace {

// A job that has committed rows had a sound upload up to there: one that is
// broken before is another one, and the job stays (contract m.11).
absl::Status NotTheUpload(const absl::Status& broken) {
  return StatusOf(absl::StatusCode::kFailedPrecondition,
                  "upload differs from the one the job began with: " +
                      std::string(StdView(broken.message())));
}

}  // namespace

absl::StatusOr<bool> JobRunner::Run(JobRecord record, const Upload& upload,
                                    bool is_given, std::stop_token stop) {
  MILLRACE_ASSIGN_OR_RETURN(
      PreparedJob job,
      PrepareJob(store_, std::move(record), options_.validators));
  if (!job.plan.match_rules.empty()) {
    MILLRACE_RETURN_IF_ERROR(CheckMatchVersion(&store_));
  }
  std::optional<Checkpoint> checkpoint;
  MILLRACE_ASSIGN_OR_RETURN(checkpoint,
                            CheckpointOf(*store_.View(), job.record.id));
  if (checkpoint.has_value() &&
      IsExceeded(job.record.error_budget, checkpoint->counters)) {
    MILLRACE_RETURN_IF_ERROR(Pause(job.record, checkpoint->counters));
    return false;
  }
  if (job.record.dry_run && checkpoint.has_value() && !checkpoint->at_end) {
    // What its rows had changed is gone: it begins anew (contract m.17).
    const std::unique_ptr<Commit> commit = store_.BeginCommit({});
    commit->DeleteOutcomes(job.record.id);
    MILLRACE_RETURN_IF_ERROR(commit->Apply());
    checkpoint.reset();
  }
  if (job.record.status == JobStatus::kPending || job.record.paused) {
    StartJob(Now(), &job.record);
    MILLRACE_RETURN_IF_ERROR(store_.UpdateJob(job.record));
  }
  StageClock clock;
  absl::StatusOr<bool> is_settled =
      RunPrepared(&job, upload, is_given, checkpoint, std::move(stop), &clock);
  if (options_.stage_times) {
    options_.stage_times(
        clock.Times(WorkerCount(options_), job.plan.is_keyed_only));
  }
  return is_settled;
}

absl::StatusOr<bool> JobRunner::RunPrepared(
    PreparedJob* job, const Upload& upload, bool is_given,
    std::optional<Checkpoint> checkpoint, std::stop_token stop,
    StageClock* clock) {
  ExecutionEnd end;
  // A job all of whose rows are committed can settle without its upload.
  if (is_given || !checkpoint.has_value() || !checkpoint->at_end) {
    MILLRACE_ASSIGN_OR_RETURN(
        end, Execute(job, upload, &checkpoint, std::move(stop), clock));
  }
  if (end.is_over_budget) {
    MILLRACE_RETURN_IF_ERROR(Pause(job->record, checkpoint->counters));
    return false;
  }
  if (end.was_stopped) {
    return absl::CancelledError("stopped; what is whole is committed");
  }
  if (end.early_end.has_value() && checkpoint.has_value()) {
    end.early_end->text +=
        ", after row " + std::to_string(checkpoint->next_row_number - 1);
  }
  MILLRACE_RETURN_IF_ERROR(
      Settle(job->record, checkpoint, end.early_end, clock));
  return true;
}

// What is committed says by itself that the job is over its budget; this only
// tells those who read the job alone.
absl::Status JobRunner::Pause(JobRecord job, const JobCounters& counters) {
  if (job.paused) return absl::OkStatus();
  PauseIfOverBudget(counters, &job);
  return store_.UpdateJob(job);
}

absl::StatusOr<ExecutionEnd> JobRunner::Execute(
    PreparedJob* job, const Upload& upload,
    std::optional<Checkpoint>* checkpoint, std::stop_token stop,
    StageClock* clock) {
  absl::StatusOr<std::unique_ptr<ByteSource>> source =
      OpenSource(upload, job->spec.file.file_name, options_);
  if (!source.ok()) {
    const auto broken = UploadErrorOf(source.status());
    if (!broken.has_value()) return source.status();
    if (checkpoint->has_value()) {
      return NotTheUpload(source.status());
    }
    ExecutionEnd end;
    end.early_end =
        EarlyEnd{*broken, std::string(StdView(source.status().message()))};
    return end;
  }
  if (WorkerCount(options_) > 0 && !(*source)->member_name().empty()) {
    *source = ReadAhead(*std::move(source), clock);
  }
  const uint64_t upload_bytes = (*source)->size_bytes().value_or(0);
  if (checkpoint->has_value() && upload_bytes != 0 &&
      job->record.upload_bytes != 0 &&
      upload_bytes != job->record.upload_bytes) {
    return absl::FailedPreconditionError(
        "upload differs in size from the one the job began with");
  }
  JobExecution::Setup setup;
  setup.job = job->record.id;
  setup.plan = &job->plan;
  setup.form = RowFormOf(job->spec.file);
  setup.row_bytes_max = job->record.row_bytes_max;
  setup.source = source->get();
  setup.clock = clock;
  StoreTarget store_target(store_);
  std::unique_ptr<DryRunTarget> dry_run_target;
  setup.records = &store_target;
  if (job->record.dry_run) {
    MILLRACE_ASSIGN_OR_RETURN(dry_run_target,
                              DryRunTarget::Open(store_, job->record.id));
    setup.records = dry_run_target.get();
    setup.dry_run_store = &store_;
  }
  setup.checkpoint = *checkpoint;
  setup.options = &options_;
  setup.on_header = [&](const std::string& header) -> absl::Status {
    if (checkpoint->has_value()) return absl::OkStatus();
    job->record.upload_header = header;
    job->record.upload_bytes = upload_bytes;
    return store_.UpdateJob(job->record);
  };
  JobExecution execution(setup);
  MILLRACE_ASSIGN_OR_RETURN(ExecutionEnd end, execution.Execute(stop));
  if (execution.checkpoint().next_sequence > 0) {
    *checkpoint = execution.checkpoint();
  }
  return end;
}

absl::Status JobRunner::Settle(JobRecord job,
                               const std::optional<Checkpoint>& at,
                               const std::optional<EarlyEnd>& early_end,
                               StageClock* clock) {
  SettleJob(at.has_value() ? at->counters : JobCounters{}, early_end, Now(),
            &job);
  if (job.dry_run) DryRunTarget::Sweep(store_, job.id);
  if (!options_.results_directory.empty()) {
    const StageTimer timer(clock, Stage::kRender);
    const bool is_complete = job.status != JobStatus::kFailed;
    MILLRACE_ASSIGN_OR_RETURN(
        RenderedFiles files,
        RenderJob(store_, *store_.View(), job, is_complete,
                  options_.results_directory, options_.validators, {}));
    if (is_complete) job.result_files = std::move(files.results);
    job.reject_files = std::move(files.rejects);
  }
  const std::unique_ptr<Commit> commit = store_.BeginCommit({});
  commit->PutJob(job);
  const absl::StatusOr<JobSpec> spec = ParseJobSpec(job.spec_json);
  if (spec.ok() && spec->duplicate_policy != DuplicatePolicy::kUpdate) {
    commit->DeleteJobRows(job.id);  // needed only while it ran (m.12)
  }
  return commit->Apply();
}

}  // namespace millrace
