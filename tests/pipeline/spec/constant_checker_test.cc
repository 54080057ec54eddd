// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/constant_checker.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "millrace/catalogue.h"

namespace millrace {
namespace {

const Field kColours = {.name = "Colour",
                        .type = FieldType::kChoice,
                        .choices = {{.id = "R", .name = "Red"},
                                    {.id = "G", .name = "R"},
                                    {.id = "b", .name = "Blue"},
                                    {.id = "X", .name = "Twin"},
                                    {.id = "Y", .name = "twin"},
                                    {.id = "O", .name = "Old", .retired = true},
                                    {.id = "N", .name = "OLD"}}};

std::string TextOf(const Field& field, std::string_view text) {
  const Catalogue catalogue;
  ConstantChecker checker(catalogue);
  const auto defect = checker.Check(field, text);
  return defect.has_value() ? defect->text : "";
}

TEST(ConstantCheckerTest, FindsChoicesByIdThenByUniqueName) {
  const Catalogue catalogue;
  ConstantChecker checker(catalogue);
  EXPECT_EQ(checker.IdOf(kColours, "R"), "R");
  EXPECT_EQ(checker.IdOf(kColours, "r"), "R");
  EXPECT_EQ(checker.IdOf(kColours, " BLUE\t"), "b");
  EXPECT_EQ(checker.IdOf(kColours, "B"), "b");
  EXPECT_EQ(checker.FindChoice(kColours, "twin"), nullptr);
  EXPECT_EQ(checker.FindChoice(kColours, "mauve"), nullptr);
  // A retired entry's name does not count.
  EXPECT_EQ(checker.IdOf(kColours, "old"), "N");
  EXPECT_EQ(checker.IdOf(kColours, "mauve"), "mauve");
  EXPECT_EQ(checker.IdOf({.type = FieldType::kInteger}, "+07"), "7");
  EXPECT_EQ(checker.IdOf({}, " x "), "x");
}

TEST(ConstantCheckerTest, JudgesChoices) {
  EXPECT_EQ(TextOf(kColours, "R"), "");
  EXPECT_EQ(TextOf(kColours, ""), "");
  EXPECT_EQ(TextOf(kColours, "mauve"), "not one of its values");
  EXPECT_EQ(TextOf(kColours, "TWIN"), "a name that more than one value has");
  EXPECT_EQ(TextOf(kColours, "O"), "a value that is retired");
}

TEST(ConstantCheckerTest, JudgesIntegers) {
  const Field age = {.type = FieldType::kInteger, .min = "0", .max = "150"};
  for (const char* text : {"0", "150", "+5", " 7 ", "007"}) {
    EXPECT_EQ(TextOf(age, text), "") << text;
  }
  for (const char* text : {"-1", "151"}) {
    EXPECT_EQ(TextOf(age, text), "out of range") << text;
  }
  for (const char* text :
       {"x", "1.0", "1e2", "+-1", "--1", "9223372036854775808"}) {
    EXPECT_EQ(TextOf(age, text), "not a whole number") << text;
  }
  EXPECT_EQ(TextOf({.type = FieldType::kInteger}, "-9223372036854775808"), "");
}

TEST(ConstantCheckerTest, LeavesOtherTypesToThePlan) {
  for (const FieldType type :
       {FieldType::kText, FieldType::kDate, FieldType::kPhone}) {
    EXPECT_EQ(TextOf({.type = type}, "anything"), "");
  }
}

TEST(ConstantCheckerTest, HintsAtAFewChoices) {
  EXPECT_EQ(ChoicesHint(kColours.choices),
            "R (Red), G (R), b (Blue), X (Twin), Y (twin), N (OLD)");
  EXPECT_EQ(ChoicesHint({}), "none, the list is empty");
  std::vector<Choice> many(31, {.id = "1", .name = "1"});
  std::string hint = "1";
  for (int i = 1; i < 30; ++i) hint += ", 1";
  EXPECT_EQ(ChoicesHint(many), hint + ", ...");
}

TEST(ConstantCheckerTest, Trims) {
  EXPECT_EQ(Trimmed(" \t a b \t"), "a b");
  EXPECT_EQ(Trimmed(" \t"), "");
  EXPECT_EQ(Trimmed(""), "");
}

}  // namespace
}  // namespace millrace
