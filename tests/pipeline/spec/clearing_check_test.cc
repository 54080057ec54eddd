// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/clearing_check.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kEntry[] = "actions[0].mappingTypes[0].fieldValueMappings[0]";

// The defects of a job whose one mapping has one entry.
std::vector<std::string> Check(std::string_view mapping,
                               std::string_view entry) {
  const auto spec =
      ParseJobSpec(std::string(R"({"description": "d", "file": {"fileName": "f",
      "columns": [{"name": "VanID"}, {"name": "A"}, {"name": "Phone"},
                  {"name": "PhoneTypeID"}, {"name": "ActivistCodeID"}]},
      "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
        "mappingTypes": [{"name": ")") +
                   std::string(mapping) + "\", \"fieldValueMappings\": [{" +
                   std::string(entry) + "}]}]}]}");
  EXPECT_THAT(spec, IsOk());
  return Lines(CheckJobSpec(*spec, BuiltInCatalogue()));
}

std::vector<std::string> CheckClear(std::string_view mapping,
                                    std::string_view field) {
  return Check(mapping, "\"fieldName\": \"" + std::string(field) +
                            "\", \"columnName\": \"A\", "
                            "\"blankClears\": true");
}

std::string Line(std::string_view member, std::string_view text) {
  return std::string(kEntry) + "." + std::string(member) + ": " +
         std::string(text);
}

TEST(ClearingCheckTest, ValuesOfARecordCanBeCleared) {
  for (const char* field : {"FirstName", "DOB", "Email", "CellPhone", "City"}) {
    EXPECT_THAT(CheckClear("CreateOrUpdateContact", field), IsEmpty()) << field;
  }
  EXPECT_THAT(CheckClear("Phones", "PhoneOptInStatusID"), IsEmpty());
}

TEST(ClearingCheckTest, WhatFindsTheRecordCannot) {
  EXPECT_THAT(CheckClear("CreateOrUpdateContact", "VanID"),
              ElementsAre(Line("blankClears",
                               "field cannot be cleared: VanID: it finds the "
                               "record")));
  EXPECT_THAT(CheckClear("CreateOrUpdateContact", "External_1ID"),
              ElementsAre(Line("blankClears",
                               "field cannot be cleared: External_<n>ID: it "
                               "finds the record")));
}

TEST(ClearingCheckTest, WhatIsRequiredCannot) {
  EXPECT_THAT(
      CheckClear("Phones", "Phone"),
      ElementsAre(Line("blankClears",
                       "field cannot be cleared: Phone: it is required")));
}

TEST(ClearingCheckTest, WhatIsNoValueOfItsOwnCannot) {
  EXPECT_THAT(CheckClear("CreateOrUpdateContact", "DoNotUpdateBest"),
              ElementsAre(Line("blankClears",
                               "field cannot be cleared: DoNotUpdateBest: it "
                               "is no value of the record")));
  EXPECT_EQ(
      WhyNotCleared(*BuiltInCatalogue().FindMappingType("Email"),
                    *FindField(*BuiltInCatalogue().FindMappingType("Email"),
                               "EmailTypeId")),
      "it tells which item is meant");
  EXPECT_THAT(CheckClear("ActivistCode", "DateCanvassed"),
              ::testing::Contains(
                  Line("blankClears",
                       "field cannot be cleared: DateCanvassed: what is there "
                       "already is left alone")));
}

TEST(ClearingCheckTest, NeedsAColumn) {
  EXPECT_THAT(Check("CreateOrUpdateContact",
                    R"("fieldName": "City", "staticValue": "x",
                       "clearMarker": "-")"),
              ElementsAre(Line("clearMarker", "needs a columnName")));
}

TEST(ClearingCheckTest, MarkerMustTellItselfFromWhatIsThere) {
  for (const char* marker : {"", "  "}) {
    EXPECT_THAT(Check("CreateOrUpdateContact",
                      std::string(R"("fieldName": "City", "columnName": "A",
                             "clearMarker": ")") +
                          marker + "\""),
                ElementsAre(Line("clearMarker", "must not be blank")));
  }
  EXPECT_THAT(Check("CreateOrUpdateContact",
                    R"("fieldName": "City", "columnName": "A",
                       "clearMarker": " none", "values": [
                         {"sourceValue": "none", "targetValue": "Boston"}])"),
              ElementsAre(Line("clearMarker",
                               "is a sourceValue of the same mapping too")));
}

}  // namespace
}  // namespace millrace
