// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes CSV as results want it: comma, CRLF, quotes only where a cell needs
// them (contract l.19).
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_RESULTS_CSV_WRITER_H_
#define MILLRACE_PIPELINE_RESULTS_CSV_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

inline constexpr std::string_view kCsvLineEnd = "\r\n";

void AppendCsvCell(std::string* to, std::string_view cell);
void AppendNumber(std::string* to, int64_t number);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_RESULTS_CSV_WRITER_H_
