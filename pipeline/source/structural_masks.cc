// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/structural_masks.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "engine/base/check.h"
#include "pipeline/source/csv_dialect.h"

namespace millrace {
namespace {

constexpr uint64_t kLowBits = 0x0101010101010101;
constexpr uint64_t kLowSevenBits = 0x7f7f7f7f7f7f7f7f;

// One bit for each byte of `word` that equals the byte repeated in `pattern`,
// exactly: additions of seven-bit values carry nothing into the next byte.
uint64_t EqualBytes(uint64_t word, uint64_t pattern) {
  const uint64_t difference = word ^ pattern;
  const uint64_t zero_bytes = ~(((difference & kLowSevenBits) + kLowSevenBits) |
                                difference | kLowSevenBits);
  // Gathers the top bits of the eight bytes into the top byte.
  return ((zero_bytes >> 7) * 0x0102040810204080) >> 56;
}

uint64_t LoadLittleEndian(const char* from) {
  uint64_t word = 0;
  std::memcpy(&word, from, sizeof(word));
  if constexpr (std::endian::native == std::endian::big) {
    word = __builtin_bswap64(word);
  }
  return word;
}

void PortableMasks(const char* text, size_t block_count, char delimiter,
                   BlockMasks* masks) {
  const uint64_t delimiters = kLowBits * static_cast<unsigned char>(delimiter);
  for (size_t block = 0; block < block_count; ++block) {
    BlockMasks found;
    for (int word_index = 0; word_index < 8; ++word_index) {
      const uint64_t word = LoadLittleEndian(text + 8 * word_index);
      const int shift = 8 * word_index;
      found.quotes |= EqualBytes(word, kLowBits * '"') << shift;
      found.delimiters |= EqualBytes(word, delimiters) << shift;
      found.carriage_returns |= EqualBytes(word, kLowBits * '\r') << shift;
      found.line_feeds |= EqualBytes(word, kLowBits * '\n') << shift;
    }
    masks[block] = found;
    text += kMaskBlockBytes;
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) inline uint64_t EqualBytesAvx2(
    __m256i low, __m256i high, __m256i pattern) {
  const uint32_t low_bits = static_cast<uint32_t>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern)));
  const uint32_t high_bits = static_cast<uint32_t>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern)));
  return low_bits | static_cast<uint64_t>(high_bits) << 32;
}

__attribute__((target("avx2"))) void Avx2Masks(const char* text,
                                               size_t block_count,
                                               char delimiter,
                                               BlockMasks* masks) {
  const __m256i quotes = _mm256_set1_epi8('"');
  const __m256i delimiters = _mm256_set1_epi8(delimiter);
  const __m256i carriage_returns = _mm256_set1_epi8('\r');
  const __m256i line_feeds = _mm256_set1_epi8('\n');
  for (size_t block = 0; block < block_count; ++block) {
    const __m256i low =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    const __m256i high =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32));
    masks[block].quotes = EqualBytesAvx2(low, high, quotes);
    masks[block].delimiters = EqualBytesAvx2(low, high, delimiters);
    masks[block].carriage_returns = EqualBytesAvx2(low, high, carriage_returns);
    masks[block].line_feeds = EqualBytesAvx2(low, high, line_feeds);
    text += kMaskBlockBytes;
  }
}

__attribute__((target("avx512f,avx512bw"))) void Avx512Masks(
    const char* text, size_t block_count, char delimiter, BlockMasks* masks) {
  const __m512i quotes = _mm512_set1_epi8('"');
  const __m512i delimiters = _mm512_set1_epi8(delimiter);
  const __m512i carriage_returns = _mm512_set1_epi8('\r');
  const __m512i line_feeds = _mm512_set1_epi8('\n');
  for (size_t block = 0; block < block_count; ++block) {
    const __m512i bytes = _mm512_loadu_si512(text);
    masks[block].quotes = _mm512_cmpeq_epi8_mask(bytes, quotes);
    masks[block].delimiters = _mm512_cmpeq_epi8_mask(bytes, delimiters);
    masks[block].carriage_returns =
        _mm512_cmpeq_epi8_mask(bytes, carriage_returns);
    masks[block].line_feeds = _mm512_cmpeq_epi8_mask(bytes, line_feeds);
    text += kMaskBlockBytes;
  }
}

#endif  // defined(__x86_64__)

// The kernels of this machine. Filled once; the processor does not change.
struct KernelTable {
  NamedMaskKernel kernels[3];
  size_t count = 0;

  KernelTable() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw")) {
      kernels[count++] = {"avx512", &Avx512Masks};
    }
    if (__builtin_cpu_supports("avx2")) {
      kernels[count++] = {"avx2", &Avx2Masks};
    }
#endif
    kernels[count++] = {"portable", &PortableMasks};
  }
};

}  // namespace

std::span<const NamedMaskKernel> MaskKernels() {
  static const KernelTable table;
  return {table.kernels, table.count};
}

bool MaskReader::Refill() {
  used_ = 0;
  count_ = 0;
  if (next_ >= text_.size()) return false;
  group_begin_ = next_;
  const size_t left = text_.size() - next_;
  const char* const from = text_.data() + next_;
  if (left >= kMaskBlockBytes) [[likely]] {
    count_ = std::min(left / kMaskBlockBytes, group_blocks_);
    kernel_(from, count_, delimiter_, group_);
    next_ += count_ * kMaskBlockBytes;
    group_blocks_ = kGroupBlocksMax;
  } else {
    // The last block may not be read past its end; zero is no structure.
    char block[kMaskBlockBytes] = {};
    std::memcpy(block, from, left);
    kernel_(block, 1, delimiter_, group_);
    count_ = 1;
    next_ = text_.size();
  }
  for (size_t i = 0; i < count_; ++i) group_[i].quotes &= quote_filter_;
  return true;
}

}  // namespace millrace
