// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks states and provinces, by code or by name, and writes their code.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_STATE_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_STATE_VALIDATOR_H_

#include <cstddef>
#include <string_view>

namespace millrace {

// The longest state or province stored for countries without a table.
inline constexpr size_t kStateBytesMax = 50;

// Writes what is stored for `value` to `out` and returns its length, or
// returns 0 if it is no state of `country` (ISO alpha-2, upper case, blank for
// US):
//  - US: the two-letter code, given as such in any case or as the full name in
//    any case; states, the District of Columbia, outlying areas, freely
//    associated states and military mail
//  - CA: the same for provinces and territories, names also in French
//  - elsewhere: the value as given, up to kStateBytesMax bytes
// REQUIRES: value is trimmed; out has kStateBytesMax bytes.
size_t NormaliseState(std::string_view value, std::string_view country,
                      char* out);

// The cheaper check by the rule that tools without names use: the code of one
// of the fifty states or DC, in capital letters.
bool IsUsStateCode(std::string_view value);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_STATE_VALIDATOR_H_
