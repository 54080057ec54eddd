// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/batch_pool.h"

#include "engine/base/check.h"

namespace millrace {

BatchPool::BatchPool(size_t batch_count, size_t chunk_bytes) {
  MILLRACE_CHECK(batch_count > 0);
  for (size_t i = 0; i < batch_count; ++i) {
    batches_.push_back(std::make_unique<RowBatch>(chunk_bytes));
    free_.push_back(batches_.back().get());
  }
}

RowBatch* BatchPool::Acquire() {
  MutexLock lock(mutex_);
  while (free_.empty() && !closed_) freed_.Wait(mutex_);
  if (closed_) return nullptr;
  RowBatch* const batch = free_.back();
  free_.pop_back();
  batch->Clear();
  return batch;
}

void BatchPool::Release(RowBatch* batch) {
  MutexLock lock(mutex_);
  free_.push_back(batch);
  freed_.NotifyOne();
}

void BatchPool::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  freed_.NotifyAll();
}

}  // namespace millrace
