// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/pipeline/spec/people_catalogue.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CatalogueJsonTest, ReadsAnUploadKeyedType) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue catalogue,
                                ParseCatalogue(kPeopleCatalogue));
  const ResourceType& people = catalogue.resource_types[0];
  EXPECT_EQ(people.name, "People");
  EXPECT_EQ(people.singular, "Person");
  EXPECT_EQ(people.key_name, "PersonId");
  EXPECT_EQ(people.key_type, KeyType::kText);
  EXPECT_EQ(people.key_assigner, KeyAssigner::kUpload);
  EXPECT_EQ(people.on_mapping_failure, MappingFailure::kReject);
  const ResourceType& events = catalogue.resource_types[1];
  EXPECT_EQ(events.singular, "Events");
  EXPECT_EQ(events.key_type, KeyType::kInteger);
  EXPECT_EQ(events.key_assigner, KeyAssigner::kStore);
  EXPECT_EQ(events.on_mapping_failure, MappingFailure::kMessage);
  ASSERT_THAT(events.match_rules, SizeIs(1));
  EXPECT_EQ(events.match_rules[0].name, "Place");
  EXPECT_THAT(events.match_rules[0].parts,
              ElementsAre(MatchPart{.field = "Town"},
                          MatchPart{.field = "Dates.Day", .take = 4}));
}

TEST(CatalogueJsonTest, ReadsFields) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue catalogue,
                                ParseCatalogue(kPeopleCatalogue));
  const MappingType& put = catalogue.mapping_types[0];
  EXPECT_EQ(put.display_name, "Put Person");
  EXPECT_TRUE(put.creates);
  EXPECT_EQ(put.multiple_mode, MultipleMode::kSingle);
  EXPECT_EQ(put.fields[0].role, FieldRole::kKey);
  EXPECT_TRUE(put.fields[1].is_required);
  EXPECT_EQ(put.fields[1].length_max, 40u);
  EXPECT_EQ(put.fields[2].min, "0");
  EXPECT_EQ(put.fields[2].max, "150");
  EXPECT_EQ(put.fields[3].scale, 3);
  EXPECT_EQ(put.fields[5].pattern, "[A-Z]+");
  EXPECT_EQ(put.fields[5].validator, "checkDigit");
  EXPECT_FALSE(put.fields[5].can_map_by_name);
  EXPECT_TRUE(put.fields[6].is_patterned());
  EXPECT_EQ(put.fields[7].description, "On the door");
  const MappingType& event = catalogue.mapping_types[1];
  EXPECT_EQ(event.display_name, "PutEvent");
  EXPECT_TRUE(event.fields[5].is_shape_check);
  EXPECT_FALSE(event.fields[7].can_map_column);
  EXPECT_THAT(event.fields[8].parents[0].limited_to, ElementsAre("2"));
  EXPECT_TRUE(catalogue.lists[0].entries[1].retired);
}

TEST(CatalogueJsonTest, SpellsReferencesAsWhatTheyReferTo) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue catalogue,
                                ParseCatalogue(kPeopleCatalogue));
  EXPECT_EQ(catalogue.resource_types[2].records_of, "Events");
  EXPECT_THAT(catalogue.mapping_types[0].resource_types, ElementsAre("People"));
  const MappingType& event = catalogue.mapping_types[1];
  EXPECT_THAT(event.enough_to_create, ElementsAre("Town"));
  EXPECT_EQ(event.fields[5].country_field, "Land");
  EXPECT_EQ(event.fields[8].parents[0].field, "Kind");
  const Effect& phone = event.effects[2];
  EXPECT_EQ(phone.parts[0], (EffectPart{.part = "Number", .field = "Phone"}));
  EXPECT_EQ(phone.parts[1],
            (EffectPart{.part = "Given", .field = "Phone", .as_given = true}));
  EXPECT_THAT(phone.same_by, ElementsAre("Number"));
  EXPECT_EQ(phone.best_field, "Main");
}

