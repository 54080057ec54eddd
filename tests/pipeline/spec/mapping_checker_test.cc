// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/mapping_checker.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/job_spec.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kEntries[] = "actions[0].mappingTypes[0].fieldValueMappings";

// A job with one mapping type, over columns named in the first line.
std::string Job(std::string_view name, std::string_view entries) {
  return std::string(R"({"description": "d", "file": {"fileName": "f",
      "columns": [{"name": "VanID"}, {"name": "Number"}, {"name": "Kind"}]},
      "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
        "mappingTypes": [{"name": ")") +
         std::string(name) + "\", \"fieldValueMappings\": [" +
         std::string(entries) + "]}]}]}";
}

std::vector<SpecDefect> Check(std::string_view name, std::string_view entries,
                              const Catalogue& catalogue = BuiltInCatalogue()) {
  const auto spec = ParseJobSpec(Job(name, entries));
  EXPECT_THAT(spec, IsOk());
  return CheckJobSpec(*spec, catalogue);
}

constexpr std::string_view kNumber =
    R"({"fieldName": "Phone", "columnName": "Number"})";
constexpr std::string_view kHome =
    R"({"fieldName": "PhoneTypeID", "staticValue": "H"})";

// Checks a Phones mapping with a sound number and type besides `entry`, which
// is entry 2.
std::vector<SpecDefect> CheckPhonesWith(std::string_view entry) {
  return Check("Phones", std::string(kNumber) + "," + std::string(kHome) + "," +
                             std::string(entry));
}

TEST(MappingCheckerTest, FindsNothingInASoundMapping) {
  EXPECT_THAT(Lines(CheckPhonesWith(
                  R"({"fieldName": "phoneoptinstatusid", "columnName": "KIND",
                      "values": [{"sourceValue": "in", "targetValue": "1"},
                                 {"sourceValue": "out", "targetId": 3},
                                 {"sourceValue": "?", "targetValue": ""},
                                 {"sourceValue": "?", "targetValue": ""}]})")),
              IsEmpty());
}

TEST(MappingCheckerTest, ChecksTheName) {
  const auto defects = Check("Phone", "");
  EXPECT_THAT(Lines(defects),
              ElementsAre("actions[0].mappingTypes[0].name: no such mapping "
                          "type: Phone"));
  EXPECT_EQ(defects[0].hint,
            "CreateOrUpdateContact, Phones, Email, MailingAddress, "
            "ApplyExternalID, ActivistCode, CanvassResults, Suppressions, "
            "ApplyContactCustomFields, CustomAddress, NamesAndSalutations, "
            "Jobs, Relationships, Tags, SurveyResponses");
}

TEST(MappingCheckerTest, ChecksTheResourceType) {
  const auto spec = ParseJobSpec(
      Edited(Job("Phones", std::string(kNumber) + "," + std::string(kHome)),
             {{"\"Contacts\"", "\"ContactsActivistCodes\""}}));
  MILLRACE_ASSERT_OK(spec);
  const auto defects = CheckJobSpec(*spec, BuiltInCatalogue());
  EXPECT_THAT(Lines(defects),
              ElementsAre("actions[0].mappingTypes[0].name: mapping type "
                          "Phones is not for resource type "
                          "ContactsActivistCodes"));
  EXPECT_EQ(defects[0].hint, "ActivistCode");
}

struct EntryCase {
  std::string_view entry;
  std::string_view member;  // of entry 2, with its point
  std::string_view text;
  std::string_view hint;
};

TEST(MappingCheckerTest, NamesEachDefectOfAnEntry) {
  const std::vector<EntryCase> cases = {
      {R"({"fieldName": "Q1", "columnName": "Kind"})", ".fieldName",
       "mapping type Phones has no field: Q1",
       "Phone, PhoneTypeID, CountryCode, PhoneOptInStatusID, IsCellStatusID, "
       "IsBest"},
      {R"({"fieldName": "", "columnName": "Kind"})", ".fieldName",
       "mapping type Phones has no field: ",
       "Phone, PhoneTypeID, CountryCode, PhoneOptInStatusID, IsCellStatusID, "
       "IsBest"},
      {R"({"fieldName": "PHONE", "columnName": "Kind"})", ".fieldName",
       "field is bound twice: Phone", ""},
      {R"({"fieldName": "CountryCode", "columnName": "Land"})", ".columnName",
       "no such column: Land", "VanID, Number, Kind"},
      {R"({"fieldName": "CountryCode", "columnName": ""})", ".columnName",
       "no such column: ", "VanID, Number, Kind"},
      {R"({"fieldName": "CountryCode"})", "",
       "neither columnName nor staticValue is given", ""},
      {R"({"fieldName": "CountryCode", "columnName": "Kind",
           "staticValue": "US"})",
       ".staticValue", "both columnName and staticValue are given", ""},
      {R"({"fieldName": "CountryCode", "staticValue": " "})", ".staticValue",
       "must not be blank", ""},
      {R"({"fieldName": "PhoneOptInStatusID", "staticValue": "4"})",
       ".staticValue", "PhoneOptInStatusID: not one of its values",
       "1 (Opt-In), 2 (Unknown), 3 (Opt-Out)"},
      {R"({"fieldName": "IsBest", "staticValue": "maybe"})", ".staticValue",
       "IsBest: not yes or no", "Y, N, yes, no, true, false, 1, 0"},
      {R"({"fieldName": "PhoneOptInStatusID", "staticValue": "1",
           "values": [{"sourceValue": "a", "targetValue": "1"}]})",
       ".values", "needs a columnName", ""},
      {R"({"fieldName": "PhoneOptInStatusID", "columnName": "Kind",
           "values": [{"sourceValue": "a", "targetValue": "1"},
                      {"sourceValue": "b", "targetValue": "yes"}]})",
       ".values[1].targetValue", "PhoneOptInStatusID: not one of its values",
       "1 (Opt-In), 2 (Unknown), 3 (Opt-Out)"},
      {R"({"fieldName": "PhoneOptInStatusID", "columnName": "Kind",
           "values": [{"sourceValue": "a", "targetValue": "1"},
                      {"sourceValue": "a", "targetValue": "2"}]})",
       ".values[1].sourceValue", "has another targetValue before", ""},
  };
  for (const EntryCase& one : cases) {
    const auto defects = CheckPhonesWith(one.entry);
    EXPECT_THAT(Lines(defects), ElementsAre(std::string(kEntries) + "[2]" +
                                            std::string(one.member) + ": " +
                                            std::string(one.text)));
    if (defects.size() == 1) {
      EXPECT_EQ(defects[0].hint, one.hint);
    }
  }
}

