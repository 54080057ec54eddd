// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// MatchPattern: the part of a folded value that a match rule compares, as a
// regular expression of the catalogue's says: the number and name of a street
// without its kind, say. RE2 keeps the time linear, whatever the pattern.
//
// Threading: constant after construction.

#ifndef MILLRACE_PIPELINE_BATCH_MATCH_PATTERN_H_
#define MILLRACE_PIPELINE_BATCH_MATCH_PATTERN_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace millrace {

class MatchPattern {
 public:
  // RE2's syntax. kInvalidArgument: malformed, too large, or without a group.
  static absl::StatusOr<std::shared_ptr<const MatchPattern>> Create(
      std::string_view pattern);

  ~MatchPattern();
  MatchPattern(const MatchPattern&) = delete;
  MatchPattern& operator=(const MatchPattern&) = delete;

  // Puts what the groups catch into *caught, joined by spaces; groups that
  // catch nothing are left out. False, with *caught empty: the value does not
  // have the pattern.
  bool Catch(std::string_view folded, std::string* caught) const;

 private:
  struct Program;  // keeps RE2 out of this header

  explicit MatchPattern(std::unique_ptr<Program> program);

  // Constant after construction.
  const std::unique_ptr<Program> program_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_MATCH_PATTERN_H_
