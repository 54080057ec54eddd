// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/catalogue_field_check.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/catalogue.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Checks a mapping type of the fields given, whose effects are the default.
std::vector<std::string> CheckFieldList(std::string_view fields) {
  const auto catalogue = ParseCatalogue(
      std::string(R"({
        "resourceTypes": [{"name": "R", "keyName": "Id"},
                          {"name": "T", "keyName": "Id", "keyType": "text"}],
        "mappingTypes": [{"name": "M", "resourceTypes": ["R"],
                          "fields": [)") +
      std::string(fields) +
      R"(]}], "lists": [{"name": "L", "entries": [{"id": "1"}]}]})");
  std::vector<std::string> lines = Lines(SpecDefectsOf(catalogue.status()));
  for (std::string& line : lines) {
    const std::string prefix = "mappingTypes[0].fields";
    EXPECT_EQ(line.substr(0, prefix.size()), prefix);
    line.erase(0, prefix.size());
  }
  return lines;
}

struct Case {
  std::string_view fields;
  std::vector<std::string> lines;
};

void Expect(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(CheckFieldList(one.fields), one.lines) << one.fields;
  }
}

TEST(CatalogueFieldCheckTest, WantsDistinctNames) {
  Expect({
      {"", {": must hold at least one field"}},
      {R"({"name": "A"}, {"name": "B"}, {"name": "a"})",
       {"[2].name: same name as mappingTypes[0].fields[0]"}},
      {R"({"name": "A<n>"}, {"name": "a<n>"})",
       {"[1].name: same name as mappingTypes[0].fields[0]"}},
      {R"({"name": "A.B"})",
       {"[0].name: must hold none of . / < > but one <n>"}},
      {R"({"name": ""})", {"[0].name: must not be blank"}},
  });
}

TEST(CatalogueFieldCheckTest, HasALimit) {
  std::string fields = R"({"name": "F"})";
  for (int i = 1; i < 250; ++i) {
    fields += ",{\"name\": \"F" + std::to_string(i) + "\"}";
  }
  EXPECT_THAT(CheckFieldList(fields), IsEmpty());
  EXPECT_THAT(CheckFieldList(fields + R"(,{"name": "G"})"),
              ElementsAre(": has more entries than 250"));
}

TEST(CatalogueFieldCheckTest, ChecksRanges) {
  Expect({
      {R"({"name": "A", "type": "integer", "min": -5, "max": 5})", {}},
      {R"({"name": "A", "type": "integer", "min": 5, "max": 5})", {}},
      {R"({"name": "A", "type": "integer", "min": 10, "max": 9})",
       {"[0].max: below min"}},
      {R"({"name": "A", "type": "integer", "min": "1.5"})",
       {"[0].min: not a plain number"}},
      {R"({"name": "A", "type": "integer", "min": "01"})",
       {"[0].min: not a plain number"}},
      {R"({"name": "A", "type": "integer", "min": "+1"})",
       {"[0].min: not a plain number"}},
      {R"({"name": "A", "type": "integer", "min": "-0"})",
       {"[0].min: not a plain number"}},
      {R"({"name": "A", "type": "decimal", "min": "0.01", "max": 999999.99})",
       {}},
      {R"({"name": "A", "type": "decimal", "min": "-0.5"})", {}},
      {R"({"name": "A", "type": "decimal", "min": "0.10"})",
       {"[0].min: not a plain number"}},
      {R"({"name": "A", "type": "decimal", "min": ".5"})",
       {"[0].min: not a plain number"}},
      {R"({"name": "A", "type": "decimal", "max": "1e5"})",
       {"[0].max: not a plain number"}},
      {R"({"name": "A", "type": "date", "min": "1900-01-01",
           "max": "1899-12-31"})",
       {"[0].max: below min"}},
      {R"({"name": "A", "type": "dateTime", "min": "1900"})",
       {"[0].min: not a date"}},
      {R"({"name": "A", "min": 1})", {"[0].min: only for numbers and dates"}},
      {R"({"name": "A", "type": "integer", "maxLength": 3})",
       {"[0].maxLength: only for text"}},
      {R"({"name": "A", "check": "shape"})",
       {"[0].check: this type has no looser check"}},
  });
}

TEST(CatalogueFieldCheckTest, ChecksCountries) {
  Expect({
      {R"({"name": "A", "type": "state", "countryField": "C"},
          {"name": "C", "type": "country"})",
       {}},
      {R"({"name": "A", "countryField": "C"},
          {"name": "C", "type": "country"})",
       {"[0].countryField: this type needs no country"}},
      {R"({"name": "A", "type": "phone", "countryField": "C"},
          {"name": "C"})",
       {"[0].countryField: must be of type country"}},
      {R"({"name": "A", "type": "phone", "countryField": "D"})",
       {"[0].countryField: no such field: D"}},
      {R"({"name": "A", "type": "phone", "countryField": "a"})",
       {"[0].countryField: the field itself"}},
  });
}