TEST(CatalogueJsonTest, FillsInEffectsThatAreNotGiven) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue catalogue,
                                ParseCatalogue(kPeopleCatalogue));
  const MappingType& put = catalogue.mapping_types[0];
  ASSERT_THAT(put.effects, SizeIs(3));
  EXPECT_EQ(put.effects[0].kind, EffectKind::kSetFields);
  EXPECT_THAT(put.effects[0].parts,
              ElementsAre(EffectPart{.part = "Name", .field = "Name"},
                          EffectPart{.part = "Age", .field = "Age"},
                          EffectPart{.part = "Fee", .field = "Fee"},
                          EffectPart{.part = "Born", .field = "Born"},
                          EffectPart{.part = "Code", .field = "Code"}));
  EXPECT_EQ(put.effects[1],
            (Effect{.kind = EffectKind::kBindIdentity,
                    .parts = {{.part = "ExternalID", .field = "Card<n>"}},
                    .collection = "ExternalIDs",
                    .item_key = "<n>"}));
  EXPECT_EQ(put.effects[2].item_key, "Badge");
}

TEST(CatalogueJsonTest, ReadsWhatItWrites) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue people,
                                ParseCatalogue(kPeopleCatalogue));
  for (const Catalogue& catalogue : {people, BuiltInCatalogue()}) {
    const std::string json = ToJson(catalogue);
    MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue again, ParseCatalogue(json));
    EXPECT_EQ(again, catalogue);
    EXPECT_EQ(ToJson(again), json);
  }
  EXPECT_EQ(ToJson(*ParseCatalogue(R"({
              "resourceTypes": [{"name": "R", "keyName": "Id"}],
              "mappingTypes": [{"name": "M", "resourceTypes": ["R"],
                                "fields": [{"name": "A"}]}]})")),
            R"({"resourceTypes":[{"name":"R","keyName":"Id",)"
            R"("keyType":"integer","keyAssignedBy":"store"}],)"
            R"("mappingTypes":[{"name":"M","resourceTypes":["R"],)"
            R"("fields":[{"name":"A"}],)"
            R"("effects":[{"effect":"setFields","parts":["A"]}]}]})");
}

// With synonyms of one field, behind what every catalogue here begins with.
absl::StatusOr<Catalogue> ParseSynonyms(const std::string& member) {
  return ParseCatalogue(R"({"extends": "built-in", "synonyms": )" + member +
                        "}");
}

TEST(CatalogueJsonTest, ReadsSynonymsBehindTheBuiltInOnes) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const Catalogue catalogue,
      ParseSynonyms(R"([{"field": "city", "names": ["Ort", "Stadt"]}])"));
  ASSERT_EQ(catalogue.synonyms.size(), BuiltInCatalogue().synonyms.size() + 1);
  EXPECT_EQ(catalogue.synonyms.back(),
            (FieldSynonyms{.field = "city", .names = {"Ort", "Stadt"}}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue again,
                                ParseCatalogue(ToJson(catalogue)));
  EXPECT_EQ(again, catalogue);
}

TEST(CatalogueJsonTest, SynonymsNeedAFieldAndNames) {
  EXPECT_THAT(ParseSynonyms(R"([{"field": "Cty", "names": ["Ort"]}])"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("synonyms[0].field: no mapping type has a "
                                 "field: Cty")));
  EXPECT_THAT(ParseSynonyms(R"([{"field": "City"}])"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("synonyms[0].names: is required")));
  EXPECT_THAT(
      ParseSynonyms(R"([{"field": "City", "names": [], "x": 1}])"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("synonyms[0].x")));
}

