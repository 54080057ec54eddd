// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Finds quotes, delimiters and line ends 64 bytes at a time, as bit masks, and
// follows the quotes from block to block. This is the vector half of cutting
// and parsing: what it can prove regular needs no look at single bytes, and
// what it cannot goes to the exact scanners of row_boundary and csv_parser.
//
//   MaskReader reader(text, begin, dialect);
//   QuoteTracker quotes;
//   while (reader.Next()) {
//     const QuoteTracker::Block block = quotes.Follow(reader.masks());
//     uint64_t ends = reader.masks().RowEnds(...) & ~block.inside;
//   }
//
// Three kernels (AVX-512, AVX2, portable) do the work; the best one that the
// machine has is chosen at run time, and a test proves each equal to a plain
// loop.
//
// Threading: pure functions; a reader or tracker belongs to one thread.
// Ownership: a MaskReader borrows the text.

#ifndef MILLRACE_PIPELINE_SOURCE_STRUCTURAL_MASKS_H_
#define MILLRACE_PIPELINE_SOURCE_STRUCTURAL_MASKS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/source/csv_dialect.h"

namespace millrace {

inline constexpr size_t kMaskBlockBytes = 64;

// Bit i of each mask speaks of byte i of a block.
struct BlockMasks {
  uint64_t quotes = 0;
  uint64_t delimiters = 0;
  uint64_t carriage_returns = 0;
  uint64_t line_feeds = 0;
};

// Fills one BlockMasks for each of `block_count` blocks of `text`.
using MaskKernel = void (*)(const char* text, size_t block_count,
                            char delimiter, BlockMasks* masks);

struct NamedMaskKernel {
  std::string_view name;
  MaskKernel run;
};

// The kernels that this machine can run, best first. Never empty.
std::span<const NamedMaskKernel> MaskKernels();

// Reads a text's masks block by block from a place of its own choosing, so
// that a scan can begin anew at any row.
class MaskReader {
 public:
  // REQUIRES: begin <= text.size(), text.size() < 2^32.
  MaskReader(std::string_view text, const CsvDialect& dialect)
      : text_(text),
        delimiter_(dialect.delimiter),
        quote_filter_(dialect.has_quotes ? ~uint64_t{0} : 0),
        kernel_(MaskKernels().front().run) {}

  // Goes on reading at `begin`. The next group is a small one: a scan that
  // begins anew at every other row must not pay for blocks it never looks at.
  void StartAt(size_t begin) {
    next_ = begin;
    used_ = 0;
    count_ = 0;
    group_blocks_ = kFirstGroupBlocks;
  }

  // Steps to the next block; false at the end of the text.
  bool Next() {
    if (++used_ < count_) [[likely]] {
      return true;
    }
    return Refill();
  }

  // Where in the text the block begins. Bytes behind the text's end are zero.
  size_t begin() const { return group_begin_ + used_ * kMaskBlockBytes; }
  const BlockMasks& masks() const { return group_[used_]; }

 private:
  static constexpr size_t kFirstGroupBlocks = 4;
  static constexpr size_t kGroupBlocksMax = 32;

  bool Refill();

  // Constant after construction.
  const std::string_view text_;
  const char delimiter_;
  const uint64_t quote_filter_;
  const MaskKernel kernel_;

  // Owned by one thread.
  size_t next_ = 0;  // first byte that no group has covered
  size_t group_begin_ = 0;
  size_t group_blocks_ = kFirstGroupBlocks;
  size_t used_ = 0;
  size_t count_ = 0;
  BlockMasks group_[kGroupBlocksMax];
};

// Follows quotes by parity alone, and tells where parity is not the truth: an
// opening quote that is not the first of its cell, or a closing one with
// something other than a delimiter, a line end or a quote behind it. Before
// the first such place the parity reading is the exact one (contract l.10).
class QuoteTracker {
 public:
  struct Block {
    // Bytes inside quotes: from an opening quote to before its closing one.
    uint64_t inside = 0;
    // The second of two quotes that stand for one.
    uint64_t doubled = 0;
    // Places that parity reads wrongly. Only the lowest bit is certain.
    uint64_t irregular = 0;
    // Last bytes of rows outside quotes: CR, or LF without a CR before it.
    uint64_t row_ends = 0;
  };

  // Starts anew at the first byte of a row.
  void Reset() { *this = QuoteTracker(); }

  Block Follow(const BlockMasks& masks) {
    Block block;
    const uint64_t quotes = masks.quotes;
    const uint64_t line_ends = masks.carriage_returns | masks.line_feeds;
    const uint64_t plain_ends =
        line_ends &
        ~(masks.line_feeds & (masks.carriage_returns << 1 | after_return_));
    after_return_ = masks.carriage_returns >> 63;

    block.inside = PrefixXor(quotes) ^ inside_;
    const uint64_t opening = quotes & block.inside;
    const uint64_t closing = quotes & ~block.inside;
    const uint64_t edges = masks.delimiters | line_ends | quotes;
    block.doubled = opening & (quotes << 1 | after_quote_);
    block.irregular = (opening & ~(edges << 1 | after_edge_)) |
                      ((closing << 1 | after_closing_) & ~edges);
    block.row_ends = plain_ends & ~block.inside;

    after_quote_ = quotes >> 63;
    after_edge_ = edges >> 63;
    after_closing_ = closing >> 63;
    inside_ = uint64_t{0} - (block.inside >> 63);
    return block;
  }

 private:
  // Bit i of the result is the parity of bits 0..i.
  static uint64_t PrefixXor(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
  }

  // What the last byte of the block before was; bit 0 or none, but for
  // inside_, which is all bits or none. A row's first cell begins like any
  // other, as if behind an edge.
  uint64_t inside_ = 0;
  uint64_t after_quote_ = 0;
  uint64_t after_edge_ = 1;
  uint64_t after_closing_ = 0;
  uint64_t after_return_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_STRUCTURAL_MASKS_H_
