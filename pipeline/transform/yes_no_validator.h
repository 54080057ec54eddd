// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads yes/no cells.
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_TRANSFORM_YES_NO_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_YES_NO_VALIDATOR_H_

#include <string_view>

namespace millrace {

// Returns 1 for "Y", "yes", "true" and "1", 0 for "N", "no", "false" and "0",
// all in any case, and -1 for anything else.
// REQUIRES: value is trimmed.
int ParseYesNo(std::string_view value);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_YES_NO_VALIDATOR_H_
