// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/draft_pool.h"

#include <utility>

namespace millrace {

void DraftPool::WaitForRoom() {
  MutexLock lock(mutex_);
  while (used_bytes_ >= budget_bytes_ && !closed_) released_.Wait(mutex_);
}

std::unique_ptr<DraftBatch> DraftPool::Acquire() {
  {
    MutexLock lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<DraftBatch> batch = std::move(free_.back());
      free_.pop_back();
      return batch;
    }
  }
  return std::make_unique<DraftBatch>();
}

void DraftPool::Filled(DraftBatch* batch) {
  batch->counted_bytes = batch->MemoryBytes();
  MutexLock lock(mutex_);
  used_bytes_ += batch->counted_bytes;
}

void DraftPool::Release(std::unique_ptr<DraftBatch> batch) {
  const size_t counted_bytes = batch->counted_bytes;
  batch->Clear();
  MutexLock lock(mutex_);
  used_bytes_ -= counted_bytes;
  free_.push_back(std::move(batch));
  released_.NotifyAll();
}

void DraftPool::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  released_.NotifyAll();
}

}  // namespace millrace
