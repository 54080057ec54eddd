// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

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

constexpr std::string_view kJob = R"({
  "description": "Load",
  "file": {
    "fileName": "people.csv",
    "columns": [{"name": "VanID"}, {"name": "Given"}, {"name": "LastName"},
                {"name": "Mobile"}, {"name": "Code"}]
  },
  "actions": [{
    "actionType": "loadMappedFile",
    "resourceType": "Contacts",
    "columnsToIncludeInResultsFile": [{"name": "given"}, {"name": "CODE"}],
    "mappingTypes": [
      {"name": "CreateOrUpdateContact", "fieldValueMappings": [
        {"fieldName": "FirstName", "columnName": "Given"}]},
      {"name": "Phones", "resultFileColumnName": "Cell", "fieldValueMappings": [
        {"fieldName": "Phone", "columnName": "Mobile"},
        {"fieldName": "PhoneTypeID", "staticValue": "C"}]},
      {"name": "ApplyExternalID", "fieldValueMappings": [
        {"fieldName": "ExternalID", "columnName": "Code"},
        {"fieldName": "ExternalIDTypeID", "staticValue": "1"}]}
    ]
  }]
})";

std::vector<SpecDefect> Check(std::string_view json) {
  const auto spec = ParseJobSpec(json);
  EXPECT_THAT(spec, IsOk());
  return CheckJobSpec(*spec, BuiltInCatalogue());
}

std::vector<std::string> CheckEdited(const Edits& edits) {
  return Lines(Check(Edited(kJob, edits)));
}

TEST(SpecCheckTest, FindsNothingInASoundJob) {
  EXPECT_THAT(CheckEdited({}), IsEmpty());
}

TEST(SpecCheckTest, NdjsonHasNeitherHeaderNorQuotes) {
  constexpr char kName[] = "\"fileName\": \"people.csv\",";
  const std::string ndjson =
      std::string(kName) + " \"columnDelimiter\": \"NDJSON\",";
  EXPECT_THAT(CheckEdited({{kName, ndjson}}), IsEmpty());
  EXPECT_THAT(CheckEdited({{kName, ndjson + "\"hasHeader\": true,"
                                            "\"hasQuotes\": true,"}}),
              ElementsAre(HasSubstr("file.hasHeader: must be false"),
                          HasSubstr("file.hasQuotes: must be false")));
}

TEST(SpecCheckTest, ChecksTheDescription) {
  const auto of = [](const std::string& description) {
    return CheckEdited({{"\"Load\"", "\"" + description + "\""}});
  };
  const std::string markup = "description: must not hold markup";
  EXPECT_THAT(of(""), ElementsAre("description: must not be blank"));
  EXPECT_THAT(of("  "), ElementsAre("description: must not be blank"));
  EXPECT_THAT(of("a < b"), ElementsAre(markup));
  EXPECT_THAT(of("<<"), ElementsAre(markup));
  EXPECT_THAT(of("a > b"), ElementsAre(markup));
  EXPECT_THAT(of("&#39;"), ElementsAre(markup));
  EXPECT_THAT(of("you & me #1"), IsEmpty());
  EXPECT_THAT(of(std::string(255, 'x')), IsEmpty());
  EXPECT_THAT(of(std::string(256, 'x')), ElementsAre("description: too long"));
  // Characters are counted, not bytes: U+1F600 has four.
  std::string faces;
  for (int i = 0; i < 255; ++i) faces += "\\ud83d\\ude00";
  EXPECT_THAT(of(faces), IsEmpty());
  EXPECT_THAT(of(faces + "x"), ElementsAre("description: too long"));
}

TEST(SpecCheckTest, ChecksTheFile) {
  EXPECT_THAT(CheckEdited({{"people.csv", " "}}),
              ElementsAre("file.fileName: must not be blank"));
  for (const char* url : {"https://h/x.zip?a=b", "HTTPS://h/x", "sftp://h/x",
                          "http://h/x", "file:///tmp/x.zip", "file:x.zip"}) {
    EXPECT_THAT(
        CheckEdited({{"\"people.csv\"", std::string("\"people.csv\", "
                                                    "\"sourceUrl\": \"") +
                                            url + "\""}}),
        IsEmpty())
        << url;
  }
  for (const char* url :
       {"ftp://h/x", "gopher://h", "x.zip", "/tmp/x.zip", "https://",
        "javascript:x", "httpsx://h", "data:text/csv,a"}) {
    EXPECT_THAT(
        CheckEdited({{"\"people.csv\"", std::string("\"people.csv\", "
                                                    "\"sourceUrl\": \"") +
                                            url + "\""}}),
        ElementsAre("file.sourceUrl: no address that an upload can come from"))
        << url;
  }
}