// Whose turn would it be to be read?
TEST(CatalogueJsonTest, FieldsMustNotDependOnThemselves) {
  const auto with = [](const std::string& fields) {
    return ParseCatalogue(
        R"({"resourceTypes": [{"name": "R", "keyName": "Id"}],
            "mappingTypes": [{"name": "M", "resourceTypes": ["R"],
                              "fields": [)" +
        fields + "]}]}");
  };
  EXPECT_THAT(with(R"({"name": "A", "parents": [{"parentFieldName": "B"}]},
                      {"name": "B", "parents": [{"parentFieldName": "A"}]})"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("mappingTypes[0].fields[1].parents: the field "
                                 "depends on itself")));
  MILLRACE_EXPECT_OK(
      with(R"({"name": "A", "parents": [{"parentFieldName": "B"}]},
              {"name": "B"})"));
  // A phone's country may want the phone.
  MILLRACE_EXPECT_OK(
      with(R"({"name": "P", "type": "phone", "countryField": "L"},
              {"name": "L", "type": "country",
               "parents": [{"parentFieldName": "P"}]})"));
}

TEST(CatalogueJsonTest, TakesEitherSpellingOfParentValues) {
  const auto plain = ParseCatalogue(kPeopleCatalogue);
  MILLRACE_ASSERT_OK(plain);
  for (const std::string_view other :
       {"\"allowedParentValues\": [2]",
        "\"limitedToParentValues\": [{\"id\": 2, \"name\": \"Talk\"}]"}) {
    const auto catalogue = ParseCatalogue(
        Edited(kPeopleCatalogue, {{"\"limitedToParentValues\": [2]", other}}));
    MILLRACE_ASSERT_OK(catalogue);
    EXPECT_TRUE(*catalogue == *plain) << other;
  }
  // The same of the values themselves.
  const auto values = [](std::string_view member) {
    return ParseCatalogue(
        std::string(R"({"resourceTypes": [{"name": "R", "keyName": "Id"}],
          "mappingTypes": [{"name": "M", "resourceTypes": ["R"], "fields": [
            {"name": "A", "type": "choice", "values": [{"id": "1"}]},
            {"name": "B", "type": "choice", "values": [{"id": "2", "parents": [
              {"parentFieldName": "A", ")") +
        std::string(member) + R"(": ["1"]}]}]}]}]})");
  };
  MILLRACE_ASSERT_OK(values("allowedParentValues"));
  EXPECT_TRUE(*values("allowedParentValues") ==
              *values("limitedToParentValues"));
}

TEST(CatalogueJsonTest, ExtendsTheBuiltInOne) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue catalogue, ParseCatalogue(R"({
    "extends": "built-in",
    "resourceTypes": [{"name": "Clubs", "keyName": "ClubId"}],
    "mappingTypes": [
      {"name": "labels", "resourceTypes": ["contacts", "Clubs"],
       "fields": [{"name": "Tag"}]},
      {"name": "EMAIL", "resourceTypes": ["Contacts"],
       "fields": [{"name": "Email", "type": "email"}]}],
    "lists": [{"name": "ActivistCodes", "entries": [{"id": 1}]}]})"));
  const Catalogue& built_in = BuiltInCatalogue();
  EXPECT_EQ(catalogue.resource_types.size(),
            built_in.resource_types.size() + 1);
  EXPECT_EQ(catalogue.mapping_types.size(), built_in.mapping_types.size() + 1);
  // Replaced where it stood, with everything.
  EXPECT_EQ(catalogue.mapping_types[2].name, "EMAIL");
  EXPECT_THAT(catalogue.mapping_types[2].fields, SizeIs(1));
  EXPECT_THAT(catalogue.mapping_types.back().resource_types,
              ElementsAre("Contacts", "Clubs"));
  EXPECT_THAT(catalogue.FindList("ActivistCodes")->entries, SizeIs(1));
}

std::vector<std::string> LinesOf(std::string_view json) {
  const auto catalogue = ParseCatalogue(json);
  EXPECT_THAT(catalogue, StatusIs(absl::StatusCode::kInvalidArgument));
  return Lines(SpecDefectsOf(catalogue.status()));
}

TEST(CatalogueJsonTest, SaysWhereTheBuiltInOneIsBroken) {
  EXPECT_THAT(
      LinesOf(R"({"extends": "built-in", "mappingTypes": [
        {"name": "CreateOrUpdateContact", "resourceTypes": ["Contacts"],
         "creates": true, "fields": [{"name": "FirstName"}]}]})"),
      ElementsAre("built-in.resourceTypes[0].matchRules[2].fields[3]: no "
                  "mapping type of Contacts writes it: DOB"));
}

