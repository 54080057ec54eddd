// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobLifecycle: the status machine of a job; legal transitions only. The
// diagram is in job_lifecycle.cc.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_JOB_JOB_LIFECYCLE_H_
#define MILLRACE_PIPELINE_JOB_JOB_LIFECYCLE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "millrace/job_error.h"
#include "millrace/job_state.h"

namespace millrace {

// Why a job ended before its upload did (contract m.11).
struct EarlyEnd {
  JobErrorCode code = JobErrorCode::kInternalError;
  std::string text = {};
};

// Pending or InProgress -> InProgress.
void StartJob(absl::Time now, JobRecord* job);

// What a running job's status is, given what it has committed.
JobStatus StatusInProgress(const JobCounters& counters);

// Pauses a job that is not settled and over its error budget.
void PauseIfOverBudget(const JobCounters& counters, JobRecord* job);

// InProgress (or Pending) -> Completed, CompletedWithErrors or Failed, by what
// was imported (contract m.10); copies the counters.
void SettleJob(const JobCounters& counters,
               const std::optional<EarlyEnd>& early_end, absl::Time now,
               JobRecord* job);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_LIFECYCLE_H_
