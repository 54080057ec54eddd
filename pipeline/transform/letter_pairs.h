// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A set of codes of two capital letters, such as countries and states, made at
// compile time and asked in two loads.
//
//   constexpr LetterPairs kCodes("AKALAR");
//   kCodes.Contains("AL")  // true
//
// Threading: immutable.

#ifndef MILLRACE_PIPELINE_TRANSFORM_LETTER_PAIRS_H_
#define MILLRACE_PIPELINE_TRANSFORM_LETTER_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace millrace {

class LetterPairs {
 public:
  // REQUIRES: codes is pairs of capital letters, one after the other.
  constexpr explicit LetterPairs(std::string_view codes) {
    for (size_t i = 0; i + 1 < codes.size(); i += 2) {
      rows_[codes[i] - 'A'] |= 1U << (codes[i + 1] - 'A');
    }
  }

  // Returns whether `code` is in the set: false for all that is not a pair of
  // capital letters.
  constexpr bool Contains(std::string_view code) const {
    if (code.size() != 2) return false;
    const unsigned row = static_cast<unsigned char>(code[0]) - unsigned{'A'};
    const unsigned bit = static_cast<unsigned char>(code[1]) - unsigned{'A'};
    return row < 26 && bit < 26 && (rows_[row] >> bit & 1) != 0;
  }

 private:
  // constant after construction
  uint32_t rows_[26] = {};  // by first letter; bit n is the second letter
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_LETTER_PAIRS_H_
