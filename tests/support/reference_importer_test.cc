// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle against cases worked out by hand, so that it is not only the
// product that vouches for it.

#include "tests/support/reference_importer.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tests/support/golden_store.h"
#include "tests/support/reference_importer_rows.h"
#include "tests/support/temp_dir.h"

namespace millrace::reference {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Row> Split(const std::string& bytes, size_t columns,
                       bool has_quotes = true, size_t row_bytes_max = 100) {
  FileSpec file;
  file.columns.resize(columns);
  file.has_quotes = has_quotes;
  return SplitUpload(bytes, file, row_bytes_max).rows;
}

std::vector<Code> Defects(const std::vector<Row>& rows) {
  std::vector<Code> defects;
  for (const Row& row : rows) defects.push_back(row.defect);
  return defects;
}

TEST(ReferenceRowsTest, CutsCellsAtDelimitersOutsideQuotes) {
  const std::vector<Row> rows = Split("a,\"b,\"\"c\"\"\r\nd\"\r\n,\n", 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0].cells, ElementsAre("a", "b,\"c\"\r\nd"));
  EXPECT_EQ(rows[0].line_end, "\r\n");
  EXPECT_THAT(rows[1].cells, ElementsAre("", ""));
  EXPECT_EQ(rows[1].byte, 16U);
}

TEST(ReferenceRowsTest, QuotesAreOrdinaryWhereTheFileHasNone) {
  const std::vector<Row> rows = Split("\"a,b\"\n", 2, false);
  EXPECT_THAT(rows[0].cells, ElementsAre("\"a", "b\""));
}

TEST(ReferenceRowsTest, BlankLinesTakeANumber) {
  const std::vector<Row> rows = Split("a\n\n\rb", 1);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_TRUE(rows[1].is_blank);
  EXPECT_TRUE(rows[2].is_blank);
  EXPECT_EQ(rows[3].number, 4U);
  EXPECT_EQ(rows[3].line_end, "");
}

TEST(ReferenceRowsTest, MisplacedQuoteEndsAtTheNextLineEnd) {
  const std::vector<Row> rows = Split("\"a\"b,\"c\nd\",e\n", 2);
  EXPECT_THAT(Defects(rows), ElementsAre(Code::kMisplacedQuote, Code::kNone));
  EXPECT_THAT(rows[1].cells, ElementsAre("d\"", "e"));
}

TEST(ReferenceRowsTest, OpenQuoteRejectsItsFirstLineAlone) {
  const std::vector<Row> rows = Split("a,\"b\nc,d\n", 2);
  EXPECT_THAT(Defects(rows), ElementsAre(Code::kOpenQuote, Code::kNone));
  EXPECT_EQ(rows[0].text, "a,\"b");
  EXPECT_THAT(rows[1].cells, ElementsAre("c", "d"));
}

TEST(ReferenceRowsTest, ALongRowIsItsFirstLineAlone) {
  const std::string ten = "0123456789";
  EXPECT_THAT(Defects(Split(ten + "\n", 1, true, 10)),
              ElementsAre(Code::kNone));
  EXPECT_THAT(Defects(Split(ten + "x\r\ny", 1, true, 10)),
              ElementsAre(Code::kRowTooLong, Code::kNone));
  EXPECT_THAT(Defects(Split("\"" + ten + "\nx\"\ny\n", 1, true, 10)),
              ElementsAre(Code::kRowTooLong, Code::kNone, Code::kNone));
}

TEST(ReferenceRowsTest, ByteDefectsInTheirOrder) {
  EXPECT_THAT(
      Defects(Split(std::string("a\0\xFF\n\xFF,x\n\"a\"b,\xC3\xA9\n", 16), 1)),
      ElementsAre(Code::kNulByte, Code::kNotUtf8, Code::kMisplacedQuote));
  EXPECT_FALSE(IsUtf8("\xC0\x80"));
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));
  EXPECT_TRUE(IsUtf8("\xF4\x8F\xBF\xBF"));
}

TEST(ReferenceValuesTest, FoldsCaseAccentsAndSpaces) {
  EXPECT_EQ(Fold("  Jos\xC3\x89\t MAR\xC3\x8D"
                 "A ",
                 0),
            "jose maria");
  EXPECT_EQ(Fold("STRASSE", 0), Fold("stra\xC3\x9F"
                                     "e",
                                     0));
  EXPECT_EQ(Fold("91115-1234", 5), "91115");
}

