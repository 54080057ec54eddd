// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks integers and decimal numbers, and writes the canonical text that is
// stored: equal numbers are equal bytes. Decimals stay text, so that amounts of
// money are compared exactly.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_NUMBER_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_NUMBER_VALIDATOR_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace millrace {

// "-9223372036854775808".
inline constexpr size_t kIntegerBytesMax = 20;

// Digits of a canonical decimal before and after the point, together: what a
// 64-bit integer scaled by a power of ten can hold.
inline constexpr int kDecimalDigitsMax = 18;

// The digits, a sign, a point and the zero before it.
inline constexpr size_t kDecimalBytesMax = kDecimalDigitsMax + 3;

// Writes the canonical form of an integer, [+-]?digits in 64 bits, to `out`
// and its value to `number`; returns the length, or 0 if `value` is none.
// REQUIRES: out has kIntegerBytesMax bytes.
size_t NormaliseInteger(std::string_view value, char* out, int64_t* number);

// Writes the canonical form of a decimal number to `out` and returns its
// length, or returns 0 if `value` is none: a sign, digits, a point and digits,
// of which only one digit is needed. No thousands separators, exponents or
// currency signs. At most `scale_max` digits after the point, trailing zeros
// not counted, and kDecimalDigitsMax in all.
// The canonical form has no plus sign, no zeros that say nothing, a digit
// before the point, no point without digits after it, and no "-0".
// REQUIRES: out has kDecimalBytesMax bytes.
size_t NormaliseDecimal(std::string_view value, int scale_max, char* out);

// Returns a number below, equal to or above zero as a is below, equal to or
// above b.
// REQUIRES: both are canonical.
int CompareDecimals(std::string_view a, std::string_view b);

// Returns whether min <= canonical <= max; an empty bound bounds nothing.
// REQUIRES: all that is not empty is canonical.
bool DecimalInRange(std::string_view canonical, std::string_view min,
                    std::string_view max);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_NUMBER_VALIDATOR_H_
