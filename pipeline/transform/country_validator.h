// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks country codes: the assigned ones of ISO 3166-1 alpha-2.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_COUNTRY_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_COUNTRY_VALIDATOR_H_

#include <cstddef>
#include <string_view>

namespace millrace {

inline constexpr size_t kCountryBytes = 2;

// Writes the code in capital letters to `out` and returns kCountryBytes, or
// returns 0 if `value` is no assigned code in any case.
// REQUIRES: value is trimmed; out has kCountryBytes bytes.
size_t NormaliseCountry(std::string_view value, char* out);

// The cheaper check of shape alone, by the rule that tools without a table
// use: two capital letters.
bool IsCountryShape(std::string_view value);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_COUNTRY_VALIDATOR_H_
