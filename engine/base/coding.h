// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Encodes numbers and byte strings in the ways that every key and every stored
// value shares, and reads them back. Grammar in coding.cc.
//
//   std::string value;
//   AppendVarint(&value, row_count);
//   AppendLengthPrefixed(&value, name);
//
//   std::string_view in = value;
//   if (!ReadVarint(&in, &row_count)) return DataLoss();
//
// Readers take the bytes they understood off the front of `in`; they return
// false on truncated or malformed bytes and then leave `in` and the target
// alone. There is one encoding of each value: a varint with needless bytes is
// malformed.
//
// Threading: pure functions, safe from any thread.
// Ownership: a read view borrows the bytes of `in`.

#ifndef MILLRACE_ENGINE_BASE_CODING_H_
#define MILLRACE_ENGINE_BASE_CODING_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace millrace {

// The longest varint: 64 bits in groups of seven.
inline constexpr size_t kVarintBytesMax = 10;

// Returns how many bytes the varint of `value` takes, 1 to kVarintBytesMax.
inline size_t VarintBytes(uint64_t value) {
  return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7;
}

// Writes the varint of `value` and returns the place behind it.
// REQUIRES: room for kVarintBytesMax bytes, or VarintBytes(value).
inline char* EncodeVarint(char* to, uint64_t value) {
  while (value >= 0x80) {
    *to++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *to++ = static_cast<char>(value);
  return to;
}

// Reads a varint of several bytes; the rare half of ReadVarint.
bool ReadLongVarint(std::string_view* in, uint64_t* value);

inline bool ReadVarint(std::string_view* in, uint64_t* value) {
  if (!in->empty() && static_cast<unsigned char>(in->front()) < 0x80) {
    *value = static_cast<unsigned char>(in->front());
    in->remove_prefix(1);
    return true;
  }
  return ReadLongVarint(in, value);
}

void AppendVarint(std::string* to, uint64_t value);

// Folds the sign into the lowest bit, so that small negative numbers make
// short varints too.
inline constexpr uint64_t EncodeZigZag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^
         static_cast<uint64_t>(value >> 63);
}

inline constexpr int64_t DecodeZigZag(uint64_t value) {
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

// Big-endian numbers compare as bytes the way they compare as numbers, which
// makes them fit for keys.
inline uint32_t ToBigEndian(uint32_t value) {
  return std::endian::native == std::endian::little ? __builtin_bswap32(value)
                                                    : value;
}

inline uint64_t ToBigEndian(uint64_t value) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(value)
                                                    : value;
}

// Writes the bytes of `value` and returns the place behind them.
inline char* EncodeBigEndian32(char* to, uint32_t value) {
  value = ToBigEndian(value);
  std::memcpy(to, &value, sizeof(value));
  return to + sizeof(value);
}

inline char* EncodeBigEndian64(char* to, uint64_t value) {
  value = ToBigEndian(value);
  std::memcpy(to, &value, sizeof(value));
  return to + sizeof(value);
}

void AppendBigEndian32(std::string* to, uint32_t value);
void AppendBigEndian64(std::string* to, uint64_t value);

inline bool ReadBigEndian32(std::string_view* in, uint32_t* value) {
  if (in->size() < sizeof(*value)) return false;
  std::memcpy(value, in->data(), sizeof(*value));
  *value = ToBigEndian(*value);
  in->remove_prefix(sizeof(*value));
  return true;
}

inline bool ReadBigEndian64(std::string_view* in, uint64_t* value) {
  if (in->size() < sizeof(*value)) return false;
  std::memcpy(value, in->data(), sizeof(*value));
  *value = ToBigEndian(*value);
  in->remove_prefix(sizeof(*value));
  return true;
}

// Big-endian with the sign bit flipped: negative numbers sort before others.
inline constexpr uint64_t kSignBit64 = uint64_t{1} << 63;

inline char* EncodeOrderedInt64(char* to, int64_t value) {
  return EncodeBigEndian64(to, static_cast<uint64_t>(value) ^ kSignBit64);
}

void AppendOrderedInt64(std::string* to, int64_t value);

inline bool ReadOrderedInt64(std::string_view* in, int64_t* value) {
  uint64_t bits = 0;
  if (!ReadBigEndian64(in, &bits)) return false;
  *value = static_cast<int64_t>(bits ^ kSignBit64);
  return true;
}

// Writes length and bytes of `value` and returns the place behind them.
// REQUIRES: room for kVarintBytesMax + value.size() bytes.
inline char* EncodeLengthPrefixed(char* to, std::string_view value) {
  to = EncodeVarint(to, value.size());
  if (!value.empty()) std::memcpy(to, value.data(), value.size());
  return to + value.size();
}

void AppendLengthPrefixed(std::string* to, std::string_view value);

inline bool ReadLengthPrefixed(std::string_view* in, std::string_view* value) {
  std::string_view rest = *in;
  uint64_t bytes = 0;
  if (!ReadVarint(&rest, &bytes) || bytes > rest.size()) return false;
  *value = rest.substr(0, static_cast<size_t>(bytes));
  rest.remove_prefix(static_cast<size_t>(bytes));
  *in = rest;
  return true;
}

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_CODING_H_
