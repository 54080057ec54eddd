// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/importer.h"

#include <map>
#include <utility>

#include "engine/base/absl_view.h"
#include "engine/base/annotate.h"
#include "engine/base/checksum.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/io/posix_file_system.h"
#include "pipeline/batch/error_budget.h"
#include "millrace/value_list.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/job/dry_run_target.h"
#include "pipeline/job/job_execution.h"
#include "pipeline/job/job_lifecycle.h"
#include "pipeline/job/job_position.h"
#include "pipeline/job/job_outcomes.h"
#include "pipeline/job/job_query.h"
#include "pipeline/job/match_version.h"
#include "pipeline/job/prepared_job.h"
#include "pipeline/job/upload_opener.h"
#include "pipeline/results/result_renderer.h"
#include "pipeline/results/row_reader.h"
#include "pipeline/source/read_ahead_source.h"

namespace millrace {
namespace {

constexpr std::string_view kMemorySource = "(memory)";
constexpr std::string_view kStandardInputSource = "-";

std::string JobName(JobId id) {
  return "job " + std::to_string(static_cast<int32_t>(id));
}

std::string SourceOf(const Upload& upload) {
  switch (upload.kind()) {
    case Upload::Kind::kMemory:
      return std::string(kMemorySource);
    case Upload::Kind::kStandardInput:
      return std::string(kStandardInputSource);
    case Upload::Kind::kFile:
      break;
  }
  std::error_code ignored;  // a path that cannot be made absolute stays
  const std::filesystem::path path =
      std::filesystem::absolute(upload.path(), ignored);
  return path.empty() ? upload.path().string() : path.string();
}

// A job that has committed rows had a sound upload up to there: one that is
// broken before is another one, and the job stays (contract m.11).
absl::Status NotTheUpload(const absl::Status& broken) {
  return StatusOf(absl::StatusCode::kFailedPrecondition,
                  "upload differs from the one the job began with: " +
                      std::string(StdView(broken.message())));
}

}  // namespace

class Importer::Impl {
 public:
  Impl(Store& store, ImportOptions options)
      : store_(store),
        options_(std::move(options)),
        options_status_(options_.Validate()) {}

  absl::StatusOr<JobId> Submit(const JobSpec& spec, const Upload& upload,
                               const SubmitOptions& submit);
  absl::Status Run(JobId id, const Upload* upload, std::stop_token stop);
  absl::Status SetErrorBudget(JobId id, const ErrorBudget& budget);
  absl::Status SettleEarly(JobId id, EarlyEnd early_end);
  absl::StatusOr<JobReport> GetJob(JobId id) const;
  std::vector<JobReport> ListJobs() const;
  absl::StatusOr<JobPage> ListJobs(const JobQuery& query) const;
  absl::StatusOr<RenderedFiles> RenderResults(
      JobId id, const std::filesystem::path& directory,
      const RenderOptions& options) const;
  absl::Status VisitRows(
      JobId id, uint64_t first_row,
      const std::function<bool(const RowReport&)>& visit) const;
  absl::StatusOr<Catalogue> EffectiveCatalogue() const;

 private:
  absl::Time Now() const { return options_.now ? options_.now() : absl::Now(); }
  absl::StatusOr<Upload> UploadOf(const JobRecord& job) const;
  absl::Status RunClaimed(JobRecord record, const Upload* upload,
                          std::stop_token stop);
  absl::Status RunPrepared(PreparedJob* job, const Upload& upload,
                           std::optional<Checkpoint> checkpoint,
                           std::stop_token stop, StageClock* clock);
  absl::StatusOr<ExecutionEnd> Execute(PreparedJob* job, const Upload& upload,
                                       std::optional<Checkpoint>* checkpoint,
                                       std::stop_token stop, StageClock* clock);
  absl::Status Pause(JobRecord job, const JobCounters& counters);
  absl::Status Settle(JobRecord job, const std::optional<Checkpoint>& at,
                      const std::optional<EarlyEnd>& early_end,
                      StageClock* clock);
  absl::StatusOr<RenderedFiles> Render(const StoreView& view,
                                       const JobRecord& record,
                                       bool is_complete,
                                       const std::filesystem::path& directory,
                                       const RenderOptions& options = {}) const;

  // Constant after construction.
  Store& store_;
  const ImportOptions options_;
  const absl::Status options_status_;