TEST(SpecCheckTest, ChecksTheColumns) {
  EXPECT_THAT(CheckEdited({{"{\"name\": \"LastName\"}", "{\"name\": \" \"}"}}),
              ElementsAre("file.columns[2].name: must not be blank"));
  EXPECT_THAT(
      CheckEdited({{"{\"name\": \"LastName\"}", "{\"name\": \"vanid\"}"}}),
      ElementsAre("file.columns[2].name: same name as file.columns[0], in any "
                  "case"));
}

std::string JobWithColumns(size_t count) {
  std::string columns;
  for (size_t i = 0; i < count; ++i) {
    columns += ", {\"name\": \"c" + std::to_string(i) + "\"}";
  }
  return Edited(
      kJob, {{", {\"name\": \"Code\"}", ", {\"name\": \"Code\"}" + columns}});
}

TEST(SpecCheckTest, TakesFiftyColumns) {
  EXPECT_THAT(Lines(Check(JobWithColumns(45))), IsEmpty());
  const auto defects = Check(JobWithColumns(46));
  EXPECT_THAT(Lines(defects), ElementsAre("file.columns: too many columns"));
  EXPECT_EQ(defects[0].hint, "at most 50");
}

TEST(SpecCheckTest, NeedsAColumn) {
  EXPECT_THAT(Lines(Check(R"({"description": "d", "file": {"fileName": "f",
          "columns": []}, "actions": [{"actionType": "loadMappedFile",
          "resourceType": "Contacts", "mappingTypes": [
            {"name": "CreateOrUpdateContact", "fieldValueMappings": [
              {"fieldName": "FirstName", "staticValue": "x"}]}]}]})")),
              ElementsAre("file.columns: must name at least one column"));
}

TEST(SpecCheckTest, ChecksTheResourceType) {
  const auto defects = Check(Edited(kJob, {{"\"Contacts\"", "\"People\""}}));
  EXPECT_THAT(Lines(defects),
              ElementsAre("actions[0].resourceType: no such resource type: "
                          "People"));
  EXPECT_EQ(defects[0].hint,
            "Contacts, ContactsActivistCodes, Contributions, ActivistCodes");
  EXPECT_THAT(CheckEdited({{"\"Contacts\"", "\"contacts\""}}), IsEmpty());
}

TEST(SpecCheckTest, ChecksIncludedColumns) {
  const auto defects =
      Check(Edited(kJob, {{"{\"name\": \"given\"}", "{\"name\": \"Zip\"}"}}));
  EXPECT_THAT(Lines(defects),
              ElementsAre("actions[0].columnsToIncludeInResultsFile[0].name: "
                          "no such column: Zip"));
  EXPECT_EQ(defects[0].hint, "VanID, Given, LastName, Mobile, Code");
}

TEST(SpecCheckTest, ChecksResultHeaders) {
  const std::string path = "actions[0].mappingTypes[1].resultFileColumnName: ";
  const auto with = [](const char* name) {
    return CheckEdited({{"\"Cell\"", std::string("\"") + name + "\""}});
  };
  for (const char* name :
       {"BulkUploadDataID", "ulfileid", "PRIMARYKEY", "primaryKeyType"}) {
    EXPECT_THAT(with(name), ElementsAre(path + "same name as a column that "
                                               "every results file has"));
  }
  EXPECT_THAT(with("Code"), ElementsAre(path + "same name as an included "
                                               "column"));
  EXPECT_THAT(with(" "), ElementsAre(path + "must not be blank"));
  EXPECT_THAT(with("Mobile"), IsEmpty());

  const Edits twice = {{"\"ApplyExternalID\",",
                        "\"ApplyExternalID\", "
                        "\"resultFileColumnName\": \"CELL\","}};
  EXPECT_THAT(CheckEdited(twice),
              ElementsAre("actions[0].mappingTypes[2].resultFileColumnName: "
                          "same name as " +
                          path.substr(0, path.size() - 2)));
  Edits hidden = twice;
  hidden.push_back({"\"Cell\",", "\"Cell\", \"includeInResultsFile\": false,"});
  EXPECT_THAT(CheckEdited(hidden), IsEmpty());
}

