// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checksums of the first rows of a batch, each built upon that of the row
// before: what an error budget that cuts a batch leaves in the checkpoint, and
// what a resume compares when it passes over those rows (contract m.11).
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_BATCH_ROW_CHECK_H_
#define MILLRACE_PIPELINE_BATCH_ROW_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pipeline/batch/row_batch.h"

namespace millrace {

// The checksum of a row, its place in the upload, and all rows before it.
// before: that of the row before, 0 for the first.
uint64_t RowCheck(const RowBatch& batch, size_t row_index, uint64_t before);

// Those of all rows of the batch, on top of batch.committed_check.
void CheckRows(const RowBatch& batch, std::vector<uint64_t>* checks);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_ROW_CHECK_H_