TEST(MappingCheckerTest, AcceptsSoundConstants) {
  for (const std::string_view entry :
       {R"({"fieldName": "PhoneOptInStatusID", "staticValue": "opt-out"})",
        R"({"fieldName": "PhoneOptInStatusID", "staticValue": " 3 "})",
        R"({"fieldName": "PhoneOptInStatusID", "staticValue": 3})",
        R"({"fieldName": "IsBest", "staticValue": true})",
        R"({"fieldName": "IsBest", "staticValue": "y"})"}) {
    EXPECT_THAT(Lines(CheckPhonesWith(entry)), IsEmpty()) << entry;
  }
}

TEST(MappingCheckerTest, WantsRequiredFields) {
  const auto defects = Check("Phones", "");
  EXPECT_THAT(
      Lines(defects),
      ElementsAre(
          std::string(kEntries) + ": required field is not bound: Phone",
          std::string(kEntries) + ": required field is not bound: "
                                  "PhoneTypeID"));
  EXPECT_EQ(defects[0].hint, "a column named Phone, or a field value mapping");
  EXPECT_THAT(Lines(Check("Phones", kHome)), SizeIs(1));
}

TEST(MappingCheckerTest, TakesRequiredFieldsByName) {
  EXPECT_THAT(
      Lines(CheckJobSpec(*ParseJobSpec(Edited(Job("Phones", kHome),
                                              {{"\"Number\"", "\"PHONE\""}})),
                         BuiltInCatalogue())),
      IsEmpty());
}

