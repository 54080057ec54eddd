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
#include "pipeline/batch/work_queue.h"
#include "pipeline/sink/task_runner.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace {

// Parses and transforms one batch; what every worker does to a batch, and the
// caller's thread when there is none.
void TransformBatch(const CsvDialect& dialect, size_t column_count,
                    RowTransformer* transformer, RowBatch* batch,
                    DraftBatch* drafts);

class WorkerTeam : public TaskRunner {
 public:
  // All must outlive the team.
  WorkerTeam(const MappingPlan& plan, const CsvDialect& dialect,
             BatchPool* batches, DraftPool* drafts, Sequencer* sequencer);
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

  // Constant after construction.
  const MappingPlan& plan_;
  const CsvDialect dialect_;
  BatchPool* const batches_;
  DraftPool* const drafts_;
  Sequencer* const sequencer_;

  WorkQueue<Task> queue_;
  std::vector<std::thread> threads_;  // owned by the committer
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_WORKER_TEAM_H_