TEST(CatalogueFieldCheckTest, ChecksRoles) {
  Expect({
      {R"({"name": "Id", "type": "integer", "role": "key"},{"name": "T"})", {}},
      {R"({"name": "Id", "role": "key"},{"name": "T"})",
       {"[0].type: is not the key type of R"}},
      {R"({"name": "No", "type": "integer", "role": "key"},{"name": "T"})",
       {"[0].name: is not the key of R"}},
      {R"({"name": "A", "role": "doNotUpdateBest"},{"name": "T"})",
       {"[0].type: must be yesNo for this role"}},
      {R"({"name": "A", "type": "yesNo", "role": "inFileMatching"},
          {"name": "B", "type": "yesNo", "role": "inFileMatching"},
          {"name": "T"})",
       {"[1].role: another field has this role"}},
      {R"({"name": "A<n>", "type": "yesNo", "role": "skipSubscription"},
          {"name": "T"})",
       {"[0].role: not for a field with a pattern"}},
      {R"({"name": "A", "type": "date", "role": "externalId"})",
       {"[0].type: must be text or integer for this role"}},
      {R"({"name": "A", "type": "choice", "role": "action",
           "values": [{"id": "Create"}, {"id": "Delete"}]},{"name": "T"})",
       {"[0].values: must be ids of actions"}},
      {R"({"name": "A", "type": "choice", "role": "action", "list": "L"},
          {"name": "T"})",
       {"[0].values: must be ids of actions"}},
      {R"({"name": "A", "role": "action"},{"name": "T"})",
       {"[0].values: must be ids of actions"}},
  });
}

TEST(CatalogueFieldCheckTest, ChecksFieldsThatNameRecords) {
  Expect({
      {R"({"name": "A", "type": "integer", "recordOf": "r"},
          {"name": "B", "recordOf": "T"})",
       {}},
      {R"({"name": "A", "recordOf": "Nobody"})",
       {"[0].recordOf: no such resource type: Nobody"}},
      {R"({"name": "A", "recordOf": "R"})",
       {"[0].type: is not the key type of R"}},
      {R"({"name": "A", "type": "integer", "recordOf": "T"})",
       {"[0].type: is not the key type of T"}},
      {R"({"name": "A<n>", "recordOf": "T"})",
       {"[0].recordOf: only for a plain field of role value"}},
      {R"({"name": "A", "role": "externalId", "recordOf": "T"})",
       {"[0].recordOf: only for a plain field of role value"}},
  });
}

TEST(CatalogueFieldCheckTest, ChecksValues) {
  Expect({
      {R"({"name": "A", "type": "choice", "list": "l"})", {}},
      {R"({"name": "A", "type": "choice"})",
       {"[0]: a choice needs values or a list"}},
      {R"({"name": "A", "type": "choice", "list": "X"})",
       {"[0].list: no such list: X"}},
      {R"({"name": "A", "type": "choice", "list": "L",
           "values": [{"id": 1}]})",
       {"[0].list: both values and list are given"}},
      {R"({"name": "A", "values": [{"id": 1}]})",
       {"[0].values: only for type choice"}},
      {R"({"name": "A", "list": "L"})",
       {"[0].list: only for type choice, or for a pattern"}},
      {R"({"name": "A<n>", "list": "L"})", {}},
      {R"({"name": "A<n>", "type": "choice", "list": "L"})",
       {"[0].list: both the pattern and the value would be of the list"}},
      {R"({"name": "A<n>", "type": "choice", "values": [{"id": 1}]})", {}},
      {R"({"name": "A", "type": "choice",
           "values": [{"id": "a"}, {"id": "A"}]})",
       {"[0].values[1].id: same id as mappingTypes[0].fields[0].values[0]"}},
  });
}

TEST(CatalogueFieldCheckTest, ChecksParents) {
  const std::string choice =
      R"(,{"name": "P", "type": "choice", "values": [{"id": 1}, {"id": 2}]})";
  const auto with = [&](std::string_view field) {
    return CheckFieldList(std::string(field) + choice);
  };
  EXPECT_THAT(with(R"({"name": "A", "parents": [{"parentFieldName": "p",
                       "limitedToParentValues": ["2", 1]}]})"),
              IsEmpty());
  EXPECT_THAT(with(R"({"name": "A", "parents": [{"parentFieldName": "Q"}]})"),
              ElementsAre("[0].parents[0].parentFieldName: no such field: Q"));
  EXPECT_THAT(with(R"({"name": "A", "parents": [{"parentFieldName": "A"}]})"),
              ElementsAre("[0].parents[0].parentFieldName: the field itself"));
  EXPECT_THAT(with(R"({"name": "A", "parents": [{"parentFieldName": "P",
                       "limitedToParentValues": [1, 3]}]})"),
              ElementsAre("[0].parents[0].limitedToParentValues[1]: not a "
                          "value of P"));
  EXPECT_THAT(with(R"({"name": "A", "type": "choice", "values": [{"id": "x",
                       "parents": [{"parentFieldName": "P",
                                    "allowedParentValues": [4]}]}]})"),
              ElementsAre("[0].values[0].parents[0].allowedParentValues[0]: "
                          "not a value of P"));
  EXPECT_THAT(with(R"({"name": "A", "type": "choice", "values": [{"id": "x",
                       "parents": [{"parentFieldName": "Q",
                                    "allowedParentValues": [4]}]}]})"),
              ElementsAre("[0].values[0].parents[0].parentFieldName: no such "
                          "field: Q"));
}

TEST(CatalogueFieldCheckTest, ChecksParentsOfListEntries) {
  const auto catalogue = ParseCatalogue(R"({
    "resourceTypes": [{"name": "R", "keyName": "Id"}],
    "mappingTypes": [{"name": "M", "resourceTypes": ["R"],
      "fields": [{"name": "A", "type": "choice", "list": "L"}]}],
    "lists": [{"name": "L", "entries": [
      {"id": "1", "parents": [{"parentFieldName": "B",
                               "allowedParentValues": [1]}]},
      {"id": "2", "parents": [{"parentFieldName": "B",
                               "allowedParentValues": [2]}]}]}]})");
  EXPECT_THAT(Lines(SpecDefectsOf(catalogue.status())),
              ElementsAre("mappingTypes[0].fields[0].list: no such field: B"));
}

}  // namespace
}  // namespace millrace
