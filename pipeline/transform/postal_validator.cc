// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/postal_validator.h"

#include <cstddef>

namespace millrace {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// Whether `value` follows `shape`, in which 9 stands for a digit, A for a
// letter, and all else for itself.
bool HasShape(std::string_view value, std::string_view shape) {
  if (value.size() != shape.size()) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool is_match = shape[i] == '9'   ? IsDigit(value[i])
                          : shape[i] == 'A' ? IsLetter(value[i])
                                            : value[i] == shape[i];
    if (!is_match) return false;
  }
  return true;
}

bool IsZipCode(std::string_view value) {
  if (value.size() == 5) return HasShape(value, "99999");
  return HasShape(value, "99999-9999");
}

bool IsCanadianCode(std::string_view value) {
  return HasShape(value, "A9A 9A9") || HasShape(value, "A9A9A9");
}

bool IsBritishCode(std::string_view value) {
  constexpr size_t kInwardBytes = 3;
  if (value.size() < kInwardBytes + 2) return false;
  const size_t inward_at = value.size() - kInwardBytes;
  if (!HasShape(value.substr(inward_at), "9AA")) return false;
  std::string_view outward = value.substr(0, inward_at);
  if (outward.back() == ' ') outward.remove_suffix(1);
  for (const std::string_view shape :
       {"A9", "A99", "AA9", "AA99", "A9A", "AA9A"}) {
    if (HasShape(outward, shape)) return true;
  }
  // The one code that is neither: Girobank's, still in old address files.
  return HasShape(outward, "AAA") && (outward[0] | 0x20) == 'g' &&
         (outward[1] | 0x20) == 'i' && (outward[2] | 0x20) == 'r';
}

bool IsOtherCode(std::string_view value) {
  if (value.size() < 2 || value.size() > 12) return false;
  bool has_symbol = false;
  for (const char c : value) {
    const bool is_symbol = IsDigit(c) || IsLetter(c);
    if (!is_symbol && c != ' ' && c != '-') return false;
    has_symbol |= is_symbol;
  }
  return has_symbol;
}

}  // namespace

bool IsPostalCode(std::string_view value, std::string_view country) {
  if (country.empty() || country == "US") return IsZipCode(value);
  if (country == "CA") return IsCanadianCode(value);
  if (country == "GB") return IsBritishCode(value);
  return IsOtherCode(value);
}

}  // namespace millrace
