// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/json_escape.h"

#include <cstdint>
#include <cstring>

namespace millrace {
namespace {

// Digits of \uXXXX.
constexpr size_t kHexDigits = 4;

std::optional<uint32_t> ReadHex(std::string_view digits) {
  if (digits.size() < kHexDigits) return std::nullopt;
  uint32_t unit = 0;
  for (const char digit : digits.substr(0, kHexDigits)) {
    unit <<= 4;
    if (digit >= '0' && digit <= '9') {
      unit |= static_cast<uint32_t>(digit - '0');
    } else if (digit >= 'a' && digit <= 'f') {
      unit |= static_cast<uint32_t>(digit - 'a' + 10);
    } else if (digit >= 'A' && digit <= 'F') {
      unit |= static_cast<uint32_t>(digit - 'A' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

// Reads the digits behind \u, and of a pair the other half; takes them off.
std::optional<uint32_t> ReadScalar(std::string_view* raw) {
  const std::optional<uint32_t> high = ReadHex(*raw);
  if (!high.has_value()) return std::nullopt;
  raw->remove_prefix(kHexDigits);
  if (*high < 0xd800 || *high > 0xdfff) return high;
  if (*high > 0xdbff || !raw->starts_with("\\u")) return std::nullopt;
  raw->remove_prefix(2);
  const std::optional<uint32_t> low = ReadHex(*raw);
  if (!low.has_value() || *low < 0xdc00 || *low > 0xdfff) return std::nullopt;
  raw->remove_prefix(kHexDigits);
  return 0x10000 + ((*high - 0xd800) << 10) + (*low - 0xdc00);
}

char* WriteUtf8(uint32_t scalar, char* to) {
  const auto write = [&to](uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (scalar < 0x80) {
    write(scalar);
  } else if (scalar < 0x800) {
    write(0xc0 | scalar >> 6);
    write(0x80 | (scalar & 0x3f));
  } else if (scalar < 0x10000) {
    write(0xe0 | scalar >> 12);
    write(0x80 | (scalar >> 6 & 0x3f));
    write(0x80 | (scalar & 0x3f));
  } else {
    write(0xf0 | scalar >> 18);
    write(0x80 | (scalar >> 12 & 0x3f));
    write(0x80 | (scalar >> 6 & 0x3f));
    write(0x80 | (scalar & 0x3f));
  }
  return to;
}

// What an escape of one letter means; 0 for one that is not JSON's.
char PlainEscape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

std::optional<size_t> UnescapeJson(std::string_view raw, char* to) {
  char* const begin = to;
  while (!raw.empty()) {
    const size_t plain = raw.find('\\');
    const size_t taken = plain == std::string_view::npos ? raw.size() : plain;
    std::memmove(to, raw.data(), taken);
    to += taken;
    raw.remove_prefix(taken);
    if (raw.empty()) break;
    if (raw.size() < 2) return std::nullopt;
    const char letter = raw[1];
    raw.remove_prefix(2);
    if (letter == 'u') {
      const std::optional<uint32_t> scalar = ReadScalar(&raw);
      if (!scalar.has_value()) return std::nullopt;
      to = WriteUtf8(*scalar, to);
      continue;
    }
    *to = PlainEscape(letter);
    if (*to++ == '\0') return std::nullopt;
  }
  return static_cast<size_t>(to - begin);
}

}  // namespace millrace
