// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/mapping_suggestion.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zip_writer.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<MappingSuggestion> Suggest(
    const Upload& upload, const std::string& type = "Contacts",
    const Catalogue& catalogue = BuiltInCatalogue()) {
  return SuggestMapping(upload, catalogue, {.resource_type = type});
}

// "column>Mapping.field=confidence" for every column.
std::vector<std::string> Columns(const MappingSuggestion& suggestion) {
  std::vector<std::string> lines;
  for (const ColumnSuggestion& one : suggestion.columns) {
    std::string line = one.column + ">";
    if (!one.mapping_type.empty()) line += one.mapping_type + ".";
    line += one.field;
    if (one.confidence > 0) line += "=" + std::to_string(one.confidence);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> ColumnsOf(const std::string& upload,
                                   const std::string& type = "Contacts") {
  const auto suggestion = Suggest(Upload::Memory(upload), type);
  MILLRACE_EXPECT_OK(suggestion);
  return suggestion.ok() ? Columns(*suggestion) : std::vector<std::string>();
}

TEST(MappingSuggestionTest, ByNameInAnyCaseAndPunctuation) {
  EXPECT_THAT(
      ColumnsOf("firstname,LAST_NAME,Zip or Postal\nA,B,02108\n"),
      ElementsAre("firstname>CreateOrUpdateContact.FirstName=100",
                  "LAST_NAME>CreateOrUpdateContact.LastName=95",
                  "Zip or Postal>CreateOrUpdateContact.ZipOrPostal=95"));
}

TEST(MappingSuggestionTest, BySynonym) {
  EXPECT_THAT(ColumnsOf("Given Name,SURNAME,Mobile\nA,B,413-555-0928\n"),
              ElementsAre("Given Name>CreateOrUpdateContact.FirstName=85",
                          "SURNAME>CreateOrUpdateContact.LastName=85",
                          "Mobile>CreateOrUpdateContact.CellPhone=85"));
}

TEST(MappingSuggestionTest, ByWhatValuesLookLike) {
  EXPECT_THAT(
      ColumnsOf("FirstName,a,b,c,d,e\n"
                "Ada,ada@example.org,413-555-0928,02108,MA,2001-05-01\n"
                "Ben,ben@example.org,413-555-0929,01103,NY,2002-05-01\n"),
      ElementsAre("FirstName>CreateOrUpdateContact.FirstName=100",
                  "a>CreateOrUpdateContact.Email=60",
                  "b>CreateOrUpdateContact.Phone=60",
                  "c>CreateOrUpdateContact.ZipOrPostal=55",
                  "d>CreateOrUpdateContact.StateOrProvince=55", "e>"));
}

TEST(MappingSuggestionTest, SaysWhatADateMayBe) {
  const auto suggestion =
      Suggest(Upload::Memory("FirstName,When\nAda,2001-05-01\n"));
  MILLRACE_ASSERT_OK(suggestion);
  EXPECT_EQ(suggestion->columns[1].reason,
            "perhaps DOB: 100% of its values look like dates");
}

TEST(MappingSuggestionTest, NamesThatValuesBelieCountHalf) {
  const auto suggestion = Suggest(
      Upload::Memory("FirstName,e-mail,Email\nAda,yes,ada@example.org\n"));
  MILLRACE_ASSERT_OK(suggestion);
  EXPECT_THAT(Columns(*suggestion),
              ElementsAre("FirstName>CreateOrUpdateContact.FirstName=100",
                          "e-mail>", "Email>CreateOrUpdateContact.Email=100"));
  EXPECT_THAT(suggestion->columns[1].reason,
              HasSubstr("but only 0% of its values look like e-mail"));
}

TEST(MappingSuggestionTest, OneFieldHasOneColumn) {
  const auto suggestion =
      Suggest(Upload::Memory("Given,FirstName,Last\nAda,Ada Maria,Marsh\n"));
  MILLRACE_ASSERT_OK(suggestion);
  EXPECT_THAT(Columns(*suggestion),
              ElementsAre("Given>",
                          "FirstName>CreateOrUpdateContact."
                          "FirstName=100",
                          "Last>CreateOrUpdateContact.LastName=85"));
  EXPECT_EQ(suggestion->columns[0].reason, "FirstName has a better column");
}

TEST(MappingSuggestionTest, OtherMappingTypesIfTheyAreWhole) {
  const auto suggestion = Suggest(
      Upload::Memory("FirstName,MailingAddress,Mailing City,EmailTypeId\n"
                     "Ada,1 Mill Lane,Boston,1\n"));
  MILLRACE_ASSERT_OK(suggestion);
  EXPECT_EQ(suggestion->columns[3].field, "");
  EXPECT_THAT(suggestion->columns[3].reason,
              HasSubstr("Email is left out: required field is not bound"));
}

TEST(MappingSuggestionTest, KeysWithoutAFieldGiveTheirColumnTheirName) {
  EXPECT_THAT(ColumnsOf("van id,Activist Code\n1,1\n", "ContactsActivistCodes"),
              ElementsAre("VanID>VanID=95",
                          "Activist Code>ActivistCode.ActivistCodeID=85"));
}

TEST(MappingSuggestionTest, ColumnsGetNamesOfTheirOwn) {
  const auto suggestion =
      Suggest(Upload::Memory("FirstName,,note,NOTE\nAda,1,2,3\n"));
  MILLRACE_ASSERT_OK(suggestion);
  EXPECT_THAT(suggestion->spec.file.columns,
              ElementsAre("FirstName", "Column 2", "note", "NOTE 2"));
}

TEST(MappingSuggestionTest, NothingToBeMadeOfIt) {
  EXPECT_THAT(Suggest(Upload::Memory("a,b\n1,2\n")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Suggest(Upload::Memory("a,b\n1,2\n"), "Nobody"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Suggest(Upload::Memory("")),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(MappingSuggestionTest, HeaderAlone) {
  EXPECT_THAT(ColumnsOf("FirstName,Email"),
              ElementsAre("FirstName>CreateOrUpdateContact.FirstName=100",
                          "Email>CreateOrUpdateContact.Email=100"));
}

TEST(MappingSuggestionTest, ReadsAZipsOnlyMember) {
  const TempDir directory;
  const auto path = directory.Write(
      "people.zip",
      WriteZip({{.name = "people.csv",
                 .bytes = "Given Name\tMail\nAda\tada@example.org\n"}}));
  const auto suggestion = Suggest(path);
  MILLRACE_ASSERT_OK(suggestion);
  EXPECT_EQ(suggestion->spec.file.file_name, "people.csv");
  EXPECT_EQ(suggestion->spec.file.delimiter, ColumnDelimiter::kTab);
}

TEST(MappingSuggestionTest, WhatItSuggestsCanBeImported) {
  const TempDir directory;
  const std::string upload =
      "Given Name,Surname,Mail,Tel,Street,Town,State,Postcode,Notes\n"
      "Ada,Marsh,ada@example.org,413-555-0928,1 Mill Lane,Boston,MA,02108,x\n"
      "Ben,Okafor,,,,,,,\n";
  MILLRACE_ASSERT_OK_AND_ASSIGN(const MappingSuggestion suggestion,
                                Suggest(Upload::Memory(upload)));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec,
                                ParseJobSpec(ToJson(suggestion.spec)));
  StoreOptions options;
  options.create_if_missing = true;
  options.free_space_floor_bytes = 0;
  MILLRACE_ASSERT_OK_AND_ASSIGN(const auto store,
                                Store::Open(directory / "store", options));
  Importer importer(*store, {});
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobId job,
                                importer.Submit(spec, Upload::Memory(upload)));
  MILLRACE_ASSERT_OK(importer.Run(job));
  const auto report = importer.GetJob(job);
  EXPECT_EQ(report->counters.created, 2);
  EXPECT_EQ(report->counters.with_messages, 0);
}

}  // namespace
}  // namespace millrace