TEST(ReferenceValuesTest, ChecksPhones) {
  EXPECT_EQ(CheckPhone("413-555-0928", "", false), "+14135550928");
  EXPECT_EQ(CheckPhone("(413) 555-0928 x12", "US", false), "+14135550928");
  EXPECT_EQ(CheckPhone("01632 960387", "GB", false), std::nullopt);
  EXPECT_EQ(CheckPhone("020 7946 0018", "GB", false), "+442079460018");
  EXPECT_EQ(CheckPhone("413-155-0928", "US", false), std::nullopt);
  EXPECT_EQ(CheckPhone("1 (413) 555.0928", "", true), "+14135550928");
}

TEST(ReferenceValuesTest, ChecksDatesAndNumbers) {
  EXPECT_EQ(CheckDate("2024-02-29T23:59:00-05:00"), "2024-02-29");
  EXPECT_EQ(CheckDate("2023-02-29"), std::nullopt);
  EXPECT_EQ(CheckDateTime("2024-12-31T23:59-05:00"), "2025-01-01T04:59:00Z");
  EXPECT_EQ(CheckDateTime("2024-12-31 23:59"), "2024-12-31T23:59");
  EXPECT_EQ(CheckInteger("-007"), "-7");
  EXPECT_EQ(CheckInteger("9223372036854775808"), std::nullopt);
  EXPECT_EQ(CheckDecimal("-001.50", 2), "-1.5");
  EXPECT_EQ(CheckDecimal("1.505", 2), std::nullopt);
}

TEST(ReferenceResultsTest, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(CsvCell(" a b "), " a b ");
  EXPECT_EQ(CsvCell("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvCell("a\"b"), "\"a\"\"b\"");
}

// The built-in catalogue with an activist code 7.
Catalogue Contacts() {
  Catalogue catalogue = BuiltInCatalogue();
  for (ValueList& list : catalogue.lists) {
    if (list.name == "ActivistCodes") {
      list.entries.push_back({.id = "7", .name = "Volunteer"});
    }
  }
  return catalogue;
}

JobSpec Job(std::vector<std::string> columns,
            std::vector<MappingSpec> mappings) {
  JobSpec spec;
  spec.resource_type = "Contacts";
  spec.file.file_name = "upload.csv";
  spec.file.columns = std::move(columns);
  spec.mapping_types = std::move(mappings);
  return spec;
}

// Every row's messages, or its reject's code, with bars between them.
std::vector<std::string> Answers(const JobResult& result) {
  std::vector<std::string> answers;
  for (const RowResult& row : result.rows) {
    std::string answer;
    for (const std::string& message : row.messages) {
      answer += (answer.empty() ? "" : "|") + message;
    }
    answers.push_back(row.is_rejected
                          ? std::string(EntryOf(row.reject_code).name) + ":" +
                                row.reject_column
                          : ToText(row.key) + ":" + answer);
  }
  return answers;
}

std::vector<std::string> Import(const JobSpec& spec, const std::string& upload,
                                Store* store) {
  return Answers(RunJob(spec, Contacts(), upload, {}, store));
}

TEST(ReferenceImporterTest, FindsByEmailWhomAnEarlierRowMade) {
  Store store;
  const JobSpec spec = Job({"FirstName", "Email"}, {{"CreateOrUpdateContact"}});
  EXPECT_THAT(Import(spec, "Ana,ana@x.org\nBea,ANA@x.org\n,\n", &store),
              ElementsAre("1:Processed", "1:Processed", "RECORD_NOT_FOUND:"));
  EXPECT_EQ(store.records["Contacts"].at(Key(int64_t{1})).scalars["FirstName"],
            "Bea");
  EXPECT_EQ(store.next_keys["Contacts"], 2);
}

TEST(ReferenceImporterTest, InFileMatchingCanBeSwitchedOff) {
  Store store;
  const JobSpec spec =
      Job({"Email", "IsInFileMatchingEnabled"}, {{"CreateOrUpdateContact"}});
  EXPECT_THAT(Import(spec, "a@x.org,\na@x.org,N\na@x.org,Y\n", &store),
              ElementsAre("1:Processed", "2:Processed", "1:Processed"));
}

TEST(ReferenceImporterTest, KeysFindAndAreRejectedByName) {
  Store store;
  store.records["Contacts"][int64_t{5}].scalars["FirstName"] = "Ana";
  const JobSpec spec = Job({"vanid", "FirstName"}, {{"CreateOrUpdateContact"}});
  EXPECT_THAT(Import(spec, "5,Ana\n6,Ana\nx,Ana\n 05 ,Bea\n", &store),
              ElementsAre("5:Processed", "RECORD_NOT_FOUND:vanid",
                          "KEY_MALFORMED:vanid", "5:Processed"));
}

