// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WorkerTeam: a job's worker threads. They parse and transform batches, and
// merge parts of runs when the committer asks, which comes first.
//
// Threading: the committer owns the team and runs tasks on it; the reader
// pushes batches.

#ifndef MILLRACE_PIPELINE_JOB_WORKER_TEAM_H_
#define MILLRACE_PIPELINE_JOB_WORKER_TEAM_H_

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "pipeline/batch/batch_pool.h"
#include "pipeline/batch/draft_pool.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/batch/sequencer.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/batch/work_queue.h"
#include "pipeline/job/batch_transformer.h"
#include "pipeline/sink/task_runner.h"

namespace millrace {

class WorkerTeam : public TaskRunner {
 public:
  // All must outlive the team. `clock` may be null.
  WorkerTeam(const MappingPlan& plan, const RowForm& form, BatchPool* batches,
             DraftPool* drafts, Sequencer* sequencer, StageClock* clock);
  // Stops; joins.
  ~WorkerTeam() override;

  void Start(size_t worker_count);
  // Gives a batch to some worker, which releases it to the pool.
  void Push(RowBatch* batch);
  // Drops what waits; workers end once their current task does.
  void Stop();

  size_t width() const override { return threads_.size() + 1; }
  void RunAll(std::vector<std::function<void()>> tasks) override;

 private:
  struct Task {
    RowBatch* batch = nullptr;
    std::function<void()> part;
  };

  void Work();
  void RunPart(const std::function<void()>& part) const;

  // Constant after construction.
  const MappingPlan& plan_;
  const RowForm form_;
  BatchPool* const batches_;
  DraftPool* const drafts_;
  Sequencer* const sequencer_;
  StageClock* const clock_;

  WorkQueue<Task> queue_;
  std::vector<std::thread> threads_;  // owned by the committer
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_WORKER_TEAM_H_
