// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/pattern_validator.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(PatternValidatorTest, MatchesTheWholeValue) {
  const auto pattern = PatternValidator::Create("[A-Z]{2}|[0-9]+");
  ASSERT_TRUE(pattern.ok());
  EXPECT_TRUE((*pattern)->Matches("AB"));
  EXPECT_TRUE((*pattern)->Matches("12345"));
  for (const std::string_view value : {"", "ABC", "A", "AB1", " AB", "AB\n"}) {
    EXPECT_FALSE((*pattern)->Matches(value)) << value;
  }
}

TEST(PatternValidatorTest, ReadsUtf8) {
  const auto pattern = PatternValidator::Create(R"(\p{L}.)");
  ASSERT_TRUE(pattern.ok());
  EXPECT_TRUE((*pattern)->Matches("\xC3\x89\xE2\x82\xAC"));
  EXPECT_FALSE((*pattern)->Matches("\xC3\x89"));
  EXPECT_FALSE((*pattern)->Matches("1\xE2\x82\xAC"));
}

TEST(PatternValidatorTest, MatchesEmpty) {
  const auto pattern = PatternValidator::Create("");
  ASSERT_TRUE(pattern.ok());
  EXPECT_TRUE((*pattern)->Matches(""));
  EXPECT_FALSE((*pattern)->Matches("a"));
}

TEST(PatternValidatorTest, RefusesMalformedPatterns) {
  for (const std::string_view text :
       {"(", "[", "a{2,1}", "*a", "(?=a)", R"((a)\1)", "\xFF",
        "((a{100}){100}){100}"}) {
    const auto pattern = PatternValidator::Create(text);
    ASSERT_FALSE(pattern.ok()) << text;
    EXPECT_EQ(pattern.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(pattern.status().message().find("malformed pattern: "), 0U);
  }
}

// A backtracking engine would take longer than the universe has lasted.
TEST(PatternValidatorTest, TakesLinearTime) {
  const auto pattern = PatternValidator::Create("(a*)*b");
  ASSERT_TRUE(pattern.ok());
  EXPECT_FALSE((*pattern)->Matches(std::string(60'000, 'a')));
}

}  // namespace
}  // namespace millrace
