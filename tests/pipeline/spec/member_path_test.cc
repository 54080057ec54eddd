// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/member_path.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(MemberPathTest, Joins) {
  EXPECT_EQ(MemberPath("", "file"), "file");
  EXPECT_EQ(MemberPath("file", "columns"), "file.columns");
  EXPECT_EQ(ItemPath("file.columns", 3), "file.columns[3]");
  EXPECT_EQ(MemberPath(ItemPath("file.columns", 3), "name"),
            "file.columns[3].name");
}

TEST(MemberPathTest, KnowsWhatLiesBelow) {
  EXPECT_TRUE(IsAtOrBelow("file", "file"));
  EXPECT_TRUE(IsAtOrBelow("file.columns", "file"));
  EXPECT_TRUE(IsAtOrBelow("file.columns[3].name", "file.columns"));
  EXPECT_TRUE(IsAtOrBelow("anything", ""));
  EXPECT_FALSE(IsAtOrBelow("file", "file.columns"));
  EXPECT_FALSE(IsAtOrBelow("fileName", "file"));
  EXPECT_FALSE(IsAtOrBelow("a[10]", "a[1]"));
}

TEST(MemberPathTest, ShowsNamesOnOneShortLine) {
  EXPECT_EQ(Shown("HomePhone"), "HomePhone");
  EXPECT_EQ(Shown("a\nb\tc\x7f"), "a?b?c?");
  EXPECT_EQ(Shown(std::string(64, 'x')), std::string(64, 'x'));
  EXPECT_EQ(Shown(std::string(65, 'x')), std::string(61, 'x') + "...");
  // U+00E9 is two bytes: it is kept whole or left out.
  std::string accents;
  for (int i = 0; i < 40; ++i) accents += "\xc3\xa9";
  EXPECT_EQ(Shown(accents), accents.substr(0, 60) + "...");
}

}  // namespace
}  // namespace millrace
