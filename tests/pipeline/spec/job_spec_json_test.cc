// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/job_spec.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

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
    "hasHeader": true,
    "hasQuotes": "False",
    "columnDelimiter": "tab",
    "sourceUrl": "https://files.example.org/people.zip?sig=x",
    "columns": [{"name": "VanID"}, {"name": "Kind"}, {"name": "Number"}]
  },
  "actions": [{
    "actionType": "loadMappedFile",
    "resourceType": "Contacts",
    "resultFileSizeKbLimit": 6000,
    "duplicatePolicy": "Ignore-Later",
    "webhookUrl": "https://hooks.example.org/1",
    "columnsToIncludeInResultsFile": [{"name": "Number"}],
    "mappingTypes": [{
      "name": "Phones",
      "resultFileColumnName": "Phone result",
      "includeInResultsFile": "false",
      "fieldValueMappings": [
        {"fieldName": "Phone", "columnName": "Number"},
        {"fieldName": "PhoneTypeID", "columnName": "Kind",
         "values": [{"sourceValue": "mobile", "targetValue": "C"},
                    {"id": 7, "sourceValue": 2, "targetId": 5}]},
        {"fieldName": "PhoneOptInStatusID", "staticValue": 1}
      ]
    }]
  }]
})";

std::vector<std::string> DefectsOf(const Edits& edits) {
  const auto spec = ParseJobSpec(Edited(kJob, edits));
  if (!spec.ok()) return {std::string(spec.status().message())};
  return Lines(spec->defects);
}

TEST(JobSpecJsonTest, ReadsEveryMember) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ParseJobSpec(kJob));
  EXPECT_THAT(spec.defects, IsEmpty());
  EXPECT_EQ(spec.description, "Load");
  EXPECT_EQ(spec.file.file_name, "people.csv");
  EXPECT_EQ(spec.file.source_url, "https://files.example.org/people.zip?sig=x");
  EXPECT_THAT(spec.file.columns, ElementsAre("VanID", "Kind", "Number"));
  EXPECT_EQ(spec.file.delimiter, ColumnDelimiter::kTab);
  EXPECT_TRUE(spec.file.has_header);
  EXPECT_FALSE(spec.file.has_quotes);
  EXPECT_EQ(spec.resource_type, "Contacts");
  EXPECT_THAT(spec.columns_to_include, ElementsAre("Number"));
  EXPECT_EQ(spec.result_file_size_kb_limit, 6000);
  EXPECT_EQ(spec.duplicate_policy, DuplicatePolicy::kIgnoreLater);
  EXPECT_EQ(spec.webhook_url, "https://hooks.example.org/1");
  ASSERT_THAT(spec.mapping_types, SizeIs(1));
  const MappingSpec& mapping = spec.mapping_types[0];
  EXPECT_EQ(mapping.name, "Phones");
  EXPECT_EQ(mapping.result_file_column_name, "Phone result");
  EXPECT_FALSE(mapping.include_in_results_file);
  ASSERT_THAT(mapping.field_value_mappings, SizeIs(3));
  const FieldValueMapping& kind = mapping.field_value_mappings[1];
  EXPECT_EQ(kind.field_name, "PhoneTypeID");
  EXPECT_EQ(kind.column_name, "Kind");
  EXPECT_EQ(kind.static_value, std::nullopt);
  EXPECT_THAT(kind.values, ElementsAre(ValueTranslation{"mobile", "C"},
                                       ValueTranslation{"2", "5"}));
  // Parsons sends a number.
  EXPECT_EQ(mapping.field_value_mappings[2].static_value, "1");
}

