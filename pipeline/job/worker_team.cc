// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/worker_team.h"

#include <memory>
#include <utility>

#include "engine/base/mutex.h"
#include "pipeline/source/csv_parser.h"

namespace millrace {
namespace {

// Counts tasks down and wakes the one who waits for all of them.
class Countdown {
 public:
  explicit Countdown(size_t count) : left_(count) {}

  void Done() {
    MutexLock lock(mutex_);
    if (--left_ == 0) zero_.NotifyAll();
  }
  void Wait() {
    MutexLock lock(mutex_);
    while (left_ > 0) zero_.Wait(mutex_);
  }

 private:
  Mutex mutex_;
  CondVar zero_;
  size_t left_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

void TransformBatch(const CsvDialect& dialect, size_t column_count,
                    RowTransformer* transformer, RowBatch* batch,
                    DraftBatch* drafts) {
  ParseCells(dialect, column_count, batch);
  transformer->Transform(*batch, drafts);
}

WorkerTeam::WorkerTeam(const MappingPlan& plan, const CsvDialect& dialect,
                       BatchPool* batches, DraftPool* drafts,
                       Sequencer* sequencer)
    : plan_(plan),
      dialect_(dialect),
      batches_(batches),
      drafts_(drafts),
      sequencer_(sequencer) {}

WorkerTeam::~WorkerTeam() {
  Stop();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerTeam::Start(size_t worker_count) {
  threads_.reserve(worker_count);
  for (size_t i = 0; i < worker_count; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

void WorkerTeam::Push(RowBatch* batch) { queue_.Push({batch, nullptr}); }

void WorkerTeam::Stop() { queue_.Close(); }

void WorkerTeam::Work() {
  RowTransformer transformer(plan_);
  Task task;
  while (queue_.Pop(&task)) {
    if (task.part) {
      task.part();
      task.part = nullptr;
      continue;
    }
    std::unique_ptr<DraftBatch> drafts = drafts_->Acquire();
    TransformBatch(dialect_, plan_.column_count, &transformer, task.batch,
                   drafts.get());
    batches_->Release(task.batch);
    drafts_->Filled(drafts.get());
    sequencer_->Put(std::move(drafts));
  }
}

void WorkerTeam::RunAll(std::vector<std::function<void()>> tasks) {
  if (tasks.empty()) return;
  if (threads_.empty()) {
    for (const auto& task : tasks) task();
    return;
  }
  Countdown countdown(tasks.size() - 1);
  for (size_t i = 1; i < tasks.size(); ++i) {
    queue_.PushUrgent({nullptr, [&countdown, task = std::move(tasks[i])] {
                         task();
                         countdown.Done();
                       }});
  }
  tasks.front()();
  // Help with what no worker has begun rather than sleep.
  Task task;
  while (queue_.PopUrgent(&task)) task.part();
  countdown.Wait();
}

}  // namespace millrace
