// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Lets runs that write one resource type take turns, first come first served
// (contract m.18). Turns live in the writing process only: there is one.
//
// Threading: every method may be called from any thread.
// Ownership: turns must be gone before what gave them out is.

#ifndef MILLRACE_ENGINE_STORAGE_RUN_TURNS_H_
#define MILLRACE_ENGINE_STORAGE_RUN_TURNS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"

#include "engine/base/mutex.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {

class RunTurns {
 public:
  // Waits until everybody who came earlier for the type has let go.
  std::unique_ptr<RunTurn> Take(ResourceTypeId type)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // How many have the turn or wait for it.
  size_t QueueLength(ResourceTypeId type) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class Turn;

  // Numbers as at a counter: everybody draws one and waits for it to be shown.
  struct Queue {
    uint64_t drawn = 0;
    uint64_t shown = 0;
    CondVar changed;
  };

  void Release(Queue* queue) ABSL_LOCKS_EXCLUDED(mutex_);

  mutable Mutex mutex_;
  // Queues stay where they are: waiters hold on to them.
  std::map<ResourceTypeId, Queue> queues_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_RUN_TURNS_H_