TEST(SpecCheckTest, ChecksTheHeadersOfCodes) {
  const auto spec = ParseJobSpec(
      Edited(kJob, {{"\"ApplyExternalID\",",
                     "\"ApplyExternalID\", "
                     "\"resultFileColumnName\": \"cell_code\","}}));
  MILLRACE_ASSERT_OK(spec);
  JobSpec with_codes = *spec;
  EXPECT_THAT(CheckJobSpec(with_codes, BuiltInCatalogue()), IsEmpty());
  with_codes.result_codes = true;
  EXPECT_THAT(
      Lines(CheckJobSpec(with_codes, BuiltInCatalogue())),
      ElementsAre("actions[0].mappingTypes[1].resultFileColumnName: its code "
                  "column has the same name as "
                  "actions[0].mappingTypes[2].resultFileColumnName"));
}

TEST(SpecCheckTest, ChecksTheWebhook) {
  const auto with = [](const std::string& url) {
    return CheckEdited({{"\"resourceType\"",
                         "\"webhookUrl\": \"" + url + "\", \"resourceType\""}});
  };
  EXPECT_THAT(with("https://hooks.example.org/x?y=1"), IsEmpty());
  EXPECT_THAT(with(""), IsEmpty());
  for (const char* url : {"http://hooks.example.org", "hooks.example.org",
                          "https://", "https:///x", "https://a b"}) {
    EXPECT_THAT(with(url), ElementsAre("actions[0].webhookUrl: must be an "
                                       "https address"))
        << url;
  }
}

// A job spec made in code has not been through the reader.
TEST(SpecCheckTest, ChecksWhatWasMadeInCode) {
  JobSpec spec;
  EXPECT_THAT(Lines(CheckJobSpec(spec, BuiltInCatalogue())),
              ElementsAre("description: must not be blank",
                          "file.fileName: must not be blank",
                          "file.columns: must name at least one column",
                          "actions[0].resourceType: no such resource type: ",
                          "actions[0].mappingTypes: must hold at least one "
                          "mapping type"));
  spec.description = "d";
  spec.file.file_name = "f.csv";
  spec.file.columns = {"FirstName"};
  spec.resource_type = "Contacts";
  spec.mapping_types = {{.name = "CreateOrUpdateContact"}};
  EXPECT_THAT(CheckJobSpec(spec, BuiltInCatalogue()), IsEmpty());
  spec.result_file_size_kb_limit = 1;
  spec.columns_to_include.assign(51, "FirstName");
  EXPECT_THAT(Lines(CheckJobSpec(spec, BuiltInCatalogue())),
              ElementsAre("actions[0].columnsToIncludeInResultsFile: too many "
                          "columns",
                          "actions[0].resultFileSizeKbLimit: out of range"));
  spec.result_file_size_kb_limit = 5000;
  spec.columns_to_include.clear();
  spec.mapping_types.assign(101, {.name = "Phones"});
  EXPECT_THAT(Lines(CheckJobSpec(spec, BuiltInCatalogue())),
              ElementsAre("actions[0].mappingTypes: has more entries than "
                          "100"));
  spec.mapping_types.resize(1);
  spec.mapping_types[0].field_value_mappings.resize(201);
  EXPECT_THAT(Lines(CheckJobSpec(spec, BuiltInCatalogue())),
              ElementsAre("actions[0].mappingTypes[0].fieldValueMappings: has "
                          "more entries than 200"));
}

TEST(SpecCheckTest, ChecksHowOftenAMappingTypeIsUsed) {
  EXPECT_THAT(
      CheckEdited({{"\"ApplyExternalID\", \"fieldValueMappings\": [",
                    "\"CreateOrUpdateContact\", \"fieldValueMappings\": ["},
                   {"\"ExternalID\"", "\"LastName\""},
                   {"{\"fieldName\": \"ExternalIDTypeID\", \"staticValue\": "
                    "\"1\"}",
                    "{\"fieldName\": \"Suffix\", \"staticValue\": \"x\"}"}}),
      ElementsAre("actions[0].mappingTypes[2].name: mapping type "
                  "CreateOrUpdateContact can be used once, and is used by "
                  "actions[0].mappingTypes[0]"));
}

std::string TwoPhones(const char* first, const char* second) {
  const auto phones = [](const char* kind) {
    return std::string(R"({"name": "Phones", "fieldValueMappings": [
        {"fieldName": "Phone", "columnName": "Mobile"}, )") +
           kind + "]}";
  };
  return std::string(R"({"description": "d", "file": {"fileName": "f",
      "columns": [{"name": "VanID"}, {"name": "Mobile"}, {"name": "Kind"}]},
      "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
        "mappingTypes": [)") +
         phones(first) + "," + phones(second) + "]}]}";
}

