// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_position.h"

#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "millrace/job_spec.h"
#include "millrace/limits.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/job/job_lifecycle.h"

namespace millrace {

absl::StatusOr<std::optional<Checkpoint>> CheckpointOf(const StoreView& view,
                                                       JobId id) {
  const absl::StatusOr<std::string> block = view.LastOutcomeBlock(id);
  if (absl::IsNotFound(block.status())) return std::nullopt;
  MILLRACE_RETURN_IF_ERROR(block.status());
  MILLRACE_ASSIGN_OR_RETURN(Checkpoint checkpoint, ReadCheckpoint(*block));
  return std::optional<Checkpoint>(std::move(checkpoint));
}

absl::StatusOr<JobReport> ReportJob(const StoreView& view, JobRecord job) {
  JobReport report;
  const absl::StatusOr<JobSpec> spec = ParseJobSpec(job.spec_json);
  report.result_file_size_kb_limit =
      spec.ok() ? spec->result_file_size_kb_limit : kResultFileSizeKbDefault;
  std::optional<Checkpoint> checkpoint;
  MILLRACE_ASSIGN_OR_RETURN(checkpoint, CheckpointOf(view, job.id));
  report.counters = job.counters;
  if (checkpoint.has_value()) {
    report.has_checkpoint = true;
    report.bytes_read = checkpoint->next_byte;
    report.next_row_number =
        checkpoint->next_row_number + checkpoint->committed_rows;
    if (!IsSettled(job.status)) report.counters = checkpoint->counters;
  }
  PauseIfOverBudget(report.counters, &job);
  if (job.status == JobStatus::kInProgress) {
    job.status = StatusInProgress(report.counters);
  }
  report.job = std::move(job);
  return report;
}

}  // namespace millrace
