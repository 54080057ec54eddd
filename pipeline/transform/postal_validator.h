// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks the shape of postal codes, by country. They are stored as given.
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_TRANSFORM_POSTAL_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_POSTAL_VALIDATOR_H_

#include <string_view>

namespace millrace {

// Returns whether `value` has the shape of a postal code of `country` (ISO
// alpha-2, upper case, blank for US):
//  - US: 5 digits, or 5 and 4 after a hyphen
//  - CA: A1A 1A1, any case, the space optional
//  - GB: outward code A9, A99, AA9, AA99, A9A or AA9A (or GIR), inward code
//    9AA, any case, the space optional
//  - elsewhere: 2 to 12 letters, digits, spaces and hyphens, not all of them
//    spaces and hyphens
// REQUIRES: value is trimmed.
bool IsPostalCode(std::string_view value, std::string_view country);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_POSTAL_VALIDATOR_H_
