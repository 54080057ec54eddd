// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RowBatch: the recycled container of one chunk of an upload and of what the
// cutter and the parser found in it. Its bytes live only until the rows are
// transformed; what outlives them is in the DraftBatch.
//
// Threading: a batch belongs to one thread at a time; the pool, the work
// queue and the sequencer hand it over.

#ifndef MILLRACE_PIPELINE_BATCH_ROW_BATCH_H_
#define MILLRACE_PIPELINE_BATCH_ROW_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/batch/cell.h"

namespace millrace {

// What the parser found out about one row, in the order of contract m.3.
enum class RowDefect : uint8_t {
  kNone = 0,
  kNulByte,
  kNotUtf8,
  kMisplacedQuote,
  kColumnCount,
  kNotJson,
};

// How characters that a cell cannot hold as they are stand in it.
enum class CellEscapes : uint8_t {
  kDoubledQuotes,
  kJson,
};

struct RowBatch {
  explicit RowBatch(size_t chunk_bytes);

  std::string_view text() const { return {chunk.get(), chunk_used}; }

  // The bytes of a row that are in the chunk.
  std::string_view RowText(size_t row_index) const {
    const RowSpan& row = rows[row_index];
    return {chunk.get() + row.begin, row.length};
  }

  // Byte offset of a row in the (inflated) upload.
  uint64_t RowByte(size_t row_index) const {
    return first_byte + rows[row_index].begin;
  }

  // Writes the text of a cell that needs it without its escapes; returns its
  // length, at most raw's.
  size_t Unescape(std::string_view raw, char* to) const;

  // Forgets the content, keeps the memory.
  void Clear();

  // Set by the reader.
  uint64_t sequence = 0;           // 0, 1, 2... of this execution
  uint64_t first_byte = 0;         // where the chunk begins in the upload
  uint64_t end_byte = 0;           // where the next chunk begins
  uint64_t first_row_number = 1;   // 1-based data-row number of rows[0]
  uint64_t first_fingerprint = 0;  // hash of the bytes before first_byte
  uint64_t fingerprint = 0;        // hash of the bytes before end_byte
  bool is_last = false;            // nothing follows in the upload
  // Rows at its start that an earlier execution has committed: they are not
  // among the rows. Their checksum is what the next row's is built upon.
  uint64_t committed_rows = 0;
  uint64_t committed_check = 0;

  // The chunk: whole rows, and padding for wide loads behind them.
  std::unique_ptr<char[]> chunk;
  size_t chunk_capacity = 0;  // without the padding
  size_t chunk_used = 0;

  // Set by the cutter. A row over the limit is the last of its batch, since
  // bytes after it may have been passed over; its whole length is here.
  std::vector<RowSpan> rows;
  uint64_t long_row_bytes = 0;

  // Set by the parser: column_count cells a row, row-major; a row with a
  // defect has none that mean anything. The vector only grows, since filling
  // it with zeros for each chunk costs as much as a fifth of the parsing:
  // cells behind the last row are left over from earlier chunks.
  size_t column_count = 0;
  CellEscapes escapes = CellEscapes::kDoubledQuotes;
  std::vector<Cell> cells;
  std::vector<RowDefect> defects;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_ROW_BATCH_H_
