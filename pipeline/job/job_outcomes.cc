// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_outcomes.h"

#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "pipeline/batch/outcome_block.h"

namespace millrace {

absl::StatusOr<std::optional<Checkpoint>> CheckpointOf(const StoreView& view,
                                                       JobId id) {
  const absl::StatusOr<std::string> block = view.LastOutcomeBlock(id);
  if (absl::IsNotFound(block.status())) return std::nullopt;
  MILLRACE_RETURN_IF_ERROR(block.status());
  MILLRACE_ASSIGN_OR_RETURN(Checkpoint checkpoint, ReadCheckpoint(*block));
  return std::optional<Checkpoint>(std::move(checkpoint));
}

absl::Status CheckOutcomesAreKept(const StoreView& view, const JobRecord& job) {
  if (!IsSettled(job.status) || job.counters.read == 0) return absl::OkStatus();
  const absl::Status status = view.LastOutcomeBlock(job.id).status();
  if (!absl::IsNotFound(status)) return status;
  return absl::NotFoundError("the outcomes of job " +
                             std::to_string(static_cast<int32_t>(job.id)) +
                             " are not kept any more");
}

}  // namespace millrace
