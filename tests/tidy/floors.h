// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Holds the table of floors: which folder may include which, and which file
// may include which library. That keeps the parts replaceable.

#ifndef MILLRACE_TESTS_TIDY_FLOORS_H_
#define MILLRACE_TESTS_TIDY_FLOORS_H_

#include <vector>

#include "tests/tidy/source_tree.h"

namespace millrace::tidy {

// Checks the includes of `file` against the table. `tree` tells which of the
// two public folders a "millrace/..." header lies in.
Violations CheckFloors(const SourceFile& file,
                       const std::vector<SourceFile>& tree);

}  // namespace millrace::tidy

#endif  // MILLRACE_TESTS_TIDY_FLOORS_H_
