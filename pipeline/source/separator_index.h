// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// SeparatorIndex: the places of a text's separators, that is of delimiters
// and row ends outside quotes, as numbers. It runs ahead of the parser by a
// bounded stretch and stops where masks cannot prove the text regular.
//
// Threading: belongs to one thread.
// Ownership: borrows the text.

#ifndef MILLRACE_PIPELINE_SOURCE_SEPARATOR_INDEX_H_
#define MILLRACE_PIPELINE_SOURCE_SEPARATOR_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pipeline/batch/cell.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/structural_masks.h"

namespace millrace {

class SeparatorIndex {
 public:
  // A separator's place; the highest bit tells that a doubled quote lies
  // between it and the separator before.
  using Entry = uint32_t;
  static constexpr Entry kDoubledBit = Entry{1} << 31;
  static constexpr Entry kPlaceBits = kDoubledBit - 1;

  // REQUIRES: text.size() < 2^31.
  SeparatorIndex(std::string_view text, const CsvDialect& dialect)
      : text_(text), reader_(text, dialect) {}

  // Forgets what it has found and goes on at `begin`, which is where a row
  // begins or the line end before it.
  void StartAt(size_t begin);

  // Returns the separators of the row [begin, end), the last of them its end,
  // if there are `count` of them; null if there are more or fewer, or if that
  // is not proved. The rows asked for must come in order.
  // REQUIRES: 1 <= count <= kRowSeparatorsMax.
  const Entry* OfRow(size_t begin, size_t end, size_t count) {
    while (head_ < tail_ && (entries_[head_] & kPlaceBits) < begin) ++head_;
    if (tail_ - head_ < count && !LookAhead(begin, end, count)) return nullptr;
    const Entry* const found = entries_ + head_;
    return (found[count - 1] & kPlaceBits) == end ? found : nullptr;
  }

  // Whether the text before `place` and the byte there are proved regular, so
  // that there is no need to start at a row that ends there.
  bool IsProvedTo(size_t place) const { return known_to_ > place; }

  static constexpr size_t kRowSeparatorsMax = 256;

 private:
  // Room for the separators of an unfinished row and those of a good stretch
  // of text: large enough to run long, small enough for a core's first cache.
  static constexpr size_t kEntriesMax = 2048;
  // One block, and what the unrolled writing of one may add to it.
  static constexpr size_t kBlockEntriesMax = kMaskBlockBytes + 8;

  bool LookAhead(size_t begin, size_t end, size_t count);
  void Index();
  void AppendBlock(uint64_t separators, uint64_t doubled, size_t begin);

  // Constant after construction.
  const std::string_view text_;

  // Owned by one thread.
  MaskReader reader_;
  QuoteTracker quotes_;
  size_t head_ = 0;
  size_t tail_ = 0;
  size_t known_to_ = 0;       // separators before this place are in entries_
  bool is_stopped_ = false;   // by an irregular place or the text's end
  bool has_doubled_ = false;  // since the last separator
  Entry entries_[kEntriesMax];
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_SEPARATOR_INDEX_H_
