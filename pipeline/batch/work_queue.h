// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WorkQueue: the tasks of a job's workers. Urgent ones (parts of a run being
// merged) go before the others (batches to be parsed), since the committer
// waits for them. It is bounded by what is put in: at most one task a pooled
// batch, and one part a worker.
//
// Threading: any thread may call anything.

#ifndef MILLRACE_PIPELINE_BATCH_WORK_QUEUE_H_
#define MILLRACE_PIPELINE_BATCH_WORK_QUEUE_H_

#include <deque>
#include <utility>

#include "engine/base/mutex.h"

namespace millrace {

template <typename Task>
class WorkQueue {
 public:
  void Push(Task task) {
    MutexLock lock(mutex_);
    normal_.push_back(std::move(task));
    pushed_.NotifyOne();
  }

  void PushUrgent(Task task) {
    MutexLock lock(mutex_);
    urgent_.push_back(std::move(task));
    pushed_.NotifyOne();
  }

  // Waits for a task; false once the queue is closed.
  bool Pop(Task* task) {
    MutexLock lock(mutex_);
    while (urgent_.empty() && normal_.empty() && !closed_) {
      pushed_.Wait(mutex_);
    }
    if (closed_) return false;
    return TakeFront(urgent_.empty() ? &normal_ : &urgent_, task);
  }

  // An urgent task if there is one, without waiting.
  bool PopUrgent(Task* task) {
    MutexLock lock(mutex_);
    return !urgent_.empty() && TakeFront(&urgent_, task);
  }

  // Drops what waits and wakes whoever waits.
  void Close() {
    MutexLock lock(mutex_);
    closed_ = true;
    normal_.clear();
    urgent_.clear();
    pushed_.NotifyAll();
  }

 private:
  static bool TakeFront(std::deque<Task>* from, Task* task) {
    *task = std::move(from->front());
    from->pop_front();
    return true;
  }

  Mutex mutex_;
  CondVar pushed_;
  // Guarded by mutex_.
  std::deque<Task> normal_ ABSL_GUARDED_BY(mutex_);
  std::deque<Task> urgent_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_WORK_QUEUE_H_
