// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Style that a machine can check: licence, ASCII, lengths, names, words that
// must not appear, guards, and that no file is left out of the build.

#ifndef MILLRACE_TESTS_TIDY_STYLE_RULES_H_
#define MILLRACE_TESTS_TIDY_STYLE_RULES_H_

#include <vector>

#include "tests/tidy/source_tree.h"

namespace millrace::tidy {

// Each checks one file.
Violations CheckLicence(const SourceFile& file);
Violations CheckAscii(const SourceFile& file);
Violations CheckLengths(const SourceFile& file);
Violations CheckFileName(const SourceFile& file);
Violations CheckWords(const SourceFile& file);
Violations CheckGuard(const SourceFile& file);

// Checks that every source and every public header stands in a CMake list, and
// every other header is included by somebody.
Violations CheckReached(const std::vector<SourceFile>& tree);

}  // namespace millrace::tidy

#endif  // MILLRACE_TESTS_TIDY_STYLE_RULES_H_
