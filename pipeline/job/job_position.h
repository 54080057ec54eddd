// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Where a job is: its checkpoint, which the last of its outcome blocks carries,
// and its report, which takes the counters from there.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_JOB_JOB_POSITION_H_
#define MILLRACE_PIPELINE_JOB_JOB_POSITION_H_

#include <optional>

#include "absl/status/statusor.h"

#include "millrace/job_report.h"
#include "millrace/job_state.h"
#include "millrace/store.h"

namespace millrace {

// Nothing when no run of the job was committed.
absl::StatusOr<std::optional<Checkpoint>> CheckpointOf(const StoreView& view,
                                                       JobId id);

absl::StatusOr<JobReport> ReportJob(const StoreView& view, JobRecord job);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_POSITION_H_
