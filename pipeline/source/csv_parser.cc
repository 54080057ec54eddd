// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/csv_parser.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/check.h"
#include "millrace/limits.h"
#include "pipeline/batch/cell.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/separator_index.h"
#include "pipeline/source/utf8.h"

namespace millrace {
namespace {

static_assert(kColumnCountMax <= SeparatorIndex::kRowSeparatorsMax);

bool HasNul(std::string_view bytes) {
  return std::memchr(bytes.data(), '\0', bytes.size()) != nullptr;
}

// Returns the place of `byte` in [begin, end) of `text`, or `end`.
size_t FindByte(std::string_view text, size_t begin, size_t end, char byte) {
  const void* const found = std::memchr(text.data() + begin, byte, end - begin);
  if (found == nullptr) return end;
  return static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

Cell MakeCell(size_t begin, size_t length, bool needs_unescape) {
  Cell cell;
  cell.offset = static_cast<uint32_t>(begin);
  cell.length = static_cast<uint32_t>(length) & SeparatorIndex::kPlaceBits;
  cell.needs_unescape = needs_unescape ? 1 : 0;
  return cell;
}

// Makes a row's cells of its separators. `quote` is what opens a cell, or no
// character at all.
// REQUIRES: the row is regular, and no quote is behind the end of the text.
void FillCells(const char* text, size_t begin, int quote,
               const SeparatorIndex::Entry* separators, size_t column_count,
               Cell* cells) {
  uint32_t cell_begin = static_cast<uint32_t>(begin);
  for (size_t column = 0; column < column_count; ++column) {
    const SeparatorIndex::Entry separator = separators[column];
    const uint32_t cell_end = separator & SeparatorIndex::kPlaceBits;
    // A regular cell that begins with a quote ends with one too; an empty one
    // has a separator where others begin. No branch: which cells are quoted
    // is as good as random.
    const uint32_t quote_bytes = text[cell_begin] == quote;
    cells[column] = MakeCell(cell_begin + quote_bytes,
                             cell_end - cell_begin - 2 * quote_bytes,
                             (separator & SeparatorIndex::kDoubledBit) != 0);
    cell_begin = cell_end + 1;
  }
}

// Reads the quoted cell that begins at `begin`. Returns the place behind its
// closing quote, or 0 if something else than a delimiter or the row's end is
// there.
size_t ReadQuotedCell(std::string_view text, size_t begin, size_t end,
                      char delimiter, Cell* cell) {
  bool has_doubled = false;
  size_t at = begin + 1;
  for (;;) {
    at = FindByte(text, at, end, '"');
    if (at + 1 >= end || text[at + 1] != '"') break;
    has_doubled = true;
    at += 2;
  }
  // The cutter gives no row whose quotes stay open; were there one, it would
  // be as wrong as this.
  if (at >= end) return 0;
  if (at + 1 < end && text[at + 1] != delimiter) return 0;
  *cell = MakeCell(begin + 1, at - begin - 1, has_doubled);
  return at + 1;
}

// Splits the row [begin, end) byte by byte.
RowDefect ParseExactly(std::string_view text, size_t begin, size_t end,
                       const CsvDialect& dialect, size_t column_count,
                       Cell* cells) {
  size_t found_count = 0;
  for (size_t at = begin;; ++at) {
    Cell cell;
    size_t cell_end = 0;
    if (dialect.has_quotes && at < end && text[at] == '"') {
      cell_end = ReadQuotedCell(text, at, end, dialect.delimiter, &cell);
      if (cell_end == 0) return RowDefect::kMisplacedQuote;
    } else {
      cell_end = FindByte(text, at, end, dialect.delimiter);
      cell = MakeCell(at, cell_end - at, false);
    }
    if (found_count < column_count) cells[found_count] = cell;
    ++found_count;
    if (cell_end == end) break;
    at = cell_end;
  }
  return found_count == column_count ? RowDefect::kNone
                                     : RowDefect::kColumnCount;
}

}  // namespace

void ParseCells(const CsvDialect& dialect, size_t column_count,
                RowBatch* batch) {
  MILLRACE_CHECK(column_count >= 1 && column_count <= kColumnCountMax);
  const std::string_view text = batch->text();
  const size_t row_count = batch->rows.size();
  batch->column_count = column_count;
  if (batch->cells.size() < row_count * column_count) {
    batch->cells.resize(row_count * column_count);
  }
  batch->defects.assign(row_count, RowDefect::kNone);
  // No character is so large: nothing opens a cell where quotes are none.
  const int quote = dialect.has_quotes ? '"' : 0x100;
  // The last cell may be empty, and is looked at all the same.
  batch->chunk[batch->chunk_used] = '\0';
  // Row by row only where the whole says that there is something to find.
  const bool has_nul = HasNul(text);
  const bool is_utf8 = IsUtf8(text);
  SeparatorIndex index(text, dialect);
  for (size_t row_index = 0; row_index < row_count; ++row_index) {
    const RowSpan& row = batch->rows[row_index];
    const size_t row_end = size_t{row.begin} + row.length;
    if (row.shape != RowShape::kRow) [[unlikely]] {
      // Quotes of a reject may have been closed by force at its end.
      if (row.shape != RowShape::kBlank) index.StartAt(row_end);
      continue;
    }
    RowDefect& defect = batch->defects[row_index];
    if (has_nul && HasNul(batch->RowText(row_index))) {
      defect = RowDefect::kNulByte;
      continue;
    }
    if (!is_utf8 && !IsUtf8(batch->RowText(row_index))) {
      defect = RowDefect::kNotUtf8;
      continue;
    }
    Cell* const cells = batch->cells.data() + row_index * column_count;
    const SeparatorIndex::Entry* const separators =
        index.OfRow(row.begin, row_end, column_count);
    if (separators != nullptr) [[likely]] {
      FillCells(text.data(), row.begin, quote, separators, column_count, cells);
    } else {
      defect =
          ParseExactly(text, row.begin, row_end, dialect, column_count, cells);
      if (!index.IsProvedTo(row_end)) index.StartAt(row_end);
    }
  }
}

size_t UnescapeCell(std::string_view raw, char* to) {
  char* const begin = to;
  while (!raw.empty()) {
    const size_t quote = FindByte(raw, 0, raw.size(), '"');
    // A quote is written with what is before it, its second half passed over.
    const bool is_found = quote < raw.size();
    const size_t taken = is_found ? quote + 1 : quote;
    std::memcpy(to, raw.data(), taken);
    to += taken;
    raw.remove_prefix(taken);
    if (is_found && !raw.empty()) raw.remove_prefix(1);
  }
  return static_cast<size_t>(to - begin);
}

}  // namespace millrace