  mutable Mutex mutex_;
  // Guarded by mutex_: uploads that cannot be opened again by name.
  std::map<JobId, Upload> uploads_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<Catalogue> Importer::Impl::EffectiveCatalogue() const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  Catalogue catalogue =
      options_.catalogue.has_value() ? *options_.catalogue : BuiltInCatalogue();
  MILLRACE_RETURN_IF_ERROR(AddListEntries(store_, &catalogue));
  return catalogue;
}

absl::StatusOr<JobId> Importer::Impl::Submit(const JobSpec& spec,
                                             const Upload& upload,
                                             const SubmitOptions& submit) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_RETURN_IF_ERROR(CheckBudget(submit.error_budget));
  MILLRACE_ASSIGN_OR_RETURN(const Catalogue catalogue, EffectiveCatalogue());
  std::vector<SpecDefect> defects = CheckJobSpec(spec, catalogue);
  if (!defects.empty()) return SpecDefectsStatus(defects);
  if (!submit.upload_follows) {
    MILLRACE_RETURN_IF_ERROR(CheckIsThere(upload));
  }
  MILLRACE_RETURN_IF_ERROR(CheckMatchRules(
      &store_,
      catalogue.RecordsOf(*catalogue.FindResourceType(spec.resource_type))));
  MILLRACE_RETURN_IF_ERROR(
      CompileForStore(spec, catalogue, options_.validators, &store_, &defects)
          .status());
  if (!defects.empty()) return SpecDefectsStatus(defects);
  const std::string catalogue_json = ToJson(catalogue);
  JobRecord job;
  job.catalogue_hash = ContentHash(catalogue_json);
  MILLRACE_RETURN_IF_ERROR(
      store_.PutCatalogue(job.catalogue_hash, catalogue_json));
  job.dry_run = submit.dry_run;
  job.error_budget = submit.error_budget;
  job.description = spec.description;
  job.resource_type = catalogue.FindResourceType(spec.resource_type)->name;
  job.spec_json = ToJson(spec);
  job.source = SourceOf(upload);
  job.row_bytes_max = options_.row_bytes_max;
  job.mapping_count = static_cast<uint32_t>(spec.mapping_types.size());
  job.created = Now();
  job.owner = submit.owner;
  job.priority = submit.priority;
  job.idempotency_key = submit.idempotency_key;
  job.webhook_url = spec.webhook_url;
  MILLRACE_ASSIGN_OR_RETURN(job, store_.CreateJob(std::move(job)));
  if (upload.kind() != Upload::Kind::kFile) {
    MutexLock lock(mutex_);
    uploads_.emplace(job.id, upload);
  }
  return job.id;
}

absl::StatusOr<Upload> Importer::Impl::UploadOf(const JobRecord& job) const {
  {
    MutexLock lock(mutex_);
    const auto found = uploads_.find(job.id);
    if (found != uploads_.end()) return found->second;
  }
  if (job.source == kMemorySource || job.source == kStandardInputSource) {
    return StatusOf(
        absl::StatusCode::kFailedPrecondition,
        "the upload was read from " +
            std::string(job.source == kMemorySource ? "memory"
                                                    : "standard input") +
            ": give its bytes again, from their start");
  }
  return Upload(std::filesystem::path(job.source));
}

absl::Status Importer::Impl::Run(JobId id, const Upload* upload,
                                 std::stop_token stop) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<JobClaim> claim,
                            store_.ClaimJob(id));
  MILLRACE_ASSIGN_OR_RETURN(JobRecord record, store_.View()->GetJob(id));
  if (IsSettled(record.status)) return absl::OkStatus();
  return RunClaimed(std::move(record), upload, stop);
}

absl::Status Importer::Impl::RunClaimed(JobRecord record, const Upload* given,
                                        std::stop_token stop) {
  std::optional<Upload> upload;
  if (given != nullptr) {
    upload = *given;
  } else {
    MILLRACE_ASSIGN_OR_RETURN(upload, UploadOf(record));
  }
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
    return Pause(std::move(job.record), checkpoint->counters);
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
  const absl::Status status =
      RunPrepared(&job, *upload, checkpoint, std::move(stop), &clock);
  if (options_.stage_times) {
    options_.stage_times(
        clock.Times(WorkerCount(options_), job.plan.is_keyed_only));
  }
  return status;
}

absl::Status Importer::Impl::RunPrepared(PreparedJob* job, const Upload& upload,
                                         std::optional<Checkpoint> checkpoint,
                                         std::stop_token stop,
                                         StageClock* clock) {
  MILLRACE_ASSIGN_OR_RETURN(
      const ExecutionEnd end,
      Execute(job, upload, &checkpoint, std::move(stop), clock));
  if (end.is_over_budget) return Pause(job->record, checkpoint->counters);
  if (end.was_stopped) {
    return absl::CancelledError("stopped; what is whole is committed");
  }
  const JobId id = job->record.id;
  MILLRACE_RETURN_IF_ERROR(
      Settle(job->record, checkpoint, end.early_end, clock));
  MutexLock lock(mutex_);
  uploads_.erase(id);
  return absl::OkStatus();
}

