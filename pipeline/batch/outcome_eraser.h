// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// OutcomeEraser: takes what is about one record out of a stored outcome block:
// the requested cells of its rows, and its key where that is a text of the
// upload's. Codes, counters, row numbers and all other rows stay.
//
// Threading: a pure function.

#ifndef MILLRACE_PIPELINE_BATCH_OUTCOME_ERASER_H_
#define MILLRACE_PIPELINE_BATCH_OUTCOME_ERASER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace millrace {

// Returns how many rows were imported onto the record; if any, *to is the
// block as it must stand from now on. kDataLoss: the block is damaged.
absl::StatusOr<size_t> EraseFromBlock(std::string_view block,
                                      std::string_view key_bytes,
                                      std::string* to);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_OUTCOME_ERASER_H_
