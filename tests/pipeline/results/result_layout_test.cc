// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/result_layout.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/pipeline/sink/plan_bench.h"

namespace millrace {
namespace {

class ResultLayoutTest : public ::testing::Test {
 protected:
  ResultLayoutTest()
      : spec_(MakeSpec("Contacts", {"P", "By", "When", "Email"},
                       R"({"name": "CreateOrUpdateContact"},
          {"name": "Phones", "resultFileColumnName": "Home, sweet",
           "fieldValueMappings": [
             {"fieldName": "Phone", "columnName": "P"},
             {"fieldName": "PhoneTypeID", "staticValue": "H"}]},
          {"name": "Phones", "includeInResultsFile": false,
           "fieldValueMappings": [
             {"fieldName": "Phone", "columnName": "P"},
             {"fieldName": "PhoneTypeID", "staticValue": "W"}]},
          {"name": "Phones", "fieldValueMappings": [
             {"fieldName": "Phone", "columnName": "P"},
             {"fieldName": "PhoneTypeID", "staticValue": "C"}]})")) {
    job_.id = JobId{75};
    job_.upload_file_id = 6135;
    job_.first_mapping_identifier = 1834;
    job_.upload_header = "P\tBy\r\n";
  }

  ResultLayout Layout() {
    PlanBench bench(BuiltInCatalogue(), spec_);
    return {job_, spec_, bench.plan()};
  }

  JobRecord job_;
  JobSpec spec_;
};

TEST_F(ResultLayoutTest, Headers) {
  spec_.columns_to_include = {"EMAIL", "p"};
  const ResultLayout layout = Layout();
  EXPECT_EQ(layout.ResultsHeader(),
            "BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType,EMAIL,p,"
            "CreateOrUpdateContact_1834,\"Home, sweet\",Phones_1837\r\n");
  EXPECT_EQ(ResultLayout::RejectsHeader(), "Row,Byte,Column,Code,Text\r\n");
  EXPECT_EQ(layout.upload_header(), "P\tBy\r\n");
  EXPECT_EQ(layout.shown(), (std::vector<size_t>{0, 1, 3}));
  EXPECT_EQ(layout.requested_count(), 2);
  EXPECT_EQ(layout.key_type(), "VanID");
  EXPECT_TRUE(layout.is_key_integer());
  EXPECT_EQ(layout.job_id(), JobId{75});
  EXPECT_EQ(layout.upload_file_id(), 6135);
}

TEST_F(ResultLayoutTest, CodesStandBehindTheirMessages) {
  constexpr char kWithCodes[] =
      "BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType,"
      "CreateOrUpdateContact_1834,CreateOrUpdateContact_1834_Code,"
      "\"Home, sweet\",\"Home, sweet_Code\",Phones_1837,Phones_1837_Code\r\n";
  EXPECT_FALSE(Layout().has_codes());
  PlanBench bench(BuiltInCatalogue(), spec_);
  const ResultLayout asked(job_, spec_, bench.plan(), true);
  EXPECT_EQ(asked.ResultsHeader(), kWithCodes);
  spec_.result_codes = true;
  EXPECT_TRUE(Layout().has_codes());
  EXPECT_EQ(Layout().ResultsHeader(), kWithCodes);
}

TEST_F(ResultLayoutTest, SizesAreInThousands) {
  spec_.result_file_size_kb_limit = 5001;
  EXPECT_EQ(Layout().bytes_max(), 5001000);
}

TEST_F(ResultLayoutTest, ExtensionIsTheUploads) {
  const auto extension = [this](const std::string& name) {
    spec_.file.file_name = name;
    return Layout().upload_extension();
  };
  EXPECT_EQ(extension("people.csv"), "csv");
  EXPECT_EQ(extension("people.TSV"), "TSV");
  EXPECT_EQ(extension("people.v2.txt"), "txt");
  EXPECT_EQ(extension("people"), "csv");
  EXPECT_EQ(extension("people."), "csv");
  EXPECT_EQ(extension("people.a/../b"), "csv");
  EXPECT_EQ(extension("people.very-long-one"), "csv");
  EXPECT_EQ(extension(".csv"), "csv");
  spec_.file.delimiter = ColumnDelimiter::kTab;
  EXPECT_EQ(extension("people"), "txt");
}

TEST_F(ResultLayoutTest, Messages) {
  const ResultLayout layout = Layout();
  EXPECT_EQ(layout.Message(1, {Code::kProcessed, 0xff}), "Processed");
  EXPECT_EQ(layout.Message(1, {Code::kMissingRequired, 0}),
            "Missing required field Phone");
  EXPECT_EQ(layout.Message(0, {Code::kRecordExists, 0xff}),
            "Contact already exists");
  EXPECT_EQ(layout.RejectText(Code::kRecordNotFound, 0xff, 0xff),
            "Contact not found");
  EXPECT_EQ(layout.RejectText(Code::kMissingRequired, 1, 1),
            "Missing required field PhoneTypeID");
  EXPECT_EQ(layout.RejectText(Code::kColumnCount, 0xff, 0xff),
            "Wrong number of columns");
  EXPECT_EQ(layout.ColumnName(2), "When");
  EXPECT_EQ(layout.ColumnName(0xff), "");
}

TEST_F(ResultLayoutTest, ShowsMatchesWhereAsked) {
  spec_.columns_to_include = {"p"};
  EXPECT_FALSE(Layout().shows_match());
  spec_.include_match_in_results_file = true;
  const ResultLayout layout = Layout();
  EXPECT_TRUE(layout.shows_match());
  EXPECT_THAT(layout.ResultsHeader(),
              ::testing::HasSubstr(",p,MatchedBy,CreateOrUpdateContact_"));
  EXPECT_EQ(layout.MatchText(static_cast<uint16_t>(FoundBy::kNothing), false),
            "");
  EXPECT_EQ(layout.MatchText(static_cast<uint16_t>(FoundBy::kCreated), false),
            "");
  EXPECT_EQ(layout.MatchText(static_cast<uint16_t>(FoundBy::kKey), false),
            "VanID");
  EXPECT_NE(layout.MatchText(kFoundByFinder, false), "");
  EXPECT_EQ(layout.MatchText(kFoundByFinder, true),
            layout.MatchText(kFoundByFinder, false) + " (several)");
  EXPECT_EQ(layout.MatchText(kFoundByFinder + 1000, false), "");
}

TEST_F(ResultLayoutTest, SaysOfWhichTypeTheNamedRecordWouldBe) {
  spec_ = MakeSpec("Contributions",
                   {"ContributionID", "VanID", "DesignationID", "DateReceived",
                    "Amount", "StatusID", "PaymentTypeID"},
                   R"({"name": "CreateOrUpdateContribution"})");
  const ResultLayout layout = Layout();
  EXPECT_EQ(layout.Message(0, {Code::kNamedNotFound, 1}), "Contact not found");
  EXPECT_EQ(layout.RejectText(Code::kRecordNotFound, 0xff, 0xff),
            "Contribution not found");
}

}  // namespace
}  // namespace millrace
