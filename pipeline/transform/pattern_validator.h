// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks a value against a regular expression that a catalogue gives for a
// field. RE2 keeps the time linear in the value's length, whatever the pattern.
//
// Threading: Matches may be called from any number of threads at once.

#ifndef MILLRACE_PIPELINE_TRANSFORM_PATTERN_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_PATTERN_VALIDATOR_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

namespace millrace {

class PatternValidator {
 public:
  // Compiles `pattern`, in RE2's syntax, UTF-8. InvalidArgument if it is
  // malformed or needs too much memory.
  static absl::StatusOr<std::unique_ptr<PatternValidator>> Create(
      std::string_view pattern);

  ~PatternValidator();
  PatternValidator(const PatternValidator&) = delete;
  PatternValidator& operator=(const PatternValidator&) = delete;

  // Returns whether the pattern matches the whole of `value`.
  bool Matches(std::string_view value) const;

 private:
  struct Program;  // keeps RE2 out of this header

  explicit PatternValidator(std::unique_ptr<Program> program);

  // constant after construction
  const std::unique_ptr<Program> program_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_PATTERN_VALIDATOR_H_
