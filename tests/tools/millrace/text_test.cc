// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/text.h"

#include <string>

#include "gtest/gtest.h"

namespace millrace::tool {
namespace {

TEST(TextTest, Numbers) {
  EXPECT_EQ(GroupedText(0), "0");
  EXPECT_EQ(GroupedText(999), "999");
  EXPECT_EQ(GroupedText(1000), "1,000");
  EXPECT_EQ(GroupedText(1234567), "1,234,567");
  EXPECT_EQ(CountText(1, "row"), "1 row");
  EXPECT_EQ(CountText(2, "row"), "2 rows");
  EXPECT_EQ(CountText(0, "entry"), "0 entries");
}

TEST(TextTest, Sizes) {
  EXPECT_EQ(BytesText(1), "1 byte");
  EXPECT_EQ(BytesText(999), "999 bytes");
  EXPECT_EQ(BytesText(1000), "1.0 KB");
  EXPECT_EQ(BytesText(999949), "999.9 KB");
  EXPECT_EQ(BytesText(999950), "1.0 MB");
  EXPECT_EQ(BytesText(81'200'000), "81.2 MB");
  EXPECT_EQ(BytesText(5'000'000'000'000'000), "5000.0 TB");
}

TEST(TextTest, Durations) {
  EXPECT_EQ(DurationText(0.421), "0.42 s");
  EXPECT_EQ(DurationText(12.4), "12 s");
  EXPECT_EQ(DurationText(59.6), "1 min 0 s");
  EXPECT_EQ(DurationText(200), "3 min 20 s");
  EXPECT_EQ(DurationText(7500), "2 h 5 min");
}

TEST(TextTest, Times) {
  EXPECT_EQ(TimeText(absl::InfinitePast()), "-");
  EXPECT_EQ(TimeText(absl::FromUnixSeconds(1777625150)),
            "2026-05-01 08:45:50Z");
}

TEST(TextTest, Integers) {
  EXPECT_EQ(ParseInteger("12", 0, 20), 12);
  EXPECT_EQ(ParseInteger("-12", -20, 20), -12);
  for (const char* text : {"", " 1", "1 ", "+1", "1.0", "0x1", "21", "-1",
                           "99999999999999999999"}) {
    EXPECT_FALSE(ParseInteger(text, 0, 20)) << text;
  }
}

TEST(TextTest, NearNames) {
  EXPECT_EQ(NearestName("statsu", {"status", "jobs"}), "status");
  EXPECT_EQ(NearestName("PHONES", {"Email", "Phones"}), "Phones");
  EXPECT_EQ(NearestName("x", {"status", "jobs"}), "");
  EXPECT_EQ(DidYouMean("laod", {"load"}), " (did you mean load?)");
  EXPECT_EQ(DidYouMean("lxyd", {"load"}), "");
  EXPECT_EQ(DidYouMean("resum", {"resume"}), " (did you mean resume?)");
}

TEST(TextTest, Lists) {
  EXPECT_EQ(ListText({}), "");
  EXPECT_EQ(ListText({"a"}), "a");
  EXPECT_EQ(ListText({"a", "b", "c"}), "a, b and c");
}

TEST(TextTest, ShellWords) {
  EXPECT_EQ(ShellText("crm.db"), "crm.db");
  EXPECT_EQ(ShellText("my store"), "'my store'");
  EXPECT_EQ(ShellText("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellText(""), "''");
}

TEST(TextTest, WrapsAtEightyColumns) {
  const std::string word(30, 'x');
  EXPECT_EQ(WrappedText(word + " " + word + " " + word, 4, 0),
            word + " " + word + "\n    " + word + "\n");
  EXPECT_EQ(WrappedText("", 4, 0), "\n");
}

TEST(TextTest, TablesAlignByCharacters) {
  TextTable table({1}, 2);
  table.AddRow({"Tam\xc3\xa1s", "7"});
  table.AddRow({"Ada", "1,234", "end"});
  EXPECT_EQ(table.ToString(),
            "  Tam\xc3\xa1s      7\n"
            "  Ada    1,234  end\n");
}

TEST(TextTest, TablesShowNoControlCharacters) {
  TextTable table;
  table.AddRow({"a\x1b[2Jb\nc"});
  EXPECT_EQ(table.ToString(), "a?[2Jb?c\n");
}

}  // namespace
}  // namespace millrace::tool