TEST(SpecCheckTest, ChecksSinglePerType) {
  const char* home = R"({"fieldName": "PhoneTypeID", "staticValue": "H"})";
  const char* by_name =
      R"({"fieldName": "PhoneTypeID", "staticValue": "home"})";
  const char* work = R"({"fieldName": "PhoneTypeID", "staticValue": "W"})";
  const char* column = R"({"fieldName": "PhoneTypeID", "columnName": "Kind"})";
  const std::string twice =
      "actions[0].mappingTypes[1].name: mapping type Phones can be used once "
      "per PhoneTypeID; this one is used by actions[0].mappingTypes[0]";
  EXPECT_THAT(Lines(Check(TwoPhones(home, home))), ElementsAre(twice));
  EXPECT_THAT(Lines(Check(TwoPhones(home, by_name))), ElementsAre(twice));
  EXPECT_THAT(Lines(Check(TwoPhones(home, work))), IsEmpty());
  // Where the type is in a column, later mappings simply come later (m.8).
  EXPECT_THAT(Lines(Check(TwoPhones(home, column))), IsEmpty());
  EXPECT_THAT(Lines(Check(TwoPhones(column, column))), IsEmpty());
}

TEST(SpecCheckTest, CountsTheDefaultTypeAsAType) {
  const auto emails = [](const char* first, const char* second) {
    return Lines(
        Check(std::string(R"({"description": "d", "file": {"fileName": "f",
          "columns": [{"name": "VanID"}, {"name": "a"}]}, "actions": [{
          "actionType": "loadMappedFile", "resourceType": "Contacts",
          "mappingTypes": [
            {"name": "Email", "fieldValueMappings": [
              {"fieldName": "Email", "columnName": "a"})") +
              first + R"(]}, {"name": "Email", "fieldValueMappings": [
              {"fieldName": "Email", "columnName": "a"})" +
              second + "]}]}]}"));
  };
  const char* one = R"(,{"fieldName": "EmailTypeId", "staticValue": 1})";
  const char* two = R"(,{"fieldName": "EmailTypeId", "staticValue": 2})";
  EXPECT_THAT(emails("", one), SizeIs(1));
  EXPECT_THAT(emails("", ""), SizeIs(1));
  EXPECT_THAT(emails("", two), IsEmpty());
}

TEST(SpecCheckTest, WantsOneKey) {
  const auto catalogue = ParseCatalogue(R"({
    "resourceTypes": [{"name": "Both", "keyName": "VanID"}],
    "mappingTypes": [
      {"name": "First", "resourceTypes": ["Both"], "creates": true, "fields": [
        {"name": "VanID", "type": "integer", "role": "key"},
        {"name": "Ref_<n>", "role": "externalId"}, {"name": "A"}]},
      {"name": "Second", "resourceTypes": ["Both"], "fields": [
        {"name": "VanID", "type": "integer", "role": "key"},
        {"name": "Ref_<n>", "role": "externalId"}, {"name": "B"}]}]})");
  MILLRACE_ASSERT_OK(catalogue);
  JobSpec spec;
  spec.description = "d";
  spec.file.file_name = "f";
  spec.file.columns = {"VanID", "Id", "Code"};
  spec.resource_type = "Both";
  spec.mapping_types = {
      {.name = "First",
       .field_value_mappings = {{.field_name = "VanID", .column_name = "Id"},
                                {.field_name = "Ref_1", .column_name = "Code"},
                                {.field_name = "A", .static_value = "x"}}},
      {.name = "Second",
       .field_value_mappings = {{.field_name = "VanID", .column_name = "Id"},
                                {.field_name = "Ref_01", .column_name = "Code"},
                                {.field_name = "B", .static_value = "x"}}}};
  EXPECT_THAT(Lines(CheckJobSpec(spec, *catalogue)), IsEmpty());
  auto& second = spec.mapping_types[1].field_value_mappings;
  second[0].column_name = "VanID";
  second[1].column_name = "Id";
  const std::string path = "actions[0].mappingTypes[1].fieldValueMappings";
  EXPECT_THAT(
      Lines(CheckJobSpec(spec, *catalogue)),
      ElementsAre(path + "[0].fieldName: another mapping binds it differently: "
                         "VanID",
                  path + "[1].fieldName: another mapping binds it differently: "
                         "Ref_1"));
}

constexpr std::string_view kPhonesOnly = R"({"description": "d",
    "file": {"fileName": "f", "columns": [{"name": "Id"}, {"name": "Phone"}]},
    "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
      "mappingTypes": [{"name": "Phones", "fieldValueMappings": [
        {"fieldName": "PhoneTypeID", "staticValue": "H"}]}]}]})";