TEST(JobSpecJsonTest, ReadsWhatItWrites) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ParseJobSpec(kJob));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec again,
                                ParseJobSpec(ToJson(spec)));
  EXPECT_EQ(again, spec);
  EXPECT_EQ(ToJson(again), ToJson(spec));

  JobSpec small;
  small.description = "d";
  small.file.file_name = "f.csv";
  small.file.columns = {"a"};
  small.resource_type = "Contacts";
  small.mapping_types = {{.name = "CreateOrUpdateContact"}};
  EXPECT_EQ(ToJson(small),
            R"({"description":"d","file":{"fileName":"f.csv",)"
            R"("hasHeader":false,"hasQuotes":false,"columnDelimiter":"Csv",)"
            R"("columns":[{"name":"a"}]},"actions":[)"
            R"({"actionType":"loadMappedFile","resourceType":"Contacts",)"
            R"("resultFileSizeKbLimit":5000,"mappingTypes":[)"
            R"({"name":"CreateOrUpdateContact"}]}]})");
  EXPECT_THAT(ParseJobSpec(ToJson(small)), IsOkAndHolds(small));
}

TEST(JobSpecJsonTest, ReadsWhatIsOurs) {
  constexpr char kOurs[] = R"({"description": "d",
      "file": {"fileName": "f", "columns": [{"name": "a"}, {"name": "b"}]},
      "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
        "resultCodes": "True", "mappingTypes": [{"name": "M",
          "fieldValueMappings": [
            {"fieldName": "A", "columnName": "a", "clearMarker": " #N/A"},
            {"fieldName": "B", "columnName": "b", "blankClears": true}]}]}]})";
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ParseJobSpec(kOurs));
  EXPECT_THAT(Lines(spec.defects), IsEmpty());
  EXPECT_TRUE(spec.result_codes);
  const auto& fields = spec.mapping_types[0].field_value_mappings;
  EXPECT_EQ(fields[0].clear_marker, " #N/A");
  EXPECT_FALSE(fields[0].blank_clears);
  EXPECT_TRUE(fields[0].may_clear());
  EXPECT_TRUE(fields[1].blank_clears);
  EXPECT_TRUE(fields[1].may_clear());
  EXPECT_FALSE(FieldValueMapping{}.may_clear());
  EXPECT_THAT(ParseJobSpec(ToJson(spec)), IsOkAndHolds(spec));
}

TEST(JobSpecJsonTest, HasDefaults) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ParseJobSpec(R"({
    "description": "d",
    "unknown": {"members": ["are", "ignored"]},
    "file": {"fileName": "f", "columns": [{"name": "a", "type": "x"}],
             "hasHeader": null},
    "actions": [{"actionType": "LOADMAPPEDFILE", "resourceType": "Contacts",
                 "resultFileSizeKbLimit": null, "duplicatePolicy": null,
                 "mappingTypes": [{"name": "m", "resultFileColumnName": null,
                                   "fieldValueMappings": null}]}]})"));
  EXPECT_THAT(spec.defects, IsEmpty());
  EXPECT_EQ(spec.file.delimiter, ColumnDelimiter::kCsv);
  EXPECT_FALSE(spec.file.has_header);
  EXPECT_EQ(spec.result_file_size_kb_limit, 5000);
  EXPECT_EQ(spec.duplicate_policy, DuplicatePolicy::kUpdate);
  EXPECT_TRUE(spec.mapping_types[0].include_in_results_file);
  EXPECT_EQ(spec.mapping_types[0].result_file_column_name, std::nullopt);
}

// What Parsons sends, word for word but for the signature (contract i.1).
TEST(JobSpecJsonTest, ReadsParsons) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ParseJobSpec(R"(
    { "description": "Activist Code Upload",
      "file": { "columnDelimiter": "csv",
                "columns": [ {"name": "vanid"}, {"name": "activistcodeid"} ],
                "fileName": "6f0c.csv", "hasHeader": "True",
                "hasQuotes": "True",
                "sourceUrl": "https://bucket.example/6f0c.zip?sig=x" },
      "actions": [ { "resultFileSizeKbLimit": 5000,
                     "resourceType": "ContactsActivistCodes",
                     "actionType": "loadMappedFile",
                     "mappingTypes": [ {"name": "ActivistCode"} ] } ] })"));
  EXPECT_THAT(spec.defects, IsEmpty());
  EXPECT_TRUE(spec.file.has_header);
  EXPECT_TRUE(spec.file.has_quotes);
  EXPECT_THAT(CheckJobSpec(spec, BuiltInCatalogue()), IsEmpty());
}

