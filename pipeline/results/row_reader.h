// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RowReader: the rows of outcome blocks as reports for programs, where
// ResultRenderer makes files of them.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_RESULTS_ROW_READER_H_
#define MILLRACE_PIPELINE_RESULTS_ROW_READER_H_

#include <functional>
#include <string_view>

#include "absl/status/statusor.h"

#include "millrace/importer.h"
#include "pipeline/results/result_layout.h"

namespace millrace {

// Calls visit for every row but blank ones; false when visit wants no more.
absl::StatusOr<bool> VisitBlock(
    const ResultLayout& layout, std::string_view block,
    const std::function<bool(const RowReport&)>& visit);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_RESULTS_ROW_READER_H_
