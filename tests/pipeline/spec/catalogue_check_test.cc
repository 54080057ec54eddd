// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/catalogue_check.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/catalogue.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/pipeline/spec/people_catalogue.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Case {
  std::string_view from;
  std::string_view to;
  std::vector<std::string> lines;
};

void Expect(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const auto catalogue =
        ParseCatalogue(Edited(kPeopleCatalogue, {{one.from, one.to}}));
    EXPECT_EQ(Lines(SpecDefectsOf(catalogue.status())), one.lines)
        << one.from << " -> " << one.to;
  }
}

TEST(CatalogueCheckTest, FindsNothingInASoundCatalogue) {
  MILLRACE_EXPECT_OK(ParseCatalogue(kPeopleCatalogue));
}

TEST(CatalogueCheckTest, ChecksWordsOfMatchRules) {
  Expect({
      {R"("take": 4})",
       R"("take": 4, "dropFrom": ["st", "#"], "startsWithDigit": true})",
       {}},
      {R"("take": 4})",
       R"("dropFrom": ["st", "", "the end"]})",
       {"resourceTypes[1].matchRules[0].fields[1].dropFrom[1]: must be one "
        "word",
        "resourceTypes[1].matchRules[0].fields[1].dropFrom[2]: must be one "
        "word"}},
  });
}

TEST(CatalogueCheckTest, ChecksListsOfRecords) {
  const std::string_view plain = R"("description": "What about",)";
  Expect({
      {plain, R"("recordsOf": "EVENTS", "nameField": "Town",)", {}},
      {plain,
       R"("recordsOf": "Nobody", "nameField": "Town",)",
       {"lists[0].recordsOf: no such resource type: Nobody"}},
      {plain,
       R"("recordsOf": "EventTags", "nameField": "Town",)",
       {"lists[0].recordsOf: must name a type that has its own records"}},
      {plain,
       R"("recordsOf": "Events", "nameField": "Dates",
          "retiredField": "Gone",)",
       {"lists[0].nameField: no mapping type of Events writes it: Dates",
        "lists[0].retiredField: no mapping type of Events writes it: Gone"}},
      {plain,
       R"("nameField": "Town",)",
       {"lists[0].recordsOf: is required by nameField, retiredField"}},
  });
}

TEST(CatalogueCheckTest, ChecksRequiredOneOf) {
  const std::string_view plain = R"("enoughToCreate": ["town"],)";
  Expect({
      {plain, R"("requiredOneOf": ["town", "CF<n>"],)", {}},
      {plain,
       R"("requiredOneOf": ["Nobody", "CF1", "Main"],)",
       {"mappingTypes[1].requiredOneOf[0]: no such field: Nobody",
        "mappingTypes[1].requiredOneOf[1]: no such field: CF1",
        "mappingTypes[1].requiredOneOf[2]: must be of role value, and not "
        "required by itself"}},
  });
}

TEST(CatalogueCheckTest, ChecksResourceTypes) {
  Expect({
      {"\"keyAssignedBy\": \"upload\"",
       "\"keyAssignedBy\": \"store\"",
       {"resourceTypes[0].keyAssignedBy: the store assigns only integers"}},
      {"\"name\": \"Events\", \"keyName\": \"EventNo\"",
       "\"name\": \"Events\", \"keyName\": \" \"",
       {"resourceTypes[1].keyName: must not be blank",
        "resourceTypes[2].keyName: must be that of Events",
        "mappingTypes[1].fields[0].name: is not the key of Events"}},
      {"\"recordsOf\": \"events\"",
       "\"recordsOf\": \"Event\"",
       {"resourceTypes[2].recordsOf: no such resource type: Event"}},
      {"\"recordsOf\": \"events\"",
       "\"recordsOf\": \"eventtags\"",
       {"resourceTypes[2].recordsOf: must name a type that has its own "
        "records"}},
      {"\"recordsOf\": \"events\", \"keyName\": \"EventNo\"",
       "\"recordsOf\": \"events\", \"keyName\": \"No\"",
       {"resourceTypes[2].keyName: must be that of Events"}},
      {"\"recordsOf\": \"events\",",
       "\"recordsOf\": \"events\", \"keyAssignedBy\": \"upload\",",
       {"resourceTypes[2].keyType: type and assigner must be those of "
        "Events"}},
      {"\"recordsOf\": \"events\",",
       "\"recordsOf\": \"events\", \"matchRules\": [{\"name\": \"M\", "
       "\"fields\": []}],",
       {"resourceTypes[2].matchRules: belong to Events",
        "resourceTypes[2].matchRules[0].fields: must hold 1 to 8 fields"}},
  });
}

TEST(CatalogueCheckTest, ChecksMatchRules) {
  Expect({
      {"\"fields\": [\"Town\",",
       "\"fields\": [\"City\",",
       {"resourceTypes[1].matchRules[0].fields[0]: no mapping type of Events "
        "writes it: City"}},
      {"\"Dates.Day\"",
       "\"Dates.Town\"",
       {"resourceTypes[1].matchRules[0].fields[1]: no mapping type of Events "
        "writes it: Dates.Town"}},
      // Another type's mapping writes that.
      {"\"fields\": [\"Town\",",
       "\"fields\": [\"Name\",",
       {"resourceTypes[1].matchRules[0].fields[0]: no mapping type of Events "
        "writes it: Name"}},
      {"{\"name\": \"Place\",",
       "{\"name\": \"place\", \"fields\": [\"Town\"]}, {\"name\": \"Place\",",
       {"resourceTypes[1].matchRules[1].name: another rule has this name"}},
      {"{\"name\": \"Place\",",
       "{",
       {"resourceTypes[1].matchRules[0].name: is required"}},
  });
}

