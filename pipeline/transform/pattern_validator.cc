// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/pattern_validator.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include <re2/re2.h>

namespace millrace {
namespace {

// Bounds one pattern's program and its caches; RE2 refuses a pattern whose
// program needs more than two thirds of it. A field's pattern needs a few KiB.
constexpr int64_t kPatternMemoryMax = 1 << 20;

RE2::Options MakeOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryMax);
  options.set_never_capture(true);
  return options;
}

re2::StringPiece Piece(std::string_view text) {
  return re2::StringPiece(text.data(), text.size());
}

}  // namespace

struct PatternValidator::Program {
  explicit Program(std::string_view pattern)
      : re2(Piece(pattern), MakeOptions()) {}

  const RE2 re2;
};

PatternValidator::PatternValidator(std::unique_ptr<Program> program)
    : program_(std::move(program)) {}

PatternValidator::~PatternValidator() = default;

absl::StatusOr<std::unique_ptr<PatternValidator>> PatternValidator::Create(
    std::string_view pattern) {
  auto program = std::make_unique<Program>(pattern);
  if (!program->re2.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("malformed pattern: ", program->re2.error()));
  }
  // The constructor is private: make_unique cannot call it.
  return std::unique_ptr<PatternValidator>(
      new PatternValidator(std::move(program)));
}

bool PatternValidator::Matches(std::string_view value) const {
  return RE2::FullMatch(Piece(value), program_->re2);
}

}  // namespace millrace
