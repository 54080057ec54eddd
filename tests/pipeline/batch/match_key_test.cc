// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/match_key.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/record.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Fold(std::string_view value, size_t take = 0) {
  std::string folded = "before:";
  AppendFolded(value, take, &folded);
  EXPECT_EQ(folded.substr(0, 7), "before:");
  return folded.substr(7);
}

TEST(MatchKeyTest, FoldsAscii) {
  EXPECT_EQ(Fold("Ada LOVELACE"), "ada lovelace");
  EXPECT_EQ(Fold("  a \t\r\n b  "), "a b");
  EXPECT_EQ(Fold("A.B-C_D@[`{1"), "a.b-c_d@[`{1");
  EXPECT_EQ(Fold(""), "");
  EXPECT_EQ(Fold(" \t "), "");
  EXPECT_EQ(Fold("a\x01"
                 "b\x1f"
                 "c\x7f"),
            "abc");
}

TEST(MatchKeyTest, FoldsUnicode) {
  EXPECT_EQ(Fold("Zo\xc3\xab"), "zoe");   // e with diaeresis
  EXPECT_EQ(Fold("Zoe\xcc\x88"), "zoe");  // the same, decomposed
  EXPECT_EQ(Fold("\xc3\x85NGSTR\xc3\x96M"), "angstrom");
  EXPECT_EQ(Fold("Stra\xc3\x9f"
                 "e"),
            "strasse");                                     // sharp s
  EXPECT_EQ(Fold("\xc4\xb0zmir"), "izmir");                 // dotted capital I
  EXPECT_EQ(Fold("\xce\xa3\xce\xaf"), "\xcf\x83\xce\xb9");  // sigma, iota
  EXPECT_EQ(Fold("\xcf\x82"), "\xcf\x83");                  // final sigma
  EXPECT_EQ(Fold("a\xc2\xa0\xe2\x80\x83 b"), "a b");        // other spaces
  EXPECT_EQ(Fold("\xc2\xa0x\xc2\xa0"), "x");
  EXPECT_EQ(Fold("a\xe2\x80\x8d"
                 "b"),
            "ab");                  // a joiner
  EXPECT_EQ(Fold("\xcc\x88"), "");  // only an accent
  EXPECT_EQ(Fold("\xe6\x9d\xb1\xe4\xba\xac"), "\xe6\x9d\xb1\xe4\xba\xac");
}

// Text that is ASCII takes a shorter way: it must come to the same.
TEST(MatchKeyTest, BothWaysAgree) {
  const std::vector<std::string> texts = {
      "Ab  c", " Ab c ", "ab c d", "  ", "a\tb\x02 c", "A-B  .", "12345-6789"};
  for (const std::string& text : texts) {
    for (size_t take = 0; take < 8; ++take) {
      // A joiner is dropped, but makes the text something else than ASCII.
      EXPECT_EQ(Fold(text, take), Fold("\xe2\x80\x8d" + text, take))
          << text << " " << take;
      EXPECT_EQ(Fold(text, take), Fold(text + "\xe2\x80\x8d", take))
          << text << " " << take;
    }
  }
}

TEST(MatchKeyTest, TakesCharactersNotBytes) {
  EXPECT_EQ(Fold("98101-1234", 5), "98101");
  EXPECT_EQ(Fold("abc", 5), "abc");
  EXPECT_EQ(Fold("ab cd", 3), "ab");
  EXPECT_EQ(Fold("\xce\xa3\xce\xaf\xce\xa3", 2), "\xcf\x83\xce\xb9");
  EXPECT_EQ(Fold("\xc3\xa9\xc3\xa9\xc3\xa9", 2), "ee");
}

constexpr NameId kFirst{1};
constexpr NameId kLast{2};
constexpr NameId kEmails{3};
constexpr NameId kEmail{4};

MatchIngredient Scalar(NameId name, std::vector<Slot> slots = {}) {
  return {.name = name, .slots = std::move(slots)};
}

PlanMatchRule NameAndEmail() {
  PlanMatchRule rule;
  rule.ingredients = {Scalar(kFirst, {0}),
                      Scalar(kLast, {1}),
                      {.name = kEmail, .collection = kEmails, .slots = {2, 3}}};
  return rule;
}

TEST(MatchKeyTest, KeysOfARecord) {
  RecordBuilder builder;
  builder.Set(kFirst, "Ada");
  builder.Set(kLast, "Lovelace");
  builder.SetPart(kEmails, "1", kEmail, "B@example.org");
  builder.SetPart(kEmails, "2", kEmail, "a@example.org");
  builder.SetPart(kEmails, "3", kEmail, "b@EXAMPLE.org");
  builder.SetPart(kEmails, "4", kFirst, "another part");
  const std::string bytes = builder.Encode({});
  const auto view = RecordView::Parse(bytes);
  ASSERT_TRUE(view.ok());
  MatchKeySet keys;
  keys.OfRecord(NameAndEmail(), view->scalars(), view->items());
  EXPECT_THAT(keys.keys(), ElementsAre("ada\x1flovelace\x1f"
                                       "a@example.org",
                                       "ada\x1flovelace\x1f"
                                       "b@example.org"));
}

TEST(MatchKeyTest, KeysOfARowAreThoseOfItsRecord) {
  MatchKeySet keys;
  keys.OfRow(NameAndEmail(), {"ADA", "Lovelace", "", "a@example.org"});
  EXPECT_THAT(keys.keys(), ElementsAre("ada\x1flovelace\x1f"
                                       "a@example.org"));
  keys.OfRow(NameAndEmail(),
             {"ADA", "Lovelace", "b@example.org", "a@example.org"});
  EXPECT_EQ(keys.keys().size(), 2);
}

