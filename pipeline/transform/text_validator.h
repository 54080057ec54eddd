// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Trims text and measures it in Unicode scalar values, which is how people
// count characters and how limits are stated.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_TEXT_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_TEXT_VALIDATOR_H_

#include <cstddef>
#include <string_view>

namespace millrace {

// Returns whether `c` is what a blank cell consists of. Other white space is
// data: nobody types a line break by accident.
constexpr bool IsBlankByte(char c) { return c == ' ' || c == '\t'; }

// Returns `text` without spaces and tabs at both ends.
constexpr std::string_view TrimBlank(std::string_view text) {
  while (!text.empty() && IsBlankByte(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlankByte(text.back())) text.remove_suffix(1);
  return text;
}

// Returns whether nothing but spaces and tabs is in `text`.
constexpr bool IsBlank(std::string_view text) {
  return TrimBlank(text).empty();
}

// Returns the number of Unicode scalar values in `text`.
// REQUIRES: text is valid UTF-8.
size_t CountScalars(std::string_view text);

// Returns whether `text` has more than `scalar_count_max` scalar values.
// REQUIRES: text is valid UTF-8.
inline bool ExceedsScalars(std::string_view text, size_t scalar_count_max) {
  // No scalar is shorter than a byte, none longer than four.
  if (text.size() <= scalar_count_max) [[likely]] {
    return false;
  }
  return text.size() / 4 > scalar_count_max ||
         CountScalars(text) > scalar_count_max;
}

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_TEXT_VALIDATOR_H_
