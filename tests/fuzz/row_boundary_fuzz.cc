// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Cuts any bytes into rows, whole and from each of several places on, with
// and without knowing what follows. What was cut without knowing must be what
// is cut when all is known.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/check.h"
#include "pipeline/batch/cell.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/row_boundary.h"

namespace {

using millrace::RowCutter;
using millrace::RowShape;
using millrace::RowSpan;
using millrace::TextEnd;

// Cuts all of `text`, each long line passed over, as one list of rows.
std::vector<RowSpan> CutAll(RowCutter& cutter, std::string_view text,
                            size_t row_count_max) {
  std::vector<RowSpan> all;
  size_t at = 0;
  while (at < text.size()) {
    std::vector<RowSpan> rows;
    const RowCutter::Result result =
        cutter.Cut(text.substr(at), TextEnd::kUpload, row_count_max, &rows);
    MILLRACE_CHECK(!rows.empty());
    for (RowSpan row : rows) {
      row.begin += static_cast<uint32_t>(at);
      all.push_back(row);
    }
    at += result.next;
    if (!result.is_long_line) continue;
    MILLRACE_CHECK_EQ(rows.size(), 1);
    while (at < text.size() && !millrace::IsLineEnd(text[at])) ++at;
    at += text.substr(at).starts_with("\r\n") ? 2 : 1;
  }
  return all;
}

void CheckPrefix(const std::vector<RowSpan>& rows,
                 const std::vector<RowSpan>& all) {
  MILLRACE_CHECK_LE(rows.size(), all.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    MILLRACE_CHECK_EQ(rows[i].begin, all[i].begin);
    MILLRACE_CHECK_EQ(rows[i].length, all[i].length);
    MILLRACE_CHECK_EQ(rows[i].shape, all[i].shape);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  constexpr size_t kChoices = 3;
  if (size < kChoices || size > 4096) return 0;
  const millrace::CsvDialect dialect = {.has_quotes = (bytes[0] & 1) != 0};
  const RowCutter::Limits limits = {
      .row_bytes_max = size_t{1} + bytes[1],
      .long_row_bytes_kept = size_t{bytes[2]} % 100};
  const std::string_view text(reinterpret_cast<const char*>(bytes) + kChoices,
                              size - kChoices);
  RowCutter cutter(dialect, limits);
  const std::vector<RowSpan> all = CutAll(cutter, text, SIZE_MAX);
  // Every row by a scan of its own.
  const std::vector<RowSpan> single = CutAll(cutter, text, 1);
  MILLRACE_CHECK_EQ(single.size(), all.size());
  CheckPrefix(single, all);
  for (size_t step = 0; step <= 16; ++step) {
    const std::string_view part = text.substr(0, text.size() * step / 16);
    std::vector<RowSpan> rows;
    cutter.Cut(part, TextEnd::kMore, SIZE_MAX, &rows);
    CheckPrefix(rows, all);
    if (part.size() >= cutter.TextBytesMin()) MILLRACE_CHECK(!rows.empty());
  }
  return 0;
}
