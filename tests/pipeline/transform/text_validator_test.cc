// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/text_validator.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(TextValidatorTest, TrimsSpacesAndTabs) {
  EXPECT_EQ(TrimBlank(""), "");
  EXPECT_EQ(TrimBlank(" \t "), "");
  EXPECT_EQ(TrimBlank("a"), "a");
  EXPECT_EQ(TrimBlank("\t a b\t"), "a b");
  EXPECT_EQ(TrimBlank("\n a\r"), "\n a\r");
  EXPECT_EQ(TrimBlank("\xC2\xA0"), "\xC2\xA0");
}

TEST(TextValidatorTest, KnowsBlank) {
  EXPECT_TRUE(IsBlank(""));
  EXPECT_TRUE(IsBlank(" \t\t "));
  EXPECT_FALSE(IsBlank(" x "));
  EXPECT_FALSE(IsBlank("\n"));
  EXPECT_FALSE(IsBlank(std::string_view("\0", 1)));
}

TEST(TextValidatorTest, CountsScalars) {
  EXPECT_EQ(CountScalars(""), 0U);
  EXPECT_EQ(CountScalars("abc"), 3U);
  EXPECT_EQ(CountScalars("\xC3\xA9"), 1U);
  EXPECT_EQ(CountScalars("\xE2\x82\xAC"
                         "x"),
            2U);
  EXPECT_EQ(CountScalars("\xF0\x9F\x98\x80\xF0\x9F\x98\x80"), 2U);
}

TEST(TextValidatorTest, CountsAtAnyLength) {
  constexpr const char* kScalars[] = {"a", "\xC3\xBF", "\xE2\x82\xAC",
                                      "\xF0\x9F\x98\x80", "\x7F"};
  std::mt19937 random(1);
  for (size_t count = 0; count < 300; ++count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += kScalars[random() % 5];
    ASSERT_EQ(CountScalars(text), count);
    EXPECT_FALSE(ExceedsScalars(text, count));
    EXPECT_FALSE(ExceedsScalars(text, count + 1));
    if (count > 0) {
      EXPECT_TRUE(ExceedsScalars(text, count - 1));
    }
  }
}

TEST(TextValidatorTest, LimitsScalarsNotBytes) {
  const std::string text = "\xF0\x9F\x98\x80\xF0\x9F\x98\x80";
  EXPECT_FALSE(ExceedsScalars(text, 2));
  EXPECT_TRUE(ExceedsScalars(text, 1));
  EXPECT_TRUE(ExceedsScalars(text, 0));
  EXPECT_FALSE(ExceedsScalars("", 0));
}

}  // namespace
}  // namespace millrace