TEST(SpecCheckTest, RefusesJobsThatCanFindNobody) {
  const auto defects = Check(kPhonesOnly);
  EXPECT_THAT(Lines(defects),
              ElementsAre("file.columns: no column finds the Contact of a row, "
                          "and no mapping type creates one"));
  EXPECT_EQ(defects[0].hint, "VanID");
  for (const char* column : {"vanid", "External_1ID"}) {
    EXPECT_THAT(
        Lines(Check(Edited(kPhonesOnly,
                           {{"\"Id\"", std::string("\"") + column + "\""}}))),
        IsEmpty())
        << column;
  }
}

TEST(SpecCheckTest, WantsTheKeyThatTheUploadAssigns) {
  const auto catalogue = ParseCatalogue(R"({
    "resourceTypes": [{"name": "People", "keyName": "PersonId",
                       "keyType": "text"}],
    "mappingTypes": [{"name": "PutPerson", "resourceTypes": ["People"],
                      "creates": true, "fields": [{"name": "Name"}]}]})");
  MILLRACE_ASSERT_OK(catalogue);
  JobSpec spec;
  spec.description = "d";
  spec.file.file_name = "f";
  spec.file.columns = {"personid", "Name"};
  spec.resource_type = "People";
  spec.mapping_types = {{.name = "PutPerson"}};
  EXPECT_THAT(CheckJobSpec(spec, *catalogue), IsEmpty());
  spec.file.columns = {"Id", "Name"};
  EXPECT_THAT(Lines(CheckJobSpec(spec, *catalogue)),
              ElementsAre("file.columns: no column gives the key: PersonId"));
}

TEST(SpecCheckTest, PutsDefectsOfFormFirstAndDoesNotRepeatThem) {
  EXPECT_THAT(
      CheckEdited({{"\"Load\"", "1"},
                   {"{\"name\": \"Given\"}", "{\"name\": 2}"},
                   {"\"Contacts\"", "null"},
                   {"\"columnName\": \"Code\"", "\"columnName\": 1"},
                   {"\"fieldName\": \"Phone\"", "\"fieldName\": \"Fon\""}}),
      ElementsAre(
          "description: must be text", "file.columns[1].name: must be text",
          "actions[0].resourceType: is required",
          "actions[0].mappingTypes[2].fieldValueMappings[0].columnName: must "
          "be text",
          "actions[0].mappingTypes[1].fieldValueMappings[0].fieldName: mapping "
          "type Phones has no field: Fon"));
  EXPECT_THAT(Lines(Check("{}")),
              ElementsAre("description: is required", "file: is required",
                          "actions: is required"));
}

TEST(SpecCheckTest, StopsCounting) {
  std::string columns;
  for (int i = 0; i < 40; ++i) columns += "{\"name\": \"\"}, ";
  std::string mappings;
  for (int i = 0; i < 90; ++i) mappings += "{\"name\": \"x\"}, ";
  const auto defects = Check(Edited(
      kJob, {{"\"columns\": [", "\"columns\": [" + columns},
             {"\"mappingTypes\": [", "\"mappingTypes\": [" + mappings}}));
  EXPECT_THAT(defects, SizeIs(101));
  EXPECT_THAT(defects.back().text, HasSubstr("more defects"));
}

TEST(SpecCheckTest, TheMatchColumnHasItsName) {
  const std::string_view action = "\"actionType\": \"loadMappedFile\",";
  const std::string shown =
      std::string(action) + "\"includeMatchInResultsFile\": true,";
  EXPECT_THAT(CheckEdited({{action, shown}}), IsEmpty());
  EXPECT_THAT(
      CheckEdited({{action, shown},
                   {"\"resultFileColumnName\": \"Cell\"",
                    "\"resultFileColumnName\": \"matchedby\""}}),
      ElementsAre("actions[0].mappingTypes[1].resultFileColumnName: same name "
                  "as the column that shows matches"));
  EXPECT_THAT(
      CheckEdited(
          {{action, shown},
           {"{\"name\": \"Given\"}", "{\"name\": \"MATCHEDBY\"}"},
           {"\"columnName\": \"Given\"", "\"columnName\": \"MatchedBy\""},
           {"{\"name\": \"given\"}", "{\"name\": \"MatchedBy\"}"}}),
      ElementsAre("actions[0].includeMatchInResultsFile: a column MatchedBy "
                  "is an included column"));
}

}  // namespace
}  // namespace millrace
