// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Run: consecutive draft batches up to a memory budget: the unit of commit.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_BATCH_RUN_H_
#define MILLRACE_PIPELINE_BATCH_RUN_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "pipeline/batch/draft_batch.h"

namespace millrace {

class Run {
 public:
  void Add(std::unique_ptr<DraftBatch> batch) {
    memory_bytes_ += batch->MemoryBytes();
    batches_.push_back(std::move(batch));
  }

  const std::vector<std::unique_ptr<DraftBatch>>& batches() const {
    return batches_;
  }
  std::vector<std::unique_ptr<DraftBatch>>& batches() { return batches_; }
  bool empty() const { return batches_.empty(); }
  size_t memory_bytes() const { return memory_bytes_; }
  size_t row_count() const {
    size_t count = 0;
    for (const auto& batch : batches_) count += batch->rows.size();
    return count;
  }

 private:
  std::vector<std::unique_ptr<DraftBatch>> batches_;
  size_t memory_bytes_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_RUN_H_
