// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads one row as a JSON object by the product and by the oracle's own reader;
// defect and cells must be the same.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/ndjson_parser.h"
#include "tests/support/reference_importer_rows.h"
#include "tests/support/reference_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using millrace::Code;
  using millrace::RowDefect;
  if (size == 0 || size > 8192) return 0;
  const std::string row(reinterpret_cast<const char*>(bytes), size);
  if (row.find_first_of("\r\n") != std::string::npos) return 0;
  const std::vector<std::string> columns = {"a", "Name", "\xc3\xa9"};

  millrace::RowBatch batch(size);
  std::memcpy(batch.chunk.get(), bytes, size);
  batch.chunk_used = size;
  batch.rows.push_back({0, static_cast<uint32_t>(size)});
  millrace::NdjsonParser parser(columns);
  parser.Parse(&batch);
  millrace::JsonMemberNames(batch);
  const RowDefect defect = batch.defects[0];

  std::vector<std::string> cells;
  Code expected = Code::kNone;
  if (row.find('\0') != std::string::npos) {
    expected = Code::kNulByte;
  } else if (!millrace::reference::IsUtf8(row)) {
    expected = Code::kNotUtf8;
  } else {
    expected = millrace::reference::ReadJsonRow(row, columns, &cells);
  }
  MILLRACE_CHECK_EQ(defect == RowDefect::kNulByte, expected == Code::kNulByte);
  MILLRACE_CHECK_EQ(defect == RowDefect::kNotUtf8, expected == Code::kNotUtf8);
  MILLRACE_CHECK_EQ(defect == RowDefect::kNotJson, expected == Code::kNotJson);
  if (defect != RowDefect::kNone) return 0;
  for (size_t i = 0; i < columns.size(); ++i) {
    const millrace::Cell& cell = batch.cells[i];
    std::string text(batch.text().substr(cell.offset, cell.length));
    if (cell.needs_unescape) text.resize(batch.Unescape(text, text.data()));
    MILLRACE_CHECK_EQ(text, cells[i]);
  }
  return 0;
}
