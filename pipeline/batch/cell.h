// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Cell and RowSpan: where a row and its cells lie in a chunk. Plain values,
// valid while the chunk's bytes are.

#ifndef MILLRACE_PIPELINE_BATCH_CELL_H_
#define MILLRACE_PIPELINE_BATCH_CELL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace millrace {

// One delimited value of a row: bytes [offset, offset + length) of the chunk,
// without its enclosing quotes. needs_unescape: doubled quotes are inside.
struct Cell {
  uint32_t offset = 0;
  uint32_t length : 31 = 0;
  uint32_t needs_unescape : 1 = 0;
};
static_assert(sizeof(Cell) == 8);

// Writes the cell's text with each doubled quote as one; returns its length,
// at most raw's. `to` may be raw's own bytes.
size_t UnescapeCell(std::string_view raw, char* to);

// What the cutter knows of a row. Everything but kRow and kBlank is a reject
// (contract l.12, m.3, m.14).
enum class RowShape : uint8_t {
  kRow = 0,
  kBlank,  // a wholly empty line: takes a row number, is no row
  // Only the first physical line of a row is meant that is over the row limit,
  kTooLong,
  // or whose quotes are open there, or at the upload's end; the line itself is
  // not over the limit.
  kOpenQuote,
};

// One row of a chunk, without its line end.
struct RowSpan {
  uint32_t begin = 0;
  uint32_t length = 0;  // bytes that are in the chunk
  RowShape shape = RowShape::kRow;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_CELL_H_
