// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// DryRunTarget: an overlay on one snapshot of the store (contract m.17). What
// the rows would have written goes to a store of its own, in a folder inside
// the real one, and goes with it; reads look there first.
//
// Threading: as RunTarget.

#ifndef MILLRACE_PIPELINE_JOB_DRY_RUN_TARGET_H_
#define MILLRACE_PIPELINE_JOB_DRY_RUN_TARGET_H_

#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"

#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/sink/run_target.h"

namespace millrace {

class DryRunTarget : public RunTarget {
 public:
  // Takes the snapshot. Leftovers of a dry run of this job that died are
  // removed first.
  static absl::StatusOr<std::unique_ptr<DryRunTarget>> Open(Store& store,
                                                            JobId job);
  // Removes what a dry run of this job that died has left behind.
  static void Sweep(const Store& store, JobId job);
  // Throws the overlay away.
  ~DryRunTarget() override;

  std::unique_ptr<RunTurn> TakeTurn(ResourceTypeId type) override;
  std::unique_ptr<StoreView> View() override;
  std::unique_ptr<Commit> BeginCommit(uint64_t bytes_expected) override;

 private:
  DryRunTarget(std::unique_ptr<StoreView> base, std::filesystem::path folder,
               std::unique_ptr<Store> overlay);

  const std::unique_ptr<StoreView> base_;
  const std::filesystem::path folder_;
  std::unique_ptr<Store> overlay_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_DRY_RUN_TARGET_H_
