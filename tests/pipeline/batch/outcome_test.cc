// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/outcome.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace millrace {
namespace {

struct Row {
  uint16_t number;
  std::string_view name;
  Severity severity;
  std::string_view text;
};

// The whole table, written down a second time: stored outcomes hold the
// numbers, users' scripts the names and texts.
constexpr Row kRows[] = {
    {1, "PROCESSED", Severity::kDone, "Processed"},
    {2, "ALREADY_APPLIED", Severity::kDone, "Already applied"},
    {3, "NO_DATA_TO_APPLY", Severity::kDone, "No data to apply"},
    {10, "KEPT_BEST_PHONE", Severity::kKeptBack,
     "Ignored to avoid overwriting best phone"},
    {11, "KEPT_BEST_EMAIL", Severity::kKeptBack,
     "Ignored to avoid overwriting best email"},
    {12, "KEPT_BEST_ADDRESS", Severity::kKeptBack,
     "Ignored to avoid overwriting best address"},
    {13, "KEPT_DUPLICATE", Severity::kKeptBack,
     "Ignored as a duplicate of an earlier row"},
    {20, "INVALID_PHONE", Severity::kFailed, "Invalid phone number"},
    {21, "INVALID_EMAIL", Severity::kFailed, "Invalid email address"},
    {22, "INVALID_DATE", Severity::kFailed, "Invalid date"},
    {23, "INVALID_NUMBER", Severity::kFailed, "Invalid number"},
    {24, "INVALID_COUNTRY", Severity::kFailed, "Invalid country code"},
    {25, "INVALID_VALUE", Severity::kFailed, "Invalid value for <Field>"},
    {26, "VALUE_TOO_LONG", Severity::kFailed, "Value too long for <Field>"},
    {27, "MISSING_REQUIRED", Severity::kFailed,
     "Missing required field <Field>"},
    {28, "PARENT_REQUIRED", Severity::kFailed,
     "<Parent> is required when <Field> is given"},
    {30, "RECORD_EXISTS", Severity::kFailed, "<Type> already exists"},
    {31, "EXTERNAL_ID_IN_USE", Severity::kFailed, "External ID already in use"},
    {32, "NAMED_NOT_FOUND", Severity::kFailed, "<Named> not found"},
    {50, "ROW_TOO_LONG", Severity::kRejected, "Row too long"},
    {51, "OPEN_QUOTE", Severity::kRejected, "Quote not closed"},
    {52, "NUL_BYTE", Severity::kRejected, "NUL byte in row"},
    {53, "NOT_UTF8", Severity::kRejected, "Not valid UTF-8"},
    {54, "MISPLACED_QUOTE", Severity::kRejected, "Misplaced quote"},
    {55, "COLUMN_COUNT", Severity::kRejected, "Wrong number of columns"},
    {56, "KEY_MALFORMED", Severity::kRejected, "Invalid key"},
    {57, "KEY_BLANK", Severity::kRejected, "Missing key"},
    {58, "RECORD_NOT_FOUND", Severity::kRejected, "<Type> not found"},
    {59, "DUPLICATE_ROW", Severity::kRejected, "Duplicate of an earlier row"},
    {60, "NOT_JSON", Severity::kRejected, "Not a JSON object of plain values"},
};

TEST(OutcomeTest, TableIsStable) {
  ASSERT_EQ(CodeTable().size(), std::size(kRows));
  for (size_t i = 0; i < std::size(kRows); ++i) {
    const CodeEntry& entry = CodeTable()[i];
    EXPECT_EQ(static_cast<uint16_t>(entry.code), kRows[i].number);
    EXPECT_EQ(entry.name, kRows[i].name);
    EXPECT_EQ(entry.severity, kRows[i].severity);
    EXPECT_EQ(entry.text, kRows[i].text);
  }
}

TEST(OutcomeTest, EntriesAreWhole) {
  std::set<std::string_view> names;
  std::set<std::string_view> texts;
  for (const CodeEntry& entry : CodeTable()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(texts.insert(entry.text).second) << entry.text;
    EXPECT_TRUE(entry.advice.ends_with('.')) << entry.name;
    EXPECT_FALSE(entry.section.empty()) << entry.name;
    EXPECT_EQ(entry.text.find_first_of("\r\n,\""), std::string_view::npos);
  }
}

TEST(OutcomeTest, AreFoundByNumberAndName) {
  for (const CodeEntry& entry : CodeTable()) {
    EXPECT_EQ(CodeFromNumber(static_cast<uint16_t>(entry.code)), entry.code);
    EXPECT_EQ(CodeFromName(entry.name), entry.code);
    EXPECT_EQ(&EntryOf(entry.code), &entry);
    EXPECT_EQ(SeverityOf(entry.code), entry.severity);
  }
  for (const uint16_t number :
       std::vector<uint16_t>{0, 4, 9, 14, 29, 33, 49, 61, 255, 257}) {
    EXPECT_EQ(CodeFromNumber(number), std::nullopt) << number;
  }
  EXPECT_EQ(CodeFromName("processed"), std::nullopt);
  EXPECT_EQ(CodeFromName(""), std::nullopt);
}

TEST(OutcomeTest, SeverityAgreesWithFailed) {
  for (const CodeEntry& entry : CodeTable()) {
    EXPECT_EQ(IsFailed(entry.code), entry.severity == Severity::kFailed ||
                                        entry.severity == Severity::kRejected)
        << entry.name;
  }
}

TEST(OutcomeTest, FillsInNames) {
  EXPECT_EQ(MessageText(Code::kProcessed, "", "", ""), "Processed");
  EXPECT_EQ(MessageText(Code::kMissingRequired, "Phone", "", "Contact"),
            "Missing required field Phone");
  EXPECT_EQ(MessageText(Code::kInvalidValue, "Sex", "", ""),
            "Invalid value for Sex");
  EXPECT_EQ(MessageText(Code::kValueTooLong, "FirstName", "", ""),
            "Value too long for FirstName");
  EXPECT_EQ(
      MessageText(Code::kParentRequired, "DateCanvassed", "CanvassedBy", ""),
      "CanvassedBy is required when DateCanvassed is given");
  EXPECT_EQ(MessageText(Code::kRecordNotFound, "", "", "Contact"),
            "Contact not found");
  EXPECT_EQ(MessageText(Code::kNamedNotFound, "VanID", "", "Contact"),
            "Contact not found");
  EXPECT_EQ(MessageText(Code::kRecordExists, "", "", "Contact"),
            "Contact already exists");
}

}  // namespace
}  // namespace millrace