TEST(CatalogueCheckTest, ChecksMappingTypes) {
  Expect({
      {"\"resourceTypes\": [\"people\"],",
       "",
       {"mappingTypes[0].resourceTypes: must name at least one resource "
        "type"}},
      {"[\"Events\", \"EventTags\"]",
       "[\"Events\", \"Tags\"]",
       {"mappingTypes[2].resourceTypes[1]: no such resource type: Tags"}},
      {"\"typeField\": \"Kind\",",
       "",
       {"mappingTypes[1].typeField: is required by SinglePerType"}},
      {"\"typeField\": \"Kind\"",
       "\"typeField\": \"Sort\"",
       {"mappingTypes[1].typeField: no such field: Sort"}},
      {"\"typeField\": \"Kind\"",
       "\"typeField\": \"CF<n>\"",
       {"mappingTypes[1].typeField: no such field: CF<n>"}},
      {"\"allowMultipleMode\": \"SinglePerType\"",
       "\"allowMultipleMode\": \"Multiple\"",
       {"mappingTypes[1].typeField: only for SinglePerType"}},
      {"[\"town\"]",
       "[\"town\", \"City\"]",
       {"mappingTypes[1].enoughToCreate[1]: no such field: City"}},
      {"\"resourceTypes\": [\"Events\"], \"creates\": true",
       "\"resourceTypes\": [\"Events\"], \"creates\": false",
       {"mappingTypes[1].enoughToCreate: only for a mapping type that "
        "creates"}},
  });
}

TEST(CatalogueCheckTest, ChecksLists) {
  Expect({
      {"\"id\": \"w\"",
       "\"id\": \"T\"",
       {"lists[0].entries[1].id: same id as lists[0].entries[0]"}},
      {"\"id\": \"w\"",
       "\"id\": \"\"",
       {"lists[0].entries[1].id: must not be blank, nor begin or end with a "
        "space"}},
      {"\"name\": \"Topics\", \"description\"",
       "\"name\": \"Top/ics\", \"description\"",
       {"mappingTypes[1].fields[8].list: no such list: Topics",
        "mappingTypes[1].effects[3].keyDefault: not the id of a value of "
        "Topic",
        "mappingTypes[2].fields[0].list: no such list: Topics",
        "lists[0].name: must hold none of . / < >"}},
  });
}

TEST(CatalogueCheckTest, WantsAResourceType) {
  EXPECT_THAT(Lines(SpecDefectsOf(ParseCatalogue("{}").status())),
              ElementsAre("resourceTypes: must hold at least one resource "
                          "type"));
  std::string many = "{\"resourceTypes\": [";
  for (int i = 0; i <= 200; ++i) {
    many += "{\"name\": \"R" + std::to_string(i) + "\", \"keyName\": \"k\"},";
  }
  many.back() = ']';
  EXPECT_THAT(Lines(SpecDefectsOf(ParseCatalogue(many + "}").status())),
              ElementsAre("resourceTypes: has more entries than 200"));
}

std::vector<std::string> NameLines(std::string_view name,
                                   bool may_be_pattern = false) {
  DefectList defects;
  CheckCatalogueName(name, "p", may_be_pattern, &defects);
  return Lines(std::move(defects).Take());
}

TEST(CatalogueCheckTest, ChecksNames) {
  const std::string letters = "p: must hold none of . / < >";
  const std::string pattern = "p: must hold none of . / < > but one <n>";
  EXPECT_THAT(NameLines("Name"), IsEmpty());
  EXPECT_THAT(NameLines("Membership no #1 (\xc3\xa9)"), IsEmpty());
  EXPECT_THAT(NameLines(std::string(100, 'x')), IsEmpty());
  EXPECT_THAT(NameLines("CF<n>", true), IsEmpty());
  EXPECT_THAT(NameLines(""), ElementsAre("p: must not be blank"));
  EXPECT_THAT(NameLines(" "), ElementsAre("p: must not be blank"));
  EXPECT_THAT(NameLines("a "), ElementsAre("p: must not begin or end with a "
                                           "space"));
  EXPECT_THAT(NameLines(std::string(101, 'x')),
              ElementsAre("p: longer than 100 bytes"));
  EXPECT_THAT(NameLines("a.b"), ElementsAre(letters));
  EXPECT_THAT(NameLines("a/b"), ElementsAre(letters));
  EXPECT_THAT(NameLines("a\nb"), ElementsAre(letters));
  EXPECT_THAT(NameLines("CF<n>"), ElementsAre(letters));
  EXPECT_THAT(NameLines("<n>", true), ElementsAre("p: must be more than <n>"));
  EXPECT_THAT(NameLines("a<n><n>", true), ElementsAre(pattern));
  EXPECT_THAT(NameLines("a<m>", true), ElementsAre(pattern));
}

TEST(CatalogueCheckTest, ChecksParentsOfChoices) {
  DefectList defects;
  CheckChoices(
      {{.id = "1", .parents = {{.field = "A"}}}, {.id = std::string(101, 'x')}},
      "values", &defects);
  EXPECT_THAT(Lines(std::move(defects).Take()),
              ElementsAre("values[0].parents[0].allowedParentValues: must "
                          "hold at least one value",
                          "values[1].id: longer than 100 bytes"));
}

}  // namespace
}  // namespace millrace
