// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/row_boundary.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/check.h"
#include "pipeline/batch/cell.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/structural_masks.h"

namespace millrace {

RowCutter::RowCutter(const CsvDialect& dialect, const Limits& limits)
    : dialect_(dialect), limits_(limits) {
  if (dialect.has_quotes) KindOf('"') = ByteKind::kQuote;
  KindOf(dialect.delimiter) = ByteKind::kDelimiter;
  KindOf('\r') = ByteKind::kLineEnd;
  KindOf('\n') = ByteKind::kLineEnd;
}

size_t RowCutter::TextBytesMin() const {
  return std::max(limits_.row_bytes_max + 2, limits_.long_row_bytes_kept);
}

RowCutter::Result RowCutter::Cut(std::string_view text, TextEnd end,
                                 size_t row_count_max,
                                 std::vector<RowSpan>* rows) {
  MILLRACE_DCHECK(text.size() < size_t{1} << 31);
  text_ = text;
  end_ = end;
  row_count_max_ = row_count_max;
  rows_ = rows;
  rows_->clear();
  result_ = Result();
  scanned_to_ = 0;
  MaskReader reader(text_, dialect_);
  while (result_.next < text_.size() && !IsFull() && !result_.is_long_line) {
    // Behind a row without an end the exact scanner stays at work as far as
    // it has looked: that is what keeps the whole linear.
    if (result_.next >= scanned_to_) CutRegular(&reader);
    if (result_.next >= text_.size() || IsFull()) break;
    if (!CutExactly()) break;
  }
  return result_;
}

void RowCutter::Append(size_t begin, size_t length, RowShape shape) {
  rows_->push_back(
      {static_cast<uint32_t>(begin), static_cast<uint32_t>(length), shape});
}

// Returns where the next row begins if a row ends at `at`, or 0 where that
// cannot be said yet: a CR whose LF may follow.
size_t RowCutter::AfterLineEnd(size_t at) const {
  if (text_[at] != '\r') return at + 1;
  if (at + 1 == text_.size()) return end_ == TextEnd::kMore ? 0 : at + 1;
  return at + (text_[at + 1] == '\n' ? 2 : 1);
}

// Returns the place of the first line end in [begin, limit), or `limit`.
size_t RowCutter::FindLineEnd(size_t begin, size_t limit) const {
  while (begin < limit && !IsLineEnd(text_[begin])) ++begin;
  return begin;
}

// Cuts rows for as long as masks prove them regular and within the limit.
void RowCutter::CutRegular(MaskReader* reader) {
  reader->StartAt(result_.next);
  QuoteTracker quotes;
  size_t row_begin = result_.next;
  while (reader->Next()) {
    const QuoteTracker::Block block = quotes.Follow(reader->masks());
    uint64_t ends = block.row_ends;
    // What lies below the first irregular place is certain.
    if (block.irregular != 0) ends &= (block.irregular & -block.irregular) - 1;
    for (; ends != 0; ends &= ends - 1) {
      const size_t row_end = reader->begin() + std::countr_zero(ends);
      const size_t length = row_end - row_begin;
      const size_t next = AfterLineEnd(row_end);
      if (length > limits_.row_bytes_max || next == 0 || IsFull()) return;
      Append(row_begin, length,
             length == 0 ? RowShape::kBlank : RowShape::kRow);
      row_begin = next;
      result_.next = next;
    }
    if (block.irregular != 0) return;
    const size_t block_end = reader->begin() + kMaskBlockBytes;
    if (block_end > row_begin + limits_.row_bytes_max + kMaskBlockBytes) return;
  }
}

// Cuts one row byte by byte. False: more text is needed, or the text breaks
// off inside the row.
bool RowCutter::CutExactly() {
  const size_t begin = result_.next;
  // A row of the longest length has its line end just behind it.
  const size_t limit =
      std::min(text_.size(), begin + limits_.row_bytes_max + 1);
  size_t at = begin;
  CellState state = CellState::kCellStart;
  if (FindRowEnd(limit, &at, &state)) {
    const size_t next = AfterLineEnd(at);
    if (next == 0) return false;
    Append(begin, at - begin, at == begin ? RowShape::kBlank : RowShape::kRow);
    result_.next = next;
    return true;
  }
  if (limit - begin > limits_.row_bytes_max) {
    scanned_to_ = limit;
    scanned_state_ = state;
    return CutFirstLine(state == CellState::kInside ? RowShape::kOpenQuote
                                                    : RowShape::kTooLong);
  }
  if (end_ != TextEnd::kUpload) return false;
  if (state == CellState::kInside) {
    scanned_to_ = limit;
    scanned_state_ = state;
    return CutFirstLine(RowShape::kOpenQuote);
  }
  Append(begin, limit - begin, RowShape::kRow);
  result_.next = limit;
  return true;
}

// Cuts the first physical line of what would be a row of `shape`.
bool RowCutter::CutFirstLine(RowShape shape) {
  const size_t begin = result_.next;
  const size_t limit =
      std::min(text_.size(), begin + limits_.row_bytes_max + 1);
  const size_t line_end = FindLineEnd(begin, limit);
  if (line_end < limit) {
    const size_t next = AfterLineEnd(line_end);
    if (next == 0) return false;
    Append(begin, line_end - begin, shape);
    result_.next = next;
    return true;
  }
  if (limit - begin <= limits_.row_bytes_max) {
    // The upload ends in this line, inside quotes.
    Append(begin, limit - begin, shape);
    result_.next = limit;
    return true;
  }
  // The line itself is over the limit, quotes or no. It gets a batch of its
  // own, since one that breaks off before its line end must not take other rows
  // with it.
  if (!rows_->empty()) return false;
  const size_t kept_limit =
      std::min(text_.size(), begin + limits_.long_row_bytes_kept);
  const size_t kept_end = FindLineEnd(begin, kept_limit);
  const bool is_all_kept = kept_end < kept_limit ||
                           kept_limit - begin == limits_.long_row_bytes_kept;
  if (!is_all_kept && end_ != TextEnd::kUpload) return false;
  Append(begin, kept_end - begin, RowShape::kTooLong);
  result_.next = kept_end;
  result_.is_long_line = true;
  return true;
}

// Looks for the line end of a row from *at on, as one in *state. True: it is
// at *at. False: there is none before `limit`, where the row is in *state.
//
//   kCellStart --quote--> kInside --quote--> kQuote --quote--> kInside
//        |   ^                                 | |
//     other  +-----------delimiter-------------+ +--other--> kMisplaced
//        v
//     kPlain --delimiter--> kCellStart
//
// A line end ends the row in every state but kInside.
bool RowCutter::FindRowEnd(size_t limit, size_t* at, CellState* state) const {
  size_t i = *at;
  CellState now = *state;
  for (; i < limit; ++i) {
    const ByteKind kind = KindAt(i);
    if (kind == ByteKind::kOther) {
      if (now == CellState::kCellStart) now = CellState::kPlain;
      if (now == CellState::kQuote) now = CellState::kMisplaced;
      // Nothing changes before the next byte of another kind.
      while (i + 1 < limit && KindAt(i + 1) == ByteKind::kOther) ++i;
    } else if (now == CellState::kInside) {
      if (kind == ByteKind::kQuote) {
        now = CellState::kQuote;
      } else if (kind == ByteKind::kLineEnd && i < scanned_to_) {
        // See scanned_to_. The loop steps on to its first unseen byte.
        i = scanned_to_ - 1;
        now = scanned_state_;
      }
    } else if (kind == ByteKind::kLineEnd) {
      *at = i;
      *state = now;
      return true;
    } else if (now == CellState::kMisplaced) {
      continue;
    } else if (kind == ByteKind::kDelimiter) {
      now = CellState::kCellStart;
    } else if (now != CellState::kPlain) {
      now = CellState::kInside;
    }
  }
  *at = i;
  *state = now;
  return false;
}

}  // namespace millrace
