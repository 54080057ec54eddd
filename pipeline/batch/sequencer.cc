// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/sequencer.h"

#include <utility>

namespace millrace {

void Sequencer::Put(std::unique_ptr<DraftBatch> batch) {
  MutexLock lock(mutex_);
  const uint64_t sequence = batch->sequence;
  waiting_.emplace(sequence, std::move(batch));
  if (sequence == next_) changed_.NotifyAll();
}

std::unique_ptr<DraftBatch> Sequencer::Take() {
  MutexLock lock(mutex_);
  while (!closed_ && next_ < batch_count_ &&
         (waiting_.empty() || waiting_.begin()->first != next_)) {
    changed_.Wait(mutex_);
  }
  if (closed_ || next_ >= batch_count_) return nullptr;
  std::unique_ptr<DraftBatch> batch = std::move(waiting_.begin()->second);
  waiting_.erase(waiting_.begin());
  ++next_;
  return batch;
}

void Sequencer::End(uint64_t batch_count) {
  MutexLock lock(mutex_);
  batch_count_ = batch_count;
  changed_.NotifyAll();
}

void Sequencer::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  changed_.NotifyAll();
}

}  // namespace millrace
