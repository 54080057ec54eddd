// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What is kept of a row that is rejected, or may be: why, and its bytes as
// they came.
//
// Threading: functions of their arguments alone.

#ifndef MILLRACE_PIPELINE_TRANSFORM_REJECTED_ROW_H_
#define MILLRACE_PIPELINE_TRANSFORM_REJECTED_ROW_H_

#include <cstddef>

#include "millrace/outcome.h"
#include "pipeline/batch/cell.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/row_batch.h"

namespace millrace {

// Why a row that could not be cut, or not be parsed, is rejected.
Code RejectCodeOf(RowShape shape);
Code RejectCodeOf(RowDefect defect);

// Keeps the row's bytes, line end and all, in the drafts.
void KeepRaw(const RowBatch& batch, size_t row_index, DraftBatch* out);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_REJECTED_ROW_H_
