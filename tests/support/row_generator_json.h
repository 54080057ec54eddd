// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Random rows that are JSON objects, some of them broken.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_JSON_H_
#define MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_JSON_H_

#include <string>
#include <vector>

#include "tests/support/dice.h"

namespace millrace {

// An object with members for the cells, without a line end; cells behind the
// last column are left out. A damaged one is not one that a row may be.
std::string JsonRow(const std::vector<std::string>& columns,
                    const std::vector<std::string>& cells, bool is_damaged,
                    Dice* dice);

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_JSON_H_