TEST(MappingCheckerTest, WantsAFieldAtAll) {
  const auto defects =
      CheckJobSpec(*ParseJobSpec(Edited(Job("MailingAddress", ""),
                                        {{"\"Kind\"", "\"Kind2\""}})),
                   BuiltInCatalogue());
  EXPECT_THAT(Lines(defects),
              ElementsAre(std::string(kEntries) +
                          ": no column has the name of one of its fields"));
  EXPECT_THAT(defects[0].hint, HasSubstr("MailingCity"));
  // The key is a field of this one: rows are found, and have no data.
  EXPECT_THAT(Lines(Check("CreateOrUpdateContact", "")), IsEmpty());
}

TEST(MappingCheckerTest, KnowsInstancesOfPatterns) {
  EXPECT_THAT(Lines(Check("CreateOrUpdateContact",
                          R"({"fieldName": "external_1id",
                              "columnName": "Kind"})")),
              IsEmpty());
  const auto defects = Check("CreateOrUpdateContact",
                             R"({"fieldName": "External_2ID",
                                 "columnName": "Kind"})");
  EXPECT_THAT(Lines(defects),
              ElementsAre(std::string(kEntries) +
                          "[0].fieldName: mapping type CreateOrUpdateContact "
                          "has no field: External_2ID"));
  EXPECT_THAT(defects[0].hint, HasSubstr("ContactModeID, External_1ID, Title"));
  EXPECT_THAT(Lines(Check("CreateOrUpdateContact",
                          R"({"fieldName": "External_1ID",
                              "columnName": "Kind"},
                             {"fieldName": "External_001ID",
                              "columnName": "Number"})")),
              ElementsAre(std::string(kEntries) +
                          "[1].fieldName: field is bound twice: "
                          "External_1ID"));
}

Catalogue TestCatalogue() {
  const auto catalogue = ParseCatalogue(R"({
    "extends": "built-in",
    "mappingTypes": [{
      "name": "Answer", "resourceTypes": ["Contacts"],
      "allowMultipleMode": "Multiple",
      "fields": [
        {"name": "Question", "type": "choice", "column": false,
         "values": [{"id": "1", "name": "Age"}, {"id": "2", "name": "Town"}]},
        {"name": "Answer", "type": "choice", "values": [
          {"id": "10", "name": "Young", "parents": [
            {"parentFieldName": "question", "allowedParentValues": [1]}]},
          {"id": "11", "name": "Berlin", "parents": [
            {"parentFieldName": "Question", "allowedParentValues": ["2"]}]},
          {"id": "12", "name": "Other"},
          {"id": "13", "name": "Gone", "retired": true},
          {"id": "14", "name": "Twin"}, {"id": "15", "name": "twin"}]},
        {"name": "TownPart", "parents": [
          {"parentFieldName": "Question", "limitedToParentValues": ["2"]}]},
        {"name": "Age", "type": "integer", "min": 0, "max": 150}
      ]}],
    "lists": [{"name": "ActivistCodes", "entries": [
      {"id": "501", "name": "Volunteer"},
      {"id": "502", "name": "Donor", "retired": true}]}]})");
  EXPECT_THAT(catalogue, IsOk());
  return *catalogue;
}

std::vector<std::string> CheckAnswer(std::string_view entries) {
  return Lines(Check("Answer", entries, TestCatalogue()));
}

constexpr std::string_view kAge =
    R"({"fieldName": "Question", "staticValue": "1"},)";
constexpr std::string_view kTown =
    R"({"fieldName": "Question", "staticValue": "town"},)";