TEST(JobSpecJsonTest, ReadsTheSizeLimitUnderEitherName) {
  const auto limit_of = [](std::string_view members) {
    const auto spec = ParseJobSpec(
        Edited(kJob, {{"\"resultFileSizeKbLimit\": 6000", members}}));
    EXPECT_THAT(spec->defects, IsEmpty());
    return spec->result_file_size_kb_limit;
  };
  EXPECT_EQ(limit_of("\"resultFileSizeLimitKb\": 7000"), 7000);
  EXPECT_EQ(limit_of("\"resultFileSizeLimitKb\": \"7000\""), 7000);
  EXPECT_EQ(limit_of("\"resultFileSizeKbLimit\": \"100000\""), 100000);
  EXPECT_EQ(limit_of("\"resultFileSizeKbLimit\": 5000"), 5000);
  EXPECT_EQ(limit_of("\"resultFileSizeKbLimit\": 5000,"
                     "\"resultFileSizeLimitKb\": \"5000\""),
            5000);
  EXPECT_EQ(limit_of("\"x\": 1"), 5000);
}

TEST(JobSpecJsonTest, ReadsTheWebhookOfTheWholeJobToo) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JobSpec spec,
      ParseJobSpec(Edited(
          kJob, {{"    \"webhookUrl\": \"https://hooks.example.org/1\",\n", ""},
                 {"\"description\"",
                  "\"webhookUrl\": \"https://h\", \"description\""}})));
  EXPECT_EQ(spec.webhook_url, "https://h");
}

TEST(JobSpecJsonTest, ReadsStaticValuesAsTheyAreWritten) {
  for (const auto& [given, text] :
       std::vector<std::pair<std::string, std::string>>{{"\"W\"", "W"},
                                                        {"501", "501"},
                                                        {"1.50", "1.50"},
                                                        {"true", "true"},
                                                        {"\"\"", ""}}) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(
        const JobSpec spec,
        ParseJobSpec(Edited(
            kJob, {{"\"staticValue\": 1", "\"staticValue\": " + given}})));
    EXPECT_THAT(spec.defects, IsEmpty());
    EXPECT_EQ(spec.mapping_types[0].field_value_mappings[2].static_value, text);
  }
}

struct FormCase {
  std::string_view from;
  std::string_view to;
  std::vector<std::string> defects;
};