TEST(CatalogueJsonTest, NamesDefectsOfForm) {
  const std::string field = "mappingTypes[0].fields[1]";
  struct Case {
    std::string_view from;
    std::string_view to;
    std::string line;
  };
  const std::vector<Case> cases = {
      {"\"creates\": true,\n     \"resourceTypes\": [\"people\"]",
       "\"creats\": true, \"resourceTypes\": [\"people\"]",
       "mappingTypes[0].creats: no such member"},
      {"\"singular\": \"Person\"", "\"plural\": \"Person\"",
       "resourceTypes[0].plural: no such member"},
      {"\"keyName\": \"PersonId\",", "",
       "resourceTypes[0].keyName: is required"},
      {"\"onMappingFailure\": \"reject\"", "\"onMappingFailure\": \"stop\"",
       "resourceTypes[0].onMappingFailure: not one of its values"},
      {"\"required\": true, \"maxLength\": 40",
       "\"required\": \"maybe\", \"maxLength\": 40",
       field + ".required: must be true or false"},
      {"\"maxLength\": 40", "\"maxLength\": 0",
       field + ".maxLength: out of range"},
      {"\"maxLength\": 40", "\"maxLength\": \"long\"",
       field + ".maxLength: must be a whole number"},
      {"\"maxLength\": 40", "\"maxLenght\": 40",
       field + ".maxLenght: no such member"},
      {"\"scale\": 3", "\"scale\": 19",
       "mappingTypes[0].fields[3].scale: out of range"},
      {"\"type\": \"decimal\"", "\"type\": \"money\"",
       "mappingTypes[0].fields[3].type: not one of its values"},
      {"\"check\": \"shape\"", "\"check\": true",
       "mappingTypes[1].fields[5].check: must be text"},
      {"{\"id\": \"1\", \"name\": \"Party\"}", "{\"name\": \"Party\"}",
       "mappingTypes[1].fields[4].values[0].id: is required"},
      {"\"limitedToParentValues\": [2]", "\"limitedToParentValues\": [[2]]",
       "mappingTypes[1].fields[8].parents[0].limitedToParentValues[0]: must "
       "be an object"},
      {"\"limitedToParentValues\": [2]",
       "\"allowedParentValues\": [{\"id\": 2, \"label\": \"Talk\"}]",
       "mappingTypes[1].fields[8].parents[0].allowedParentValues[0].label: no "
       "such member"},
      {"{\"effect\": \"setFields\",", "{\"effect\": \"set\",",
       "mappingTypes[1].effects[0].effect: not one of its values"},
      {"{\"effect\": \"setFields\",", "{",
       "mappingTypes[1].effects[0].effect: is required"},
      {"\"parts\": [\"Day\"]", "\"parts\": [\"Day\", 1]",
       "mappingTypes[1].effects[1].parts[1]: must be an object"},
      {"{\"field\": \"Dates.Day\", \"take\": 4}",
       "{\"field\": \"Dates.Day\", \"take\": 0}",
       "resourceTypes[1].matchRules[0].fields[1].take: out of range"},
      {"\"description\": \"What about\"", "\"descr\": \"What about\"",
       "lists[0].descr: no such member"},
      {"\"singular\": \"Person\"",
       "\"singular\": \"Person\", \"singular\": \"Human\"",
       "resourceTypes[0].singular: member given twice"},
      {"{\n  \"resourceTypes\"",
       "{\n  \"extends\": \"other\", \"resourceTypes\"",
       "extends: no such catalogue"},
  };
  for (const Case& one : cases) {
    EXPECT_THAT(LinesOf(Edited(kPeopleCatalogue, {{one.from, one.to}})),
                ElementsAre(one.line))
        << one.from << " -> " << one.to;
  }
}

TEST(CatalogueJsonTest, RefusesTwoOfOneName) {
  EXPECT_THAT(
      LinesOf(R"({
        "resourceTypes": [{"name": "R", "keyName": "Id"},
                          {"name": "r", "keyName": "Id"}],
        "mappingTypes": [
          {"name": "M", "resourceTypes": ["R"], "fields": [{"name": "A"}]},
          {"name": "N", "resourceTypes": ["R"], "fields": [{"name": "A"}]},
          {"name": "m", "resourceTypes": ["R"], "fields": [{"name": "A"}]}],
        "lists": [{"name": "L"}, {"name": "l"}]})"),
      ElementsAre("resourceTypes[1].name: same name as resourceTypes[0]",
                  "mappingTypes[2].name: same name as mappingTypes[0]",
                  "lists[1].name: same name as lists[0]"));
}

TEST(CatalogueJsonTest, ReadsFiles) {
  const TempDir folder;
  const auto path = folder.path() / "people.json";
  std::ofstream(path) << kPeopleCatalogue;
  MILLRACE_EXPECT_OK(ReadCatalogue(path));
  std::ofstream(path) << "{\"lists\": 1}";
  const auto broken = ReadCatalogue(path);
  EXPECT_THAT(broken, StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("people.json: 2 defects:\n"
                                         "lists: must be an array\n")));
  EXPECT_THAT(SpecDefectsOf(broken.status()), SizeIs(2));
  EXPECT_THAT(ReadCatalogue(folder.path() / "absent"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ParseCatalogue("["),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(SpecDefectsOf(ParseCatalogue("[]").status()), IsEmpty());
}

}  // namespace
}  // namespace millrace
