// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// DraftPool: recycles draft batches and holds the reader back while those in
// use take more memory than the run budget.
//
// No deadlock: only the reader waits here, before it reads. What it has read
// can always be transformed, and once that exceeds the budget the committer
// has a full run to commit, after which there is room again.
//
// Threading: any thread may call anything.

#ifndef MILLRACE_PIPELINE_BATCH_DRAFT_POOL_H_
#define MILLRACE_PIPELINE_BATCH_DRAFT_POOL_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "pipeline/batch/draft_batch.h"

namespace millrace {

class DraftPool {
 public:
  explicit DraftPool(size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  // Waits until the batches in use take less than the budget.
  void WaitForRoom();

  std::unique_ptr<DraftBatch> Acquire();
  // Makes a filled batch's memory count, once; sets its counted_bytes.
  void Filled(DraftBatch* batch);
  void Release(std::unique_ptr<DraftBatch> batch);

  // Wakes the reader for good.
  void Close();

 private:
  // Constant after construction.
  const size_t budget_bytes_;

  Mutex mutex_;
  CondVar released_;
  // Guarded by mutex_.
  size_t used_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<DraftBatch>> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_DRAFT_POOL_H_
