// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Splits the rows of a batch into cells, where they lie: nothing is copied
// and nothing unescaped. Rows that masks prove regular take the fast way, all
// others an exact one; both give the same cells.
//
//   ParseCells(dialect, column_count, batch);
//   const Cell& cell = batch->cells[row_index * column_count + column_index];
//   std::string_view text = CellText(*batch, cell);
//   if (cell.needs_unescape) size = UnescapeCell(text, room);
//
// Threading: pure functions; the batch belongs to the calling thread.

#ifndef MILLRACE_PIPELINE_SOURCE_CSV_PARSER_H_
#define MILLRACE_PIPELINE_SOURCE_CSV_PARSER_H_

#include <cstddef>
#include <string_view>

#include "pipeline/batch/cell.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/csv_dialect.h"

namespace millrace {

// Fills column_count, cells and defects of a batch whose rows are cut. Every
// row has its place in `cells`; those of a blank line, of a reject and of a
// row with a defect mean nothing. Rows that are not kRow have no defect.
// REQUIRES: 1 <= column_count <= kColumnCountMax.
void ParseCells(const CsvDialect& dialect, size_t column_count,
                RowBatch* batch);

// The bytes of a cell without its enclosing quotes; doubled quotes inside are
// still doubled if cell.needs_unescape.
inline std::string_view CellText(const RowBatch& batch, const Cell& cell) {
  return {batch.chunk.get() + cell.offset, cell.length};
}

// Writes `raw` with each doubled quote as one and returns how many bytes that
// took.
// REQUIRES: room for raw.size() bytes at `to`.
size_t UnescapeCell(std::string_view raw, char* to);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_CSV_PARSER_H_