// What is committed says by itself that the job is over its budget; this only
// tells those who read the job alone.
absl::Status Importer::Impl::Pause(JobRecord job, const JobCounters& counters) {
  if (job.paused) return absl::OkStatus();
  PauseIfOverBudget(counters, &job);
  return store_.UpdateJob(job);
}

absl::StatusOr<ExecutionEnd> Importer::Impl::Execute(
    PreparedJob* job, const Upload& upload,
    std::optional<Checkpoint>* checkpoint, std::stop_token stop,
    StageClock* clock) {
  if (checkpoint->has_value() && (*checkpoint)->at_end) return ExecutionEnd{};
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

absl::Status Importer::Impl::Settle(JobRecord job,
                                    const std::optional<Checkpoint>& at,
                                    const std::optional<EarlyEnd>& early_end,
                                    StageClock* clock) {
  SettleJob(at.has_value() ? at->counters : JobCounters{}, early_end, Now(),
            &job);
  if (!options_.results_directory.empty()) {
    const StageTimer timer(clock, Stage::kRender);
    const bool is_complete = job.status != JobStatus::kFailed;
    MILLRACE_ASSIGN_OR_RETURN(
        RenderedFiles files,
        Render(*store_.View(), job, is_complete, options_.results_directory));
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

absl::Status Importer::Impl::SetErrorBudget(JobId id,
                                            const ErrorBudget& budget) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_RETURN_IF_ERROR(CheckBudget(budget));
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<JobClaim> claim,
                            store_.ClaimJob(id));
  MILLRACE_ASSIGN_OR_RETURN(JobRecord job, store_.View()->GetJob(id));
  if (IsSettled(job.status)) {
    return StatusOf(absl::StatusCode::kFailedPrecondition,
                    JobName(id) + " has settled already");
  }
  job.error_budget = budget;
  return store_.UpdateJob(job);
}

absl::Status Importer::Impl::SettleEarly(JobId id, EarlyEnd early_end) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<JobClaim> claim,
                            store_.ClaimJob(id));
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(JobRecord job, view->GetJob(id));
  if (IsSettled(job.status)) {
    return StatusOf(absl::StatusCode::kFailedPrecondition,
                    JobName(id) + " has settled already");
  }
  std::optional<Checkpoint> checkpoint;
  MILLRACE_ASSIGN_OR_RETURN(checkpoint, CheckpointOf(*view, id));
  MILLRACE_RETURN_IF_ERROR(
      Settle(std::move(job), checkpoint, std::move(early_end), nullptr));
  MutexLock lock(mutex_);
  uploads_.erase(id);
  return absl::OkStatus();
}

absl::StatusOr<JobReport> Importer::Impl::GetJob(JobId id) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(JobRecord job, view->GetJob(id));
  return ReportJob(*view, std::move(job));
}

std::vector<JobReport> Importer::Impl::ListJobs() const {
  const std::unique_ptr<StoreView> view = store_.View();
  std::vector<JobReport> reports;
  absl::StatusOr<std::vector<JobRecord>> jobs =
      view->ListJobs(JobId{1}, SIZE_MAX);
  if (!jobs.ok()) return reports;
  for (JobRecord& job : *jobs) {
    absl::StatusOr<JobReport> report = ReportJob(*view, std::move(job));
    if (report.ok()) reports.push_back(std::move(*report));
  }
  return reports;
}

absl::StatusOr<JobPage> Importer::Impl::ListJobs(const JobQuery& query) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  return QueryJobs(*view, query, [&](JobRecord job) {
    return ReportOf(*view, std::move(job));
  });
}

absl::StatusOr<RenderedFiles> Importer::Impl::Render(
    const StoreView& view, const JobRecord& record, bool is_complete,
    const std::filesystem::path& directory,
    const RenderOptions& options) const {
  MILLRACE_ASSIGN_OR_RETURN(const PreparedJob job,
                            PrepareJob(store_, record, options_.validators));
  FileSystem& files = *PosixFileSystem();
  MILLRACE_RETURN_IF_ERROR(
      Annotate(files.CreateDirectory(directory), "results"));
  const ResultLayout layout(job.record, job.spec, job.plan,
                            options.result_codes);
  ResultRenderer renderer(files, directory, layout);
  absl::Status status;
  MILLRACE_RETURN_IF_ERROR(
      view.ScanOutcomes(record.id, 0, [&](uint64_t, std::string_view block) {
        status = renderer.Add(block);
        return status.ok();
      }));
  MILLRACE_RETURN_IF_ERROR(status);
  MILLRACE_RETURN_IF_ERROR(renderer.Close(is_complete));
  return RenderedFiles{renderer.result_files(), renderer.reject_files()};
}

