// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Small uploads, one for each thing that can be in one, and the rows that must
// come of them.

#ifndef MILLRACE_TESTS_PIPELINE_SOURCE_CSV_CASES_H_
#define MILLRACE_TESTS_PIPELINE_SOURCE_CSV_CASES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/source/csv_dialect.h"

namespace millrace {

struct CsvCase {
  std::string name;
  std::string upload;
  // Number, offset, what is wrong if anything is, and the cells.
  std::vector<std::string> rows;
  CsvDialect dialect = {.has_quotes = true};
  size_t column_count = 2;
  size_t row_bytes_max = 16;
  size_t long_row_bytes_kept = 20;
  std::string header = "";
};

std::vector<CsvCase> QuoteCases();
std::vector<CsvCase> LineCases();
std::vector<CsvCase> LongCases();
std::vector<CsvCase> HeaderCases();

}  // namespace millrace

#endif  // MILLRACE_TESTS_PIPELINE_SOURCE_CSV_CASES_H_
