// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/run_turns.h"

#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/base/mutex.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {

class RunTurns::Turn : public RunTurn {
 public:
  Turn(RunTurns* turns, Queue* queue) : turns_(turns), queue_(queue) {}
  ~Turn() override { turns_->Release(queue_); }

 private:
  RunTurns* const turns_;
  Queue* const queue_;
};

std::unique_ptr<RunTurn> RunTurns::Take(ResourceTypeId type) {
  MutexLock lock(mutex_);
  Queue& queue = queues_[type];
  const uint64_t number = queue.drawn++;
  while (queue.shown != number) queue.changed.Wait(mutex_);
  return std::make_unique<Turn>(this, &queue);
}

size_t RunTurns::QueueLength(ResourceTypeId type) const {
  MutexLock lock(mutex_);
  const auto queue = queues_.find(type);
  if (queue == queues_.end()) return 0;
  return static_cast<size_t>(queue->second.drawn - queue->second.shown);
}

void RunTurns::Release(Queue* queue) {
  MutexLock lock(mutex_);
  ++queue->shown;
  queue->changed.NotifyAll();
}

}  // namespace millrace
