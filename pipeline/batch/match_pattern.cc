// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/match_pattern.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include <re2/re2.h>

namespace millrace {
namespace {

// Bounds a pattern's program and its caches.
constexpr int64_t kPatternMemoryMax = 1 << 20;

// The whole and as many groups as any sensible pattern has.
constexpr int kGroupCountMax = 8;

RE2::Options MakeOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryMax);
  return options;
}

re2::StringPiece Piece(std::string_view text) {
  return re2::StringPiece(text.data(), text.size());
}

}  // namespace

struct MatchPattern::Program {
  explicit Program(std::string_view pattern)
      : re2(Piece(pattern), MakeOptions()) {}

  const RE2 re2;
};

MatchPattern::MatchPattern(std::unique_ptr<Program> program)
    : program_(std::move(program)) {}

MatchPattern::~MatchPattern() = default;

absl::StatusOr<std::shared_ptr<const MatchPattern>> MatchPattern::Create(
    std::string_view pattern) {
  auto program = std::make_unique<Program>(pattern);
  if (!program->re2.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("malformed pattern: ", program->re2.error()));
  }
  const int count = program->re2.NumberOfCapturingGroups();
  if (count < 1 || count > kGroupCountMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a pattern needs 1 to ", kGroupCountMax, " groups"));
  }
  // The constructor is private: make_shared cannot call it.
  return std::shared_ptr<const MatchPattern>(
      new MatchPattern(std::move(program)));
}

bool MatchPattern::Catch(std::string_view folded, std::string* caught) const {
  caught->clear();
  const RE2& re2 = program_->re2;
  const int count = re2.NumberOfCapturingGroups() + 1;
  re2::StringPiece groups[kGroupCountMax + 1];
  const re2::StringPiece text = Piece(folded);
  if (!re2.Match(text, 0, text.size(), RE2::UNANCHORED, groups, count)) {
    return false;
  }
  for (int i = 1; i < count; ++i) {
    if (groups[i].empty()) continue;
    if (!caught->empty()) caught->push_back(' ');
    caught->append(groups[i].data(), groups[i].size());
  }
  return !caught->empty();
}

}  // namespace millrace
