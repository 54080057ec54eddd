// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks calendar dates and date-times in ISO form, and writes the normalised
// text that is stored and compared.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_DATE_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_DATE_VALIDATOR_H_

#include <cstddef>
#include <string_view>

namespace millrace {

// More than the longest normalised text, "2024-05-01T10:00:00.1234567Z".
inline constexpr size_t kDateBytesMax = 40;

// Writes the date of `value`, YYYY-MM-DD, to `out` and returns its length, or
// returns 0 if `value` is neither a date nor a date-time. A date-time, as many
// exports write for what is only a day ("2024-05-01T00:00:00"), gives its date
// part as written: no offset moves it to another day.
// REQUIRES: value is trimmed; out has kDateBytesMax bytes.
size_t NormaliseDate(std::string_view value, char* out);

// Writes the normalised form of a date or date-time to `out` and returns its
// length, or returns 0 if `value` is neither. A date is
// YYYY-MM-DD, years 0001 to 9999; a date-time adds a 'T' or one space,
// hh:mm[:ss[.f]] with up to seven fraction digits, and may end in an offset:
// 'Z', +hh:mm or +hhmm.
//  - With an offset it is an instant: written in UTC, always with seconds and
//    'Z', without trailing zeros in the fraction, so that equal instants are
//    equal bytes.
//  - Without one it is kept as written, with 'T'.
// REQUIRES: value is trimmed; out has kDateBytesMax bytes.
size_t NormaliseDateTime(std::string_view value, char* out);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_DATE_VALIDATOR_H_
