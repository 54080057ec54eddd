// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's reader of a row that is a JSON object (contract l.9): a descent
// through RFC 8259's grammar, character by character. Shares no code with the
// pipeline.
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_JSON_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_JSON_H_

#include <string>
#include <vector>

#include "millrace/outcome.h"

namespace millrace::reference {

// Fills a cell for each column. Returns what rejects the row, if anything.
// REQUIRES: text is UTF-8 without a NUL.
Code ReadJsonRow(const std::string& text,
                 const std::vector<std::string>& columns,
                 std::vector<std::string>* cells);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_JSON_H_
