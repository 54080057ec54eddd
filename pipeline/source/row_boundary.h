// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RowCutter: finds where rows end (contract l.10, l.12, m.14). Rows that masks
// prove regular are cut 64 bytes at a time; all others go, one by one, to an
// exact scanner. Both give the answer of a loop over single bytes, whatever
// pieces the upload comes in.
//
// A row ends at the first line end outside quotes. One that is longer than
// the row limit, or whose quotes stay open up to there or to the end of the
// upload, is cut after its first physical line, and cutting goes on behind
// that line as if no quote had been seen.
//
// Threading: belongs to one thread.

#ifndef MILLRACE_PIPELINE_SOURCE_ROW_BOUNDARY_H_
#define MILLRACE_PIPELINE_SOURCE_ROW_BOUNDARY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/batch/cell.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/structural_masks.h"

namespace millrace {

// What is behind the end of a text.
enum class TextEnd : uint8_t {
  kMore,    // bytes that have not been read yet
  kUpload,  // nothing: the last row needs no line end
  kBreak,   // nobody knows: only rows that are whole are rows
};

class RowCutter {
 public:
  struct Limits {
    // Bytes of a row without its line end.
    size_t row_bytes_max = 0;
    // Bytes kept of a physical line that is itself longer.
    size_t long_row_bytes_kept = 0;
  };

  struct Result {
    // Where the first row begins that was not cut: more text is needed for
    // it, or it must begin the next batch, or there were enough rows.
    size_t next = 0;
    // The only row is a physical line over the limit. `next` is behind what
    // is kept of it; its line end is still to be looked for, from there on.
    bool is_long_line = false;
  };

  RowCutter(const CsvDialect& dialect, const Limits& limits);

  // Cuts `text`, which begins with the first byte of a row, and puts at most
  // `row_count_max` rows into `rows`, instead of what is there.
  // A physical line over the limit is always alone. A text that holds
  // TextBytesMin() bytes, or that is not followed by more, gives at least one
  // row unless it is empty or ends in a break.
  // REQUIRES: text.size() < 2^31.
  Result Cut(std::string_view text, TextEnd end, size_t row_count_max,
             std::vector<RowSpan>* rows);

  // Enough text to say what its first row is: the longest row with CR and LF,
  // and what is kept of a longer one.
  size_t TextBytesMin() const;

 private:
  // What the exact scanner knows of the byte before.
  enum class CellState : uint8_t {
    kCellStart,  // a delimiter, or the row begins
    kPlain,      // part of a cell without quotes
    kInside,     // part of a cell in quotes
    kQuote,      // a quote inside quotes: a closing one or half of a pair
    kMisplaced,  // something else behind a closing quote: no more quotes
  };

  // What a byte may mean; kOther is never more than itself.
  enum class ByteKind : uint8_t { kOther, kQuote, kDelimiter, kLineEnd };

  ByteKind& KindOf(char byte) {
    return kinds_[static_cast<unsigned char>(byte)];
  }
  ByteKind KindAt(size_t at) const {
    return kinds_[static_cast<unsigned char>(text_[at])];
  }

  bool IsFull() const { return rows_->size() >= row_count_max_; }
  void Append(size_t begin, size_t length, RowShape shape);
  size_t AfterLineEnd(size_t at) const;
  size_t FindLineEnd(size_t begin, size_t limit) const;

  void CutRegular(MaskReader* reader);
  bool CutExactly();
  bool CutFirstLine(RowShape shape);
  bool FindRowEnd(size_t limit, size_t* at, CellState* state) const;

  // Constant after construction.
  const CsvDialect dialect_;
  const Limits limits_;
  ByteKind kinds_[256] = {};

  // Those of the Cut() under way.
  std::string_view text_;
  TextEnd end_ = TextEnd::kMore;
  size_t row_count_max_ = 0;
  std::vector<RowSpan>* rows_ = nullptr;
  Result result_;

  // How far the exact scanner looked for the end of a row that had none, and
  // its state there. INVARIANT: such a row was inside quotes at every line
  // end on the way, so any later row that is inside quotes at one of them
  // is in this very state at scanned_to_. Without this, text made for the
  // purpose would be scanned once for each of its lines.
  size_t scanned_to_ = 0;
  CellState scanned_state_ = CellState::kCellStart;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_ROW_BOUNDARY_H_
