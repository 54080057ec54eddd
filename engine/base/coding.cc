// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Grammar of the shared encodings:
//
//   varint          := group* last
//   group           := byte with the top bit set, 7 bits of the number
//   last            := byte with the top bit clear, 7 bits, not zero unless it
//                      is the only byte
//                      (lowest bits first; at most 10 bytes and 64 bits)
//   big-endian-N    := N / 8 bytes, highest first
//   ordered-int64   := big-endian-64 of the two's complement, top bit flipped
//   length-prefixed := varint byte-count, then that many bytes

#include "engine/base/coding.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

bool ReadLongVarint(std::string_view* in, uint64_t* value) {
  uint64_t result = 0;
  for (size_t i = 0; i < kVarintBytesMax && i < in->size(); ++i) {
    const auto byte = static_cast<unsigned char>((*in)[i]);
    result |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    // A last byte of zero says nothing; in the tenth only one bit is left.
    if (i > 0 && byte == 0) return false;
    if (i + 1 == kVarintBytesMax && byte > 1) return false;
    *value = result;
    in->remove_prefix(i + 1);
    return true;
  }
  return false;
}

void AppendVarint(std::string* to, uint64_t value) {
  if (value < 0x80) {
    to->push_back(static_cast<char>(value));
    return;
  }
  char bytes[kVarintBytesMax];
  to->append(bytes, static_cast<size_t>(EncodeVarint(bytes, value) - bytes));
}

void AppendBigEndian32(std::string* to, uint32_t value) {
  char bytes[sizeof(value)];
  EncodeBigEndian32(bytes, value);
  to->append(bytes, sizeof(bytes));
}

void AppendBigEndian64(std::string* to, uint64_t value) {
  char bytes[sizeof(value)];
  EncodeBigEndian64(bytes, value);
  to->append(bytes, sizeof(bytes));
}

void AppendOrderedInt64(std::string* to, int64_t value) {
  char bytes[sizeof(value)];
  EncodeOrderedInt64(bytes, value);
  to->append(bytes, sizeof(bytes));
}

void AppendLengthPrefixed(std::string* to, std::string_view value) {
  AppendVarint(to, value.size());
  to->append(value);
}

}  // namespace millrace
