// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
//           Importer::Submit        StartJob              SettleJob
//   (none) -----------------> Pending ------> InProgress -----------> Completed
//                                |              |   | first reject
//                                |              |   v (StatusInProgress)
//                                |              | InProgressWithErrors
//                                |              |   |     SettleJob
//                                |              |   +------>
//                                CompletedWithErrors |   SettleJob  |
//                                +--------------+-----> Failed
//                                    nothing imported, or upload unusable
//
// A job over its error budget is InProgress and paused until StartJob, with a
// larger one, or SettleJob.
// Store, disk or reading trouble, an interrupt and death leave a job
// InProgress; Importer::Run takes it up again. States never go back.
//
// INVARIANT 1: a settled job is never changed again, but for its files.
// INVARIANT 2: read = imported + rejected + blank, at every settling.

#include "pipeline/job/job_lifecycle.h"

#include <utility>

#include "engine/base/check.h"
#include "pipeline/batch/error_budget.h"

namespace millrace {
namespace {

void AddError(JobErrorCode code, std::string text, JobRecord* job) {
  JobError error;
  error.code = JobErrorName(code);
  error.text = std::move(text);
  error.reference_code = "job-" +
                         std::to_string(static_cast<int32_t>(job->id)) + "-" +
                         std::to_string(job->errors.size() + 1);
  job->errors.push_back(std::move(error));
}

}  // namespace

void StartJob(absl::Time now, JobRecord* job) {
  MILLRACE_CHECK(!IsSettled(job->status));
  if (job->status == JobStatus::kPending) job->started = now;
  job->status = JobStatus::kInProgress;
  job->paused = false;
  job->pause_reason.clear();
}

JobStatus StatusInProgress(const JobCounters& counters) {
  return counters.rejected > 0 ? JobStatus::kInProgressWithErrors
                               : JobStatus::kInProgress;
}

void PauseIfOverBudget(const JobCounters& counters, JobRecord* job) {
  if (IsSettled(job->status)) return;
  if (!IsExceeded(job->error_budget, counters)) return;
  job->paused = true;
  job->pause_reason = ExceededText(job->error_budget, counters);
}

void SettleJob(const JobCounters& counters,
               const std::optional<EarlyEnd>& early_end, absl::Time now,
               JobRecord* job) {
  MILLRACE_CHECK(!IsSettled(job->status));
  MILLRACE_CHECK(counters.Balanced());
  job->counters = counters;
  job->settled = now;
  job->paused = false;
  job->pause_reason.clear();
  if (early_end.has_value()) AddError(early_end->code, early_end->text, job);
  if (counters.with_success > 0) {
    job->status = counters.rejected > 0 || early_end.has_value()
                      ? JobStatus::kCompletedWithErrors
                      : JobStatus::kCompleted;
    return;
  }
  job->status = JobStatus::kFailed;
  if (!early_end.has_value()) {
    AddError(JobErrorCode::kNoValidRows, "no row was imported", job);
  }
}

}  // namespace millrace
