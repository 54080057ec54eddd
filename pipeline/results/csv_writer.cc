// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/csv_writer.h"

#include <charconv>

namespace millrace {

void AppendCsvCell(std::string* to, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    to->append(cell);
    return;
  }
  to->push_back('"');
  for (const char c : cell) {
    if (c == '"') to->push_back('"');
    to->push_back(c);
  }
  to->push_back('"');
}

void AppendNumber(std::string* to, int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number);
  to->append(digits, static_cast<size_t>(end.ptr - digits));
}

}  // namespace millrace
