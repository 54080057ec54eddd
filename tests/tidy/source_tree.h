// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// SourceTree: the files of the project as the tidy rules want to see them.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_TIDY_SOURCE_TREE_H_
#define MILLRACE_TESTS_TIDY_SOURCE_TREE_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::tidy {

struct SourceFile {
  // From the root of the project, with slashes.
  std::string path = {};
  std::vector<std::string> lines = {};
  // The same lines with comments and the insides of literals blanked out.
  std::vector<std::string> code_lines = {};

  bool IsBelow(std::string_view folder) const;
  bool IsHeader() const;
  // Whether it is C++: .h, .cc or .inc.
  bool IsCode() const;
};

// Makes a SourceFile of text, as if it were read from `path`.
SourceFile ParseSource(std::string_view path, std::string_view text);

// Reads all C++ files, CMake lists and scripts of our own, sorted by path.
std::vector<SourceFile> ReadSourceTree(const std::filesystem::path& root);

// One broken rule. Prints as `path:line: what`.
struct Violation {
  std::string path = {};
  // 1-based; 0 stands for the whole file.
  size_t line_number = 0;
  std::string what = {};
};

using Violations = std::vector<Violation>;

std::string ToText(const Violations& violations);

}  // namespace millrace::tidy

#endif  // MILLRACE_TESTS_TIDY_SOURCE_TREE_H_