TEST(MappingCheckerTest, ChecksFieldsThatTakeNoColumn) {
  EXPECT_THAT(CheckAnswer(R"({"fieldName": "Question", "columnName": "Kind"})"),
              ElementsAre(std::string(kEntries) +
                          "[0].columnName: field cannot be mapped to a "
                          "column: Question"));
}

TEST(MappingCheckerTest, ChecksParents) {
  const std::string part =
      R"({"fieldName": "TownPart", "staticValue": "Mitte"})";
  EXPECT_THAT(CheckAnswer(std::string(kTown) + part), IsEmpty());
  EXPECT_THAT(CheckAnswer(std::string(kAge) + part),
              ElementsAre(std::string(kEntries) +
                          "[1].fieldName: TownPart is not for this value of "
                          "Question"));
  EXPECT_THAT(CheckAnswer(part),
              ElementsAre(std::string(kEntries) +
                          "[0].fieldName: Question is required when TownPart "
                          "is given"));
}

TEST(MappingCheckerTest, ChecksParentsOfColumnsThatAreMappedExplicitly) {
  const std::string code = R"({"fieldName": "ActivistCodeID",
      "staticValue": 501})";
  const std::string when = R"({"fieldName": "DateCanvassed",
      "columnName": "Kind"})";
  const std::string who = R"({"fieldName": "CanvassedBy",
      "columnName": "Number"})";
  EXPECT_THAT(Lines(Check("ActivistCode", code + "," + when + "," + who,
                          TestCatalogue())),
              IsEmpty());
  const auto defects =
      Check("ActivistCode", code + "," + when, TestCatalogue());
  EXPECT_THAT(Lines(defects),
              ElementsAre(std::string(kEntries) +
                          "[1].fieldName: CanvassedBy is required when "
                          "DateCanvassed is given"));
  // A column that merely has the name says so row by row (l.27).
  EXPECT_THAT(Lines(CheckJobSpec(
                  *ParseJobSpec(Edited(Job("ActivistCode", code),
                                       {{"\"Kind\"", "\"DateCanvassed\""}})),
                  TestCatalogue())),
              IsEmpty());
}

TEST(MappingCheckerTest, ChecksParentsOfValues) {
  const std::string young = R"({"fieldName": "Answer", "staticValue": "10"})";
  EXPECT_THAT(CheckAnswer(std::string(kAge) + young), IsEmpty());
  EXPECT_THAT(CheckAnswer(std::string(kTown) + young),
              ElementsAre(std::string(kEntries) +
                          "[1].staticValue: Answer: not a value for this "
                          "Question"));
  EXPECT_THAT(CheckAnswer(std::string(kTown) +
                          R"({"fieldName": "Answer", "staticValue": "12"})"),
              IsEmpty());
}

TEST(MappingCheckerTest, ChecksValuesOfLists) {
  const auto code = [](const char* value) {
    return Lines(Check("ActivistCode",
                       std::string(R"({"fieldName": "ActivistCodeID",
                           "staticValue": ")") +
                           value + "\"}",
                       TestCatalogue()));
  };
  const std::string path = std::string(kEntries) + "[0].staticValue: ";
  EXPECT_THAT(code("501"), IsEmpty());
  EXPECT_THAT(code("VOLUNTEER"), IsEmpty());
  EXPECT_THAT(code("502"),
              ElementsAre(path + "ActivistCodeID: a value that is retired"));
  EXPECT_THAT(code("Donor"),
              ElementsAre(path + "ActivistCodeID: not one of its values"));
}

TEST(MappingCheckerTest, ReportsAllDefectsOfAMapping) {
  EXPECT_THAT(
      Lines(Check("Phones", R"({"fieldName": "Fon", "columnName": "x",
                                "staticValue": "y"},
                               {"fieldName": "PhoneTypeID",
                                "staticValue": "Q"})")),
      ElementsAre(
          std::string(kEntries) + "[0].fieldName: mapping type Phones has no "
                                  "field: Fon",
          std::string(kEntries) + "[0].columnName: no such column: x",
          std::string(kEntries) + "[0].staticValue: both columnName and "
                                  "staticValue are given",
          std::string(kEntries) + "[1].staticValue: PhoneTypeID: not one of "
                                  "its values",
          std::string(kEntries) + ": required field is not bound: Phone"));
}

