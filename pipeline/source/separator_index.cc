// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/separator_index.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "pipeline/source/structural_masks.h"

namespace millrace {
namespace {

constexpr uint64_t kTopBit = uint64_t{1} << 63;

// std::popcount is a library call on the oldest processors, and so in a build
// for all of them.
size_t BitCount(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return bits * 0x0101010101010101 >> 56;
}

// REQUIRES: bits != 0, for the same reason.
uint32_t LowestBit(uint64_t bits) {
  return static_cast<uint32_t>(__builtin_ctzll(bits));
}

}  // namespace

void SeparatorIndex::StartAt(size_t begin) {
  reader_.StartAt(begin);
  quotes_.Reset();
  head_ = 0;
  tail_ = 0;
  known_to_ = begin;
  is_stopped_ = false;
  has_doubled_ = false;
}

// Indexes on until `count` separators from `begin` on are there. False: the
// row that ends at `end` does not have so many, or it cannot be told.
bool SeparatorIndex::LookAhead(size_t begin, size_t end, size_t count) {
  while (tail_ - head_ < count) {
    if (known_to_ > end || is_stopped_) return false;
    Index();
    while (head_ < tail_ && (entries_[head_] & kPlaceBits) < begin) ++head_;
  }
  return true;
}

// Fills the free part of the entries.
void SeparatorIndex::Index() {
  std::copy(entries_ + head_, entries_ + tail_, entries_);
  tail_ -= head_;
  head_ = 0;
  while (tail_ + kBlockEntriesMax < kEntriesMax) {
    if (!reader_.Next()) {
      // The end of the text ends its last row.
      entries_[tail_++] =
          static_cast<Entry>(text_.size()) | (has_doubled_ ? kDoubledBit : 0);
      known_to_ = text_.size() + 1;
      is_stopped_ = true;
      return;
    }
    const QuoteTracker::Block block = quotes_.Follow(reader_.masks());
    const size_t begin = reader_.begin();
    uint64_t separators =
        (reader_.masks().delimiters & ~block.inside) | block.row_ends;
    uint64_t irregular = block.irregular;
    if (irregular != 0 && text_.size() - begin < kMaskBlockBytes) {
      // Behind the last byte nothing is wrong.
      irregular &= (uint64_t{1} << (text_.size() - begin)) - 1;
    }
    if (irregular != 0) separators &= (irregular & -irregular) - 1;
    AppendBlock(separators, block.doubled, begin);
    if (irregular != 0) {
      known_to_ = begin + static_cast<size_t>(std::countr_zero(irregular));
      is_stopped_ = true;
      return;
    }
    known_to_ = begin + kMaskBlockBytes;
  }
}

void SeparatorIndex::AppendBlock(uint64_t separators, uint64_t doubled,
                                 size_t begin) {
  Entry* to = entries_ + tail_;
  const Entry base = static_cast<Entry>(begin);
  if (doubled == 0 && !has_doubled_) [[likely]] {
    tail_ += BitCount(separators);
    // Eight at a time, wanted or not: a branch per separator costs more than
    // the writing.
    while (separators != 0) {
      for (int i = 0; i < 8; ++i) {
        to[i] = base + LowestBit(separators | kTopBit);
        separators &= separators - 1;
      }
      to += 8;
    }
    return;
  }
  for (; separators != 0; separators &= separators - 1) {
    const uint64_t before = (separators & -separators) - 1;
    has_doubled_ = has_doubled_ || (doubled & before) != 0;
    doubled &= ~before;
    *to++ = (base + static_cast<Entry>(std::countr_zero(separators))) |
            (has_doubled_ ? kDoubledBit : 0);
    has_doubled_ = false;
  }
  tail_ = static_cast<size_t>(to - entries_);
  has_doubled_ = has_doubled_ || doubled != 0;
}

}  // namespace millrace
