// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/row_batch.h"

#include <cstring>
#include <optional>

#include "engine/base/check.h"
#include "millrace/limits.h"
#include "pipeline/batch/json_escape.h"

namespace millrace {

RowBatch::RowBatch(size_t chunk_bytes)
    : chunk(new char[chunk_bytes + kChunkPaddingBytes]),
      chunk_capacity(chunk_bytes) {
  // Wide loads read the padding; its bytes never matter, but they must be
  // defined.
  std::memset(chunk.get() + chunk_bytes, 0, kChunkPaddingBytes);
}

size_t RowBatch::Unescape(std::string_view raw, char* to) const {
  if (escapes == CellEscapes::kDoubledQuotes) return UnescapeCell(raw, to);
  const std::optional<size_t> bytes = UnescapeJson(raw, to);
  MILLRACE_CHECK(bytes.has_value());  // the parser has looked at it
  return *bytes;
}

void RowBatch::Clear() {
  sequence = 0;
  first_byte = 0;
  end_byte = 0;
  first_row_number = 1;
  first_fingerprint = 0;
  fingerprint = 0;
  is_last = false;
  committed_rows = 0;
  committed_check = 0;
  chunk_used = 0;
  rows.clear();
  long_row_bytes = 0;
  column_count = 0;
  escapes = CellEscapes::kDoubledQuotes;
  defects.clear();
}

}  // namespace millrace
