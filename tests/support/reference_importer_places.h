// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's lists of countries, states and provinces.
//
// Threading: constants and pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_PLACES_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_PLACES_H_

#include <optional>
#include <string>

namespace millrace::reference {

// Two-letter codes with spaces between them.
extern const char* const kCountries;    // ISO 3166-1 alpha-2, assigned
extern const char* const kStatesAndDc;  // the fifty and Washington

bool IsCodeOf(const char* codes, const std::string& code);

// The code of a state of the US, or of a province of Canada, from its code or
// its name in any case.
std::optional<std::string> StateCode(const std::string& text, bool is_canada);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_PLACES_H_