TEST(ReferenceImporterTest, BestPhoneIsKeptUnlessToldOtherwise) {
  Store store;
  Items& phones = store.records["Contacts"][int64_t{5}].collections["Phones"];
  phones["W"] = {{"Phone", "+14135550938"}, {"IsBest", "1"}};
  MappingSpec phone = {.name = "Phones"};
  phone.field_value_mappings = {
      {.field_name = "PhoneTypeID", .static_value = "Work"}};
  const JobSpec spec = Job({"VanID", "Phone", "IsBest"}, {phone});
  EXPECT_THAT(Import(spec,
                     "5,413-555-0928,\n5,413-555-0938,\n5,nonsense,Y\n5, ,Y\n"
                     "5,413-555-0928,Y\n",
                     &store),
              ElementsAre("5:Ignored to avoid overwriting best phone",
                          "5:Processed", "5:Invalid phone number",
                          "5:No data to apply", "5:Processed"));
  EXPECT_EQ(phones["W"]["Phone"], "+14135550928");
  EXPECT_EQ(phones["W"]["IsBest"], "1");
}

TEST(ReferenceImporterTest, ACodeIsAppliedOnce) {
  Store store;
  store.records["Contacts"][int64_t{5}] = {};
  MappingSpec code = {.name = "ActivistCode"};
  code.field_value_mappings = {
      {.field_name = "ActivistCodeID", .static_value = "volunteer"}};
  const JobSpec spec = Job({"VanID", "DateCanvassed"}, {code});
  EXPECT_THAT(Import(spec, "5,2024-05-01\n5,\n5,\n", &store),
              ElementsAre("5:CanvassedBy is required when DateCanvassed is "
                          "given",
                          "5:Processed", "5:Already applied"));
}

TEST(ReferenceImporterTest, ExternalIdsFindBeforeRulesAndBelongToOne) {
  Store store;
  store.records["Contacts"][int64_t{5}].collections["ExternalIDs"]["1"] = {
      {"ExternalID", "E5"}};
  const JobSpec spec =
      Job({"VanID", "External_1ID", "Email"}, {{"CreateOrUpdateContact"}});
  EXPECT_THAT(Import(spec, ",E5,a@x.org\n,E6,b@x.org\n5,E6,\n", &store),
              ElementsAre("5:Processed", "1:Processed",
                          "5:External ID already in use"));
}

TEST(ReferenceImporterTest, ARejectTakesNoKey) {
  Store store;
  const JobSpec spec = Job({"FirstName", "Email"}, {{"CreateOrUpdateContact"}});
  const JobResult result =
      RunJob(spec, Contacts(), "Ana,bad\nBea,b@x.org\n", {}, &store);
  EXPECT_THAT(Answers(result),
              ElementsAre("INVALID_EMAIL:Email", "1:Processed"));
  EXPECT_EQ(result.status, JobStatus::kCompletedWithErrors);
  EXPECT_EQ(result.files.at("rejects-1-1.csv"),
            "Row,Byte,Column,Code,Text\r\n"
            "1,0,Email,INVALID_EMAIL,Invalid email address\r\n");
  EXPECT_EQ(result.files.at("rejected-1-1.csv"), "Ana,bad\n");
}

TEST(ReferenceImporterTest, DuplicatePolicies) {
  JobSpec spec = Job({"VanID", "FirstName"}, {{"CreateOrUpdateContact"}});
  Store store;
  store.records["Contacts"][int64_t{5}] = {};
  spec.duplicate_policy = DuplicatePolicy::kIgnoreLater;
  EXPECT_THAT(
      Import(spec, "5,A\n5,B\n", &store),
      ElementsAre("5:Processed", "5:Ignored as a duplicate of an earlier row"));
  spec.duplicate_policy = DuplicatePolicy::kRejectLater;
  EXPECT_THAT(Import(spec, "5,A\n5,B\n", &store),
              ElementsAre("5:Processed", "DUPLICATE_ROW:"));
}

TEST(ReferenceImporterTest, NothingImportedIsFailed) {
  Store store;
  const JobSpec spec = Job({"FirstName"}, {{"CreateOrUpdateContact"}});
  const JobResult result = RunJob(spec, Contacts(), "\n\n", {}, &store);
  EXPECT_EQ(result.status, JobStatus::kFailed);
  EXPECT_THAT(result.errors, ElementsAre("NO_VALID_ROWS"));
  EXPECT_THAT(result.files, IsEmpty());
  EXPECT_EQ(result.counters.blank, 2U);
}

}  // namespace
}  // namespace millrace::reference
