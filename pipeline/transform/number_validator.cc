// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A number is taken apart into sign, digits before and digits after the point,
// all as views of the text; nothing is converted to binary but integers.

#include "pipeline/transform/number_validator.h"

#include <cstring>

namespace millrace {
namespace {

struct Parts {
  bool is_negative = false;
  std::string_view whole;     // without leading zeros; empty for zero
  std::string_view fraction;  // without trailing zeros
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view DropLeadingZeros(std::string_view digits) {
  size_t i = 0;
  while (i < digits.size() && digits[i] == '0') ++i;
  return digits.substr(i);
}

std::string_view DropTrailingZeros(std::string_view digits) {
  size_t count = digits.size();
  while (count > 0 && digits[count - 1] == '0') --count;
  return digits.substr(0, count);
}

// Takes a sign off the front of `value` and returns whether it was a minus.
bool TakeSign(std::string_view& value) {
  if (value.empty() || (value[0] != '+' && value[0] != '-')) return false;
  const bool is_negative = value[0] == '-';
  value.remove_prefix(1);
  return is_negative;
}

// Takes the digits off the front of `value`.
std::string_view TakeDigits(std::string_view& value) {
  size_t count = 0;
  while (count < value.size() && IsDigit(value[count])) ++count;
  const std::string_view digits = value.substr(0, count);
  value.remove_prefix(count);
  return digits;
}

bool Parse(std::string_view value, Parts& parts) {
  parts.is_negative = TakeSign(value);
  const std::string_view whole = TakeDigits(value);
  std::string_view fraction;
  if (!value.empty()) {
    if (value[0] != '.') return false;
    value.remove_prefix(1);
    fraction = TakeDigits(value);
    if (!value.empty()) return false;
  }
  if (whole.empty() && fraction.empty()) return false;
  parts.whole = DropLeadingZeros(whole);
  parts.fraction = DropTrailingZeros(fraction);
  if (parts.whole.empty() && parts.fraction.empty()) parts.is_negative = false;
  return true;
}

char* Append(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// Compares sizes, signs apart. More digits before the point is more; among as
// many, the order of the text is that of the numbers, and so it is after the
// point, where "5" stands for "50" too.
int CompareMagnitudes(const Parts& a, const Parts& b) {
  if (a.whole.size() != b.whole.size()) {
    return a.whole.size() < b.whole.size() ? -1 : 1;
  }
  const int order = a.whole.compare(b.whole);
  return order != 0 ? order : a.fraction.compare(b.fraction);
}

}  // namespace

size_t NormaliseInteger(std::string_view value, char* out, int64_t* number) {
  const bool is_negative = TakeSign(value);
  const std::string_view given = TakeDigits(value);
  if (given.empty() || !value.empty()) return 0;
  const std::string_view digits = DropLeadingZeros(given);
  if (digits.empty()) {
    out[0] = '0';
    *number = 0;
    return 1;
  }
  // 19 digits fit an unsigned 64-bit number, of whatever value.
  if (digits.size() > 19) return 0;
  uint64_t magnitude = 0;
  for (const char c : digits) {
    magnitude = magnitude * 10 + static_cast<uint64_t>(c - '0');
  }
  const uint64_t magnitude_max = (uint64_t{1} << 63) - (is_negative ? 0 : 1);
  if (magnitude > magnitude_max) return 0;
  *number = static_cast<int64_t>(is_negative ? 0 - magnitude : magnitude);
  char* end = out;
  if (is_negative) *end++ = '-';
  end = Append(digits, end);
  return static_cast<size_t>(end - out);
}

size_t NormaliseDecimal(std::string_view value, int scale_max, char* out) {
  Parts parts;
  if (!Parse(value, parts)) return 0;
  const size_t scale = parts.fraction.size();
  if (scale > static_cast<size_t>(scale_max)) return 0;
  if (parts.whole.size() + scale > kDecimalDigitsMax) return 0;
  char* end = out;
  if (parts.is_negative) *end++ = '-';
  end = Append(parts.whole.empty() ? "0" : parts.whole, end);
  if (scale > 0) {
    *end++ = '.';
    end = Append(parts.fraction, end);
  }
  return static_cast<size_t>(end - out);
}

int CompareDecimals(std::string_view a, std::string_view b) {
  Parts left;
  Parts right;
  Parse(a, left);
  Parse(b, right);
  if (left.is_negative != right.is_negative) return left.is_negative ? -1 : 1;
  const int order = CompareMagnitudes(left, right);
  return left.is_negative ? (order < 0) - (order > 0) : order;
}

bool DecimalInRange(std::string_view canonical, std::string_view min,
                    std::string_view max) {
  if (!min.empty() && CompareDecimals(canonical, min) < 0) return false;
  return max.empty() || CompareDecimals(canonical, max) <= 0;
}

}  // namespace millrace
