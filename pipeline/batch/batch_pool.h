// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// BatchPool: a fixed set of row batches. Acquire waits for a free one, which
// is what holds the reader back when the workers are behind.
//
// Threading: any thread may call anything.
// Ownership: the pool owns the batches and must outlive their users.

#ifndef MILLRACE_PIPELINE_BATCH_BATCH_POOL_H_
#define MILLRACE_PIPELINE_BATCH_BATCH_POOL_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "pipeline/batch/row_batch.h"

namespace millrace {

class BatchPool {
 public:
  BatchPool(size_t batch_count, size_t chunk_bytes);

  // A cleared batch, or null once the pool is closed.
  RowBatch* Acquire();
  void Release(RowBatch* batch);
  // Wakes whoever waits; nothing is handed out any more.
  void Close();

 private:
  // Constant after construction.
  std::vector<std::unique_ptr<RowBatch>> batches_;

  Mutex mutex_;
  CondVar freed_;
  // Guarded by mutex_.
  std::vector<RowBatch*> free_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_BATCH_POOL_H_