// Custom fields 31 and 32 of group 5, 41 of group 6.
Catalogue CustomFields() {
  Catalogue catalogue = BuiltInCatalogue();
  for (ValueList& list : catalogue.lists) {
    if (list.name == "CustomFieldGroups") {
      list.entries = {{.id = "5", .name = "Clothes"},
                      {.id = "6", .name = "Home"}};
    }
    if (list.name == "CustomFields") {
      list.entries = {
          {.id = "31",
           .name = "Shoes",
           .parents = {{list.parent_field, {"5"}}}},
          {.id = "32", .name = "Hat", .parents = {{list.parent_field, {"5"}}}},
          {.id = "41",
           .name = "Pets",
           .parents = {{list.parent_field, {"6"}}}}};
    }
  }
  return catalogue;
}

std::vector<std::string> CheckCustom(std::string_view entries) {
  return Lines(Check("ApplyContactCustomFields", entries, CustomFields()));
}

constexpr std::string_view kShoes =
    R"({"fieldName": "CF31", "columnName": "Number"})";
constexpr std::string_view kPets =
    R"({"fieldName": "CF41", "columnName": "Kind"})";

TEST(MappingCheckerTest, WantsOneOfSeveralFields) {
  const auto defects =
      Check("ApplyContactCustomFields",
            R"({"fieldName": "CustomFieldGroupID", "staticValue": 5})",
            CustomFields());
  EXPECT_THAT(Lines(defects),
              ElementsAre(std::string(kEntries) +
                          ": one of these fields must be bound"));
  EXPECT_EQ(defects[0].hint, "CF31, CF32, CF41");
  EXPECT_EQ(Check("ApplyContactCustomFields",
                  R"({"fieldName": "CustomFieldGroupID", "staticValue": 5})")
                .back()
                .hint,
            "CF<n> (the list is empty)");
  const auto jobs =
      Check("Jobs", R"({"fieldName": "JobTitle", "columnName": "Number"})");
  EXPECT_THAT(Lines(jobs), ElementsAre(std::string(kEntries) +
                                       ": one of these fields must be bound"));
  EXPECT_EQ(jobs[0].hint, "EmployerID, EmployerName");
  EXPECT_THAT(
      Check("Jobs", R"({"fieldName": "EmployerName", "columnName": "Number"})"),
      IsEmpty());
}

TEST(MappingCheckerTest, HoldsInstancesAgainstWhatTheyArePartOf) {
  EXPECT_THAT(
      CheckCustom(R"({"fieldName": "CustomFieldGroupID", "staticValue": 5},)" +
                  std::string(kShoes)),
      IsEmpty());
  EXPECT_THAT(
      CheckCustom(
          R"({"fieldName": "CustomFieldGroupID", "staticValue": "home"},)" +
          std::string(kShoes)),
      ElementsAre(std::string(kEntries) +
                  "[1].fieldName: CF31 is not of this CustomFieldGroupID"));
}

TEST(MappingCheckerTest, DerivesWhatInstancesArePartOf) {
  EXPECT_THAT(CheckCustom(kShoes), IsEmpty());
  EXPECT_THAT(CheckCustom(std::string(kShoes) + "," + std::string(kPets)),
              ElementsAre(std::string(kEntries) +
                          ": required field is not bound: CustomFieldGroupID"));
}

TEST(MappingCheckerTest, SomeFieldsTakeConstantsOnly) {
  EXPECT_THAT(
      CheckCustom(
          R"({"fieldName": "CustomFieldGroupID", "columnName": "Kind"},)" +
          std::string(kShoes)),
      ElementsAre(std::string(kEntries) +
                  "[0].columnName: field cannot be mapped to a column: "
                  "CustomFieldGroupID"));
}

}  // namespace
}  // namespace millrace