TEST(JobSpecJsonTest, NamesEachDefectOfForm) {
  const std::string entries = "actions[0].mappingTypes[0].fieldValueMappings";
  const std::vector<FormCase> cases = {
      {"\"description\": \"Load\",", "", {"description: is required"}},
      {"\"Load\"", "null", {"description: is required"}},
      {"\"Load\"", "5", {"description: must be text"}},
      {"\"fileName\": \"people.csv\",", "", {"file.fileName: is required"}},
      {"\"hasHeader\": true",
       "\"hasHeader\": 1",
       {"file.hasHeader: must be true or false"}},
      {"\"False\"", "\"no\"", {"file.hasQuotes: must be true or false"}},
      {"\"tab\"",
       "\"semicolon\"",
       {"file.columnDelimiter: not one of its values"}},
      {"\"tab\"", "9", {"file.columnDelimiter: must be text"}},
      {"\"https://files.example.org/people.zip?sig=x\"",
       "[]",
       {"file.sourceUrl: must be text"}},
      {"{\"name\": \"Kind\"}",
       "\"Kind\"",
       {"file.columns[1]: must be an object"}},
      {"{\"name\": \"Kind\"}",
       "{\"Name\": \"Kind\"}",
       {"file.columns[1].name: is required"}},
      {"{\"name\": \"Kind\"}",
       "{\"name\": 1}",
       {"file.columns[1].name: must be text"}},
      {"\"loadMappedFile\"",
       "\"load\"",
       {"actions[0].actionType: no such action type"}},
      {"\"actionType\": \"loadMappedFile\",",
       "",
       {"actions[0].actionType: is required"}},
      {"\"resourceType\": \"Contacts\",",
       "",
       {"actions[0].resourceType: is required"}},
      {"6000", "4999", {"actions[0].resultFileSizeKbLimit: out of range"}},
      {"6000", "100001", {"actions[0].resultFileSizeKbLimit: out of range"}},
      {"6000", "-1", {"actions[0].resultFileSizeKbLimit: out of range"}},
      {"6000",
       "6000.0",
       {"actions[0].resultFileSizeKbLimit: must be a whole number"}},
      {"6000",
       "\"6 MB\"",
       {"actions[0].resultFileSizeKbLimit: must be a whole number"}},
      {"\"resultFileSizeKbLimit\": 6000",
       "\"resultFileSizeLimitKb\": 1",
       {"actions[0].resultFileSizeLimitKb: out of range"}},
      {"6000",
       "6000, \"resultFileSizeLimitKb\": 7000",
       {"actions[0].resultFileSizeLimitKb: differs from "
        "resultFileSizeKbLimit"}},
      {"\"Ignore-Later\"",
       "\"ignore\"",
       {"actions[0].duplicatePolicy: not one of its values"}},
      {"\"https://hooks.example.org/1\"",
       "7",
       {"actions[0].webhookUrl: must be text"}},
      {"[{\"name\": \"Number\"}],",
       "{\"name\": \"Number\"},",
       {"actions[0].columnsToIncludeInResultsFile: must be an array"}},
      {"\"name\": \"Phones\",",
       "",
       {"actions[0].mappingTypes[0].name: is required"}},
      {"\"Phone result\"",
       "1",
       {"actions[0].mappingTypes[0].resultFileColumnName: must be text"}},
      {"\"false\"",
       "\"never\"",
       {"actions[0].mappingTypes[0].includeInResultsFile: must be true or "
        "false"}},
      {"\"fieldName\": \"Phone\",",
       "",
       {entries + "[0].fieldName: is required"}},
      {"\"columnName\": \"Number\"",
       "\"columnName\": 2",
       {entries + "[0].columnName: must be text"}},
      {"\"staticValue\": 1",
       "\"staticValue\": {}",
       {entries + "[2].staticValue: must be text or a number"}},
      {"[{\"sourceValue\": \"mobile\", \"targetValue\": \"C\"},",
       "[3,",
       {entries + "[1].values[0]: must be an object"}},
      {"\"sourceValue\": 2, ",
       "",
       {entries + "[1].values[1].sourceValue: is required"}},
      {"\"targetId\": 5",
       "\"target\": 5",
       {entries + "[1].values[1].targetValue: is required"}},
      {"\"targetId\": 5",
       "\"targetId\": 5, \"targetValue\": \"6\"",
       {entries + "[1].values[1].targetId: differs from targetValue"}},
      {"\"targetId\": 5",
       "\"targetId\": []",
       {entries + "[1].values[1].targetId: must be text or a number"}},
      {"\"description\": \"Load\"",
       "\"description\": \"Load\", \"description\": \"x\"",
       {"description: member given twice"}},
      {"\"sourceValue\": 2",
       "\"sourceValue\": 2, \"id\": 8",
       {entries + "[1].values[1].id: member given twice"}},
  };
  for (const FormCase& one : cases) {
    EXPECT_EQ(DefectsOf({{one.from, one.to}}), one.defects)
        << one.from << " -> " << one.to;
  }
}

TEST(JobSpecJsonTest, SaysWhatWouldBeValid) {
  const auto hint_of = [](std::string_view from, std::string_view to) {
    const auto spec = ParseJobSpec(Edited(kJob, {{from, to}}));
    EXPECT_THAT(spec->defects, SizeIs(1));
    return spec->defects[0].hint;
  };
  EXPECT_EQ(hint_of("\"tab\"", "\"x\""), "Csv, Tab, Pipe, Ndjson");
  EXPECT_EQ(hint_of("6000", "1"), "5000 to 100000");
  EXPECT_EQ(hint_of("\"Ignore-Later\"", "\"x\""),
            "update, ignore-later, reject-later");
  EXPECT_EQ(hint_of("\"loadMappedFile\"", "\"x\""), "loadMappedFile");
}

