// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/run_cut.h"

#include <cstdint>

#include "engine/base/check.h"
#include "pipeline/batch/error_budget.h"

namespace millrace {
namespace {

// Of a list that may be empty instead of having an element a row.
template <typename T>
void CutList(size_t row_count, std::vector<T>* list) {
  if (list->size() > row_count) list->resize(row_count);
}

// Leaves the rows' checksums, by which it can be told that there were more.
void CutBatch(size_t row_count, DraftBatch* batch) {
  batch->rows.resize(row_count);
  batch->outcomes.resize(row_count * batch->mapping_count);
  CutList(row_count, &batch->requested);
  CutList(row_count, &batch->raws);
  CutList(row_count, &batch->duplicate_of);
}

}  // namespace

size_t RowsWithinBudget(const ErrorBudget& budget, const JobCounters& before,
                        const Run& run) {
  uint64_t rejected = before.rejected;
  uint64_t not_blank = before.imported + before.rejected;
  size_t row_count = 0;
  for (const auto& batch : run.batches()) {
    for (const RowDraft& row : batch->rows) {
      ++row_count;
      if (row.verdict == Verdict::kBlank) continue;
      ++not_blank;
      if (row.verdict == Verdict::kRejected) ++rejected;
      if (IsExceeded(budget, rejected, not_blank)) return row_count;
    }
  }
  return row_count;
}

void CutRun(size_t row_count, Run* run) {
  size_t left = row_count;
  auto& batches = run->batches();
  for (size_t b = 0; b < batches.size(); ++b) {
    const size_t rows = batches[b]->rows.size();
    if (left >= rows) {
      left -= rows;
      continue;
    }
    if (left > 0) CutBatch(left, batches[b++].get());
    batches.resize(b);
    return;
  }
}

RunRows::RunRows(const Run& run) {
  batches_.reserve(run.batches().size());
  for (const auto& batch : run.batches()) {
    batches_.push_back({batch->rows, batch->outcomes});
  }
}

void RunRows::PutBack(Run* run) const {
  MILLRACE_CHECK_EQ(batches_.size(), run->batches().size());
  for (size_t b = 0; b < batches_.size(); ++b) {
    DraftBatch& batch = *run->batches()[b];
    batch.rows = batches_[b].rows;
    batch.outcomes = batches_[b].outcomes;
    batch.duplicate_of.clear();
  }
}

}  // namespace millrace