absl::StatusOr<RenderedFiles> Importer::Impl::RenderResults(
    JobId id, const std::filesystem::path& directory,
    const RenderOptions& options) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(const JobRecord job, view->GetJob(id));
  MILLRACE_RETURN_IF_ERROR(CheckOutcomesAreKept(*view, job));
  const bool is_complete =
      IsSettled(job.status) && job.status != JobStatus::kFailed;
  return Render(*view, job, is_complete, directory, options);
}

absl::Status Importer::Impl::VisitRows(
    JobId id, uint64_t first_row,
    const std::function<bool(const RowReport&)>& visit) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(JobRecord record, view->GetJob(id));
  MILLRACE_RETURN_IF_ERROR(CheckOutcomesAreKept(*view, record));
  MILLRACE_ASSIGN_OR_RETURN(
      const PreparedJob job,
      PrepareJob(store_, std::move(record), options_.validators));
  const ResultLayout layout(job.record, job.spec, job.plan);
  absl::Status status;
  MILLRACE_RETURN_IF_ERROR(
      view->ScanOutcomes(id, 0, [&](uint64_t, std::string_view block) {
        const absl::StatusOr<Checkpoint> after = ReadCheckpoint(block);
        status = after.status();
        if (!status.ok()) return false;
        if (after->next_row_number <= first_row) return true;
        const absl::StatusOr<bool> goes_on =
            VisitBlock(layout, block, [&](const RowReport& row) {
              return row.row_number < first_row || visit(row);
            });
        status = goes_on.status();
        return goes_on.ok() && *goes_on;
      }));
  return status;
}

Importer::Importer(Store& store, ImportOptions options)
    : impl_(std::make_unique<Impl>(store, std::move(options))) {}

Importer::~Importer() = default;

absl::StatusOr<JobId> Importer::Submit(const JobSpec& spec,
                                       const Upload& upload,
                                       const SubmitOptions& options) {
  return impl_->Submit(spec, upload, options);
}

absl::Status Importer::Run(JobId id, std::stop_token stop) {
  return Annotate(impl_->Run(id, nullptr, std::move(stop)), JobName(id));
}

absl::Status Importer::Run(JobId id, const Upload& upload,
                           std::stop_token stop) {
  return Annotate(impl_->Run(id, &upload, std::move(stop)), JobName(id));
}

absl::Status Importer::SetErrorBudget(JobId id, const ErrorBudget& budget) {
  return impl_->SetErrorBudget(id, budget);
}

absl::Status Importer::Cancel(JobId id) {
  return impl_->SettleEarly(
      id, EarlyEnd{JobErrorCode::kCancelled, "the job was cancelled"});
}

absl::Status Importer::Fail(JobId id, JobErrorCode code,
                            std::string_view text) {
  return impl_->SettleEarly(id, EarlyEnd{code, std::string(text)});
}

absl::StatusOr<JobReport> Importer::GetJob(JobId id) const {
  return impl_->GetJob(id);
}

std::vector<JobReport> Importer::ListJobs() const { return impl_->ListJobs(); }

absl::StatusOr<JobPage> Importer::ListJobs(const JobQuery& query) const {
  return impl_->ListJobs(query);
}

std::vector<JobId> Importer::Unfinished() const {
  std::vector<JobId> unfinished;
  for (const JobReport& report : impl_->ListJobs()) {
    if (!IsSettled(report.job.status)) unfinished.push_back(report.job.id);
  }
  return unfinished;
}

absl::StatusOr<RenderedFiles> Importer::RenderResults(
    JobId id, const std::filesystem::path& directory,
    const RenderOptions& options) const {
  return impl_->RenderResults(id, directory, options);
}

absl::Status Importer::VisitRows(
    JobId id, const std::function<bool(const RowReport&)>& visit) const {
  return impl_->VisitRows(id, 0, visit);
}

absl::Status Importer::VisitRows(
    JobId id, uint64_t first_row,
    const std::function<bool(const RowReport&)>& visit) const {
  return impl_->VisitRows(id, first_row, visit);
}

absl::StatusOr<Catalogue> Importer::EffectiveCatalogue() const {
  return impl_->EffectiveCatalogue();
}

}  // namespace millrace
