// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/text_validator.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace millrace {

size_t CountScalars(std::string_view text) {
  // A scalar has one byte that is not a continuation byte, 10xxxxxx. Count
  // these, eight bytes at a time.
  constexpr uint64_t kHighBits = 0x8080808080808080;
  size_t continuation_count = 0;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + i, sizeof(bytes));
    // Bit 7 of each byte set and bit 6 not.
    continuation_count += std::popcount(bytes & ~(bytes << 1) & kHighBits);
  }
  for (; i < text.size(); ++i) {
    continuation_count += (static_cast<uint8_t>(text[i]) & 0xC0) == 0x80;
  }
  return text.size() - continuation_count;
}

}  // namespace millrace
