// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobOutcomes: what the stored outcomes of a job's rows say of the job itself.
//
// Threading: pure functions of a view.

#ifndef MILLRACE_PIPELINE_JOB_JOB_OUTCOMES_H_
#define MILLRACE_PIPELINE_JOB_JOB_OUTCOMES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/job_state.h"
#include "millrace/store.h"

namespace millrace {

// The job's position, or nothing when no run of it was committed.
absl::StatusOr<std::optional<Checkpoint>> CheckpointOf(const StoreView& view,
                                                       JobId id);

// kNotFound: the job has read rows, but what became of them is not kept any
// more (contract m.16). Files made of nothing would say that there were none.
absl::Status CheckOutcomesAreKept(const StoreView& view, const JobRecord& job);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_OUTCOMES_H_
