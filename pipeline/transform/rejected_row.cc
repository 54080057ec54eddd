// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/rejected_row.h"

#include <string_view>

namespace millrace {

Code RejectCodeOf(RowShape shape) {
  return shape == RowShape::kTooLong ? Code::kRowTooLong : Code::kOpenQuote;
}

Code RejectCodeOf(RowDefect defect) {
  switch (defect) {
    case RowDefect::kNulByte:
      return Code::kNulByte;
    case RowDefect::kNotUtf8:
      return Code::kNotUtf8;
    case RowDefect::kMisplacedQuote:
      return Code::kMisplacedQuote;
    case RowDefect::kColumnCount:
      return Code::kColumnCount;
    case RowDefect::kNotJson:
      return Code::kNotJson;
    case RowDefect::kNone:
      break;
  }
  return Code::kNone;
}

void KeepRaw(const RowBatch& batch, size_t row_index, DraftBatch* out) {
  if (out->raws.empty()) out->raws.resize(batch.rows.size());
  // With its line end: what lies between it and the next row.
  const size_t begin = batch.rows[row_index].begin;
  const size_t end = row_index + 1 < batch.rows.size()
                         ? batch.rows[row_index + 1].begin
                         : batch.chunk_used;
  RawRow& raw = out->raws[row_index];
  raw.byte_offset = batch.RowByte(row_index);
  raw.whole_bytes = end - begin;
  const bool is_cut = row_index + 1 == batch.rows.size() &&
                      batch.long_row_bytes > batch.rows[row_index].length;
  if (is_cut) raw.whole_bytes = batch.long_row_bytes;
  const std::string_view text =
      out->arena.Copy(batch.text().substr(begin, end - begin));
  raw.text = text.data();
  raw.text_bytes = static_cast<uint32_t>(text.size());
}

}  // namespace millrace
