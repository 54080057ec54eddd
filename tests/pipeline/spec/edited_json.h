// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes broken documents of a sound one: each edit replaces a text that occurs
// in it exactly once.
//
//   Edited(kJob, {{"\"Csv\"", "\"Xml\""}})
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_PIPELINE_SPEC_EDITED_JSON_H_
#define MILLRACE_TESTS_PIPELINE_SPEC_EDITED_JSON_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "millrace/job_spec.h"

namespace millrace {

using Edits = std::vector<std::pair<std::string_view, std::string_view>>;

inline std::string Edited(std::string_view json, const Edits& edits) {
  std::string text(json);
  for (const auto& [from, to] : edits) {
    const size_t at = text.find(from);
    if (at == std::string::npos) {
      ADD_FAILURE() << "not in the document: " << from;
      continue;
    }
    EXPECT_EQ(text.find(from, at + 1), std::string::npos)
        << "more than once in the document: " << from;
    text.replace(at, from.size(), to);
  }
  return text;
}

// "path: text" of each.
inline std::vector<std::string> Lines(const std::vector<SpecDefect>& defects) {
  std::vector<std::string> lines;
  for (const SpecDefect& defect : defects) {
    EXPECT_EQ(defect.code, "INVALID_PARAMETER");
    lines.push_back(defect.path + ": " + defect.text);
  }
  return lines;
}

}  // namespace millrace

#endif  // MILLRACE_TESTS_PIPELINE_SPEC_EDITED_JSON_H_
