// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// One pass over the local part and one over the domain, with a table of what
// each byte may be. The domain is read as labels: none may be empty, and the
// last must be of letters only.

#include "pipeline/transform/email_validator.h"

#include <array>
#include <cstdint>

namespace millrace {
namespace {

constexpr uint8_t kLocal = 1;   // may stand before the at sign
constexpr uint8_t kLabel = 2;   // may stand in a domain label
constexpr uint8_t kLetter = 4;  // may stand in the last label

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes = {};
  for (int c = 'a'; c <= 'z'; ++c) {
    classes[c] = classes[c - 'a' + 'A'] = kLocal | kLabel | kLetter;
  }
  for (int c = '0'; c <= '9'; ++c) classes[c] = kLocal | kLabel;
  classes['-'] = kLocal | kLabel;
  for (const char c : {'.', '_', '%', '+'}) {
    classes[static_cast<uint8_t>(c)] = kLocal;
  }
  return classes;
}

constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

}  // namespace

bool IsEmail(std::string_view value) {
  // The shortest is "a@b.cc".
  if (value.size() < 6 || value.size() > kEmailBytesMax) return false;
  const auto* at = reinterpret_cast<const uint8_t*>(value.data());
  const uint8_t* const start = at;
  const uint8_t* const end = at + value.size();

  while (at != end && (kClasses[*at] & kLocal) != 0) ++at;
  if (at == start || at == end || *at != '@') return false;

  const uint8_t* label = ++at;  // start of the label being read
  uint8_t common = kLetter;     // what all bytes of that label are
  bool has_dot = false;
  for (; at != end; ++at) {
    const uint8_t classes = kClasses[*at];
    if ((classes & kLabel) != 0) {
      common &= classes;
    } else {
      if (*at != '.' || at == label) return false;
      label = at + 1;
      common = kLetter;
      has_dot = true;
    }
  }
  return has_dot && end - label >= 2 && common != 0;
}

}  // namespace millrace