TEST(JobSpecJsonTest, ReportsAllDefectsAtOnce) {
  const auto spec = ParseJobSpec(R"({"file": {"columns": {}}, "actions": 1})");
  MILLRACE_ASSERT_OK(spec);
  EXPECT_THAT(
      Lines(spec->defects),
      ElementsAre("description: is required", "file.fileName: is required",
                  "file.columns: must be an array",
                  "actions: must be an array"));
  const auto empty = ParseJobSpec("{}");
  MILLRACE_ASSERT_OK(empty);
  EXPECT_THAT(Lines(empty->defects),
              ElementsAre("description: is required", "file: is required",
                          "actions: is required"));
}

TEST(JobSpecJsonTest, TakesExactlyOneAction) {
  const std::string start = R"({"description": "d", "file": {"fileName": "f",
      "columns": [{"name": "a"}]}, "actions": )";
  const std::string action = R"({"actionType": "loadMappedFile",
      "resourceType": "r", "mappingTypes": [{"name": "m"}]})";
  const auto lines = [&](const std::string& actions) {
    return Lines(ParseJobSpec(start + actions + "}")->defects);
  };
  EXPECT_THAT(lines("[" + action + "]"), IsEmpty());
  EXPECT_THAT(lines("[]"), ElementsAre("actions: must hold one action"));
  EXPECT_THAT(lines("[" + action + "," + action + "]"),
              ElementsAre("actions[1]: only one action is supported"));
  EXPECT_THAT(lines("[1]"), ElementsAre("actions[0]: must be an object"));
  EXPECT_THAT(lines("[" + action + ",1,2]"),
              ElementsAre("actions[1]: only one action is supported"));
}

TEST(JobSpecJsonTest, HasLimits) {
  std::string values = "\"values\": [";
  for (int i = 0; i <= 10000; ++i) {
    values += "{\"sourceValue\":" + std::to_string(i) + ",\"targetId\":\"C\"},";
  }
  values.back() = ']';
  std::string entries = "[";
  for (int i = 0; i <= 200; ++i) {
    entries += R"({"fieldName":"a","staticValue":1},)";
  }
  entries.back() = ']';
  std::string mappings = "[";
  for (int i = 0; i <= 100; ++i) mappings += R"({"name":"m"},)";
  mappings.back() = ']';
  const std::string job = R"({"description": "d", "file": {"fileName": "f",
      "columns": [{"name": "a"}]}, "actions": [{"actionType":
      "loadMappedFile", "resourceType": "r", "mappingTypes": )";
  const auto lines = [&](const std::string& list) {
    return Lines(ParseJobSpec(job + list + "}]}")->defects);
  };
  EXPECT_THAT(lines(mappings),
              ElementsAre("actions[0].mappingTypes: has more entries than "
                          "100"));
  EXPECT_THAT(lines(R"([{"name":"m","fieldValueMappings":)" + entries + "}]"),
              ElementsAre("actions[0].mappingTypes[0].fieldValueMappings: "
                          "has more entries than 200"));
  EXPECT_THAT(
      lines(R"([{"name":"m","fieldValueMappings":[{"fieldName":"a",
                "columnName":"a",)" +
            values + "}]}]"),
      ElementsAre("actions[0].mappingTypes[0].fieldValueMappings[0].values: "
                  "has more entries than 10000"));
  EXPECT_THAT(ParseJobSpec(std::string(5 << 20, ' ')),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(JobSpecJsonTest, FailsOnlyOnWhatIsNoObject) {
  EXPECT_THAT(ParseJobSpec(""), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseJobSpec("[{}]"), StatusIs(absl::StatusCode::kInvalidArgument,
                                             "not a JSON object"));
  EXPECT_THAT(ParseJobSpec("{\"description\": }"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("line 1, column")));
}

TEST(JobSpecJsonTest, ReadsFiles) {
  const TempDir folder;
  const auto path = folder.path() / "job.json";
  std::ofstream(path) << kJob;
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ReadJobSpec(path));
  EXPECT_THAT(ParseJobSpec(kJob), IsOkAndHolds(spec));
  std::ofstream(path) << "{";
  EXPECT_THAT(ReadJobSpec(path), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("job.json: not JSON")));
  EXPECT_THAT(ReadJobSpec(folder.path() / "absent.json"),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace millrace
