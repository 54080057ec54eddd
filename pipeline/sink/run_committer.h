// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RunCommitter: settles the rows of a run and commits records, identities,
// outcome blocks and the job's checkpoint in one atomic step. A run in which
// the job's error budget is exceeded is cut behind the row that does so.
//
// Threading: one thread; merging uses the task runner's.

#ifndef MILLRACE_PIPELINE_SINK_RUN_COMMITTER_H_
#define MILLRACE_PIPELINE_SINK_RUN_COMMITTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/run.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/sink/run_target.h"
#include "pipeline/sink/task_runner.h"

namespace millrace {

class RunCommitter {
 public:
  // checkpoint: where the job is now. records: what its rows are resolved
  // against and written to; dry_run_store: in a dry run, where the outcomes
  // go, since they are kept when the records are not; else null. clock: adds
  // up what the stages take, or null; what the runner's tasks take is the
  // runner's to add.
  RunCommitter(const MappingPlan& plan, JobId job, RunTarget* records,
               Store* dry_run_store, TaskRunner* tasks, Checkpoint checkpoint,
               StageClock* clock = nullptr);

  // Commits the run's rows, up to where the error budget is exceeded. On an
  // error nothing of the run is stored, and the committer must not be used any
  // more.
  absl::Status Commit(Run* run);

  // Nothing may be committed any more: the error budget is exceeded.
  bool is_over_budget() const;

  const Checkpoint& checkpoint() const { return checkpoint_; }

  // What a row's record takes in memory while its run is merged, judged by the
  // last run: it counts towards the run budget like the row's draft. 0 where
  // records pass through one by one.
  size_t record_bytes_per_row() const { return record_bytes_per_row_; }

 private:
  // What merging a run into a commit needs and gives.
  struct Merged {
    std::unique_ptr<class Commit> commit;
    int64_t first_key = 1;
    int64_t next_key = 1;
  };

  absl::Status Merge(const StoreView& view, Run* run, Merged* merged);
  absl::Status MergeWithinBudget(const StoreView& view, Run* run,
                                 Merged* merged);
  std::vector<std::unique_ptr<RunTurn>> TakeTurns();
  absl::StatusOr<uint64_t> StoredBytesOf(const StoreView& view,
                                         const Run& run) const;
  absl::Status AddBlocks(const Run& run, class Commit* commit);
  void Advance(const DraftBatch& batch);

  // Constant after construction.
  const MappingPlan& plan_;
  const JobId job_;
  RunTarget* const records_;
  Store* const dry_run_store_;
  TaskRunner* const tasks_;
  StageClock* const clock_;

  // Owned by one thread.
  Checkpoint checkpoint_;
  size_t record_bytes_per_row_ = 0;
  std::string block_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_RUN_COMMITTER_H_