TEST(MatchKeyTest, AnIngredientThatLacksGivesNoKey) {
  MatchKeySet keys;
  keys.OfRow(NameAndEmail(), {"Ada", "", "a@example.org", ""});
  EXPECT_THAT(keys.keys(), IsEmpty());
  keys.OfRow(NameAndEmail(), {"Ada", "Lovelace", "", ""});
  EXPECT_THAT(keys.keys(), IsEmpty());
  keys.OfRow({}, {"Ada"});
  EXPECT_THAT(keys.keys(), IsEmpty());
}

TEST(MatchKeyTest, WhatFoldsToNothingMatchesNobody) {
  const std::string accent = "\xcc\x88";
  MatchKeySet keys;
  keys.OfRow(NameAndEmail(), {accent, "Lovelace", "a@example.org", ""});
  EXPECT_THAT(keys.keys(), IsEmpty());
  keys.OfRow(NameAndEmail(), {"Ada", accent, "a@example.org", ""});
  EXPECT_THAT(keys.keys(), IsEmpty());
  keys.OfRow(NameAndEmail(), {"Ada", "Lovelace", accent, ""});
  EXPECT_THAT(keys.keys(), IsEmpty());
}

constexpr NameId kAddresses{5};
constexpr NameId kLine{6};
constexpr NameId kZip{7};

PlanMatchRule NameAndPlace() {
  PlanMatchRule rule;
  rule.ingredients = {
      {.name = kZip, .collection = kAddresses, .take = 5, .slots = {0, 2}},
      Scalar(kFirst, {4}),
      {.name = kLine, .collection = kAddresses, .slots = {1, 3}}};
  return rule;
}

TEST(MatchKeyTest, PartsOfOneCollectionAreThoseOfOneItem) {
  RecordBuilder builder;
  builder.Set(kFirst, "Ada");
  builder.SetPart(kAddresses, "A", kLine, "1 Elm");
  builder.SetPart(kAddresses, "A", kZip, "91115-1234");
  builder.SetPart(kAddresses, "B", kLine, "2 Oak");
  builder.SetPart(kAddresses, "C", kZip, "01909");
  builder.SetPart(kAddresses, "D", kLine, "4 Fir");
  builder.SetPart(kAddresses, "D", kZip, "01909");
  const std::string bytes = builder.Encode({});
  const auto view = RecordView::Parse(bytes);
  ASSERT_TRUE(view.ok());
  MatchKeySet keys;
  keys.OfRecord(NameAndPlace(), view->scalars(), view->items());
  EXPECT_THAT(keys.keys(), ElementsAre("01909\x1f"
                                       "ada\x1f"
                                       "4 fir",
                                       "91115\x1f"
                                       "ada\x1f"
                                       "1 elm"));
  keys.OfRow(NameAndPlace(), {"91115", "1 Elm", "01909", "", "Ada"});
  EXPECT_THAT(keys.keys(), ElementsAre("91115\x1f"
                                       "ada\x1f"
                                       "1 elm"));
  keys.OfRow(NameAndPlace(), {"91115", "", "", "1 Elm", "Ada"});
  EXPECT_THAT(keys.keys(), IsEmpty());
}

TEST(MatchKeyTest, AnItemMayLackAPlace) {
  PlanMatchRule rule = NameAndPlace();
  rule.ingredients[0].slots = {kNoSlot, 2};
  MatchKeySet keys;
  keys.OfRow(rule, {"", "1 Elm", "01909", "4 Fir", "Ada"});
  EXPECT_THAT(keys.keys(), ElementsAre("01909\x1f"
                                       "ada\x1f"
                                       "4 fir"));
}

PlanMatchRule Street() {
  PlanMatchRule rule;
  rule.ingredients = {Scalar(kLine, {0})};
  rule.ingredients[0].drop_from = {"#", "apt", "dr", "drive", "st", "unit"};
  rule.ingredients[0].starts_with_digit = true;
  return rule;
}

std::string StreetOf(std::string_view line) {
  MatchKeySet keys;
  keys.OfRow(Street(), {line});
  return keys.keys().empty() ? "" : keys.keys().front();
}

TEST(MatchKeyTest, DropsWordsAtTheEnd) {
  for (const char* line :
       {"1630 Revello Drive", "1630 revello dr", "1630 REVELLO DR.",
        "1630 Revello", "1630  revello dr #2", "1630 Revello Drive, Apt 4",
        "1630 Revello Apt4", "1630, Revello, Unit B", "1630 revello #2-1"}) {
    EXPECT_EQ(StreetOf(line), "1630 revello") << line;
  }
  EXPECT_EQ(StreetOf("12-14 N. Main St"), "12-14 n main");
  EXPECT_EQ(StreetOf("100 St James St"), "100 st james");
  EXPECT_EQ(StreetOf("100 Unity Lane"), "100 unity lane");
  EXPECT_EQ(StreetOf("5 Drive"), "5 drive");
  EXPECT_EQ(StreetOf("5"), "5");
  for (const char* line : {"P.O. Box 7", "Revello Drive", "", ". 5"}) {
    EXPECT_EQ(StreetOf(line), "") << line;
  }
  PlanMatchRule rule = Street();
  rule.ingredients[0].take = 6;
  MatchKeySet keys;
  keys.OfRow(rule, {"1630 Revello Drive"});
  EXPECT_THAT(keys.keys(), ElementsAre("1630 r"));
}

TEST(MatchKeyTest, SaysItsVersion) { EXPECT_NE(FoldingVersion(), ""); }

}  // namespace
}  // namespace millrace
