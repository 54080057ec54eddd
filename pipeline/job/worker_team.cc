// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/worker_team.h"

#include <memory>
#include <utility>

#include "engine/base/mutex.h"

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

WorkerTeam::WorkerTeam(const MappingPlan& plan, const RowForm& form,
                       BatchPool* batches, DraftPool* drafts,
                       Sequencer* sequencer, StageClock* clock)
    : plan_(plan),
      form_(form),
      batches_(batches),
      drafts_(drafts),
      sequencer_(sequencer),
      clock_(clock) {}

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
  BatchTransformer transformer(plan_, form_, clock_);
  Task task;
  while (queue_.Pop(&task)) {
    if (task.part) {
      task.part();
      task.part = nullptr;
      continue;
    }
    std::unique_ptr<DraftBatch> drafts = drafts_->Acquire();
    transformer.Transform(task.batch, drafts.get());
    batches_->Release(task.batch);
    drafts_->Filled(drafts.get());
    sequencer_->Put(std::move(drafts));
  }
}

// Parts of a run are what a run is merged in.
void WorkerTeam::RunPart(const std::function<void()>& part) const {
  const StageTimer timer(clock_, Stage::kMerge);
  part();
}

void WorkerTeam::RunAll(std::vector<std::function<void()>> tasks) {
  if (tasks.empty()) return;
  if (threads_.empty()) {
    for (const auto& task : tasks) RunPart(task);
    return;
  }
  Countdown countdown(tasks.size() - 1);
  for (size_t i = 1; i < tasks.size(); ++i) {
    queue_.PushUrgent({nullptr, [this, &countdown, task = std::move(tasks[i])] {
                         RunPart(task);
                         countdown.Done();
                       }});
  }
  RunPart(tasks.front());
  // Help with what no worker has begun rather than sleep.
  Task task;
  while (queue_.PopUrgent(&task)) task.part();
  countdown.Wait();
}

}  // namespace millrace
