// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "pipeline/batch/upload_error.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zip_writer.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

absl::StatusOr<JobSpec> FromHeader(std::string upload,
                                   HeaderSpecOptions options = {}) {
  options.resource_type = "Contacts";
  options.mapping_types = {"CreateOrUpdateContact"};
  return JobSpecFromHeader(Upload::Memory(std::move(upload)), options);
}

TEST(HeaderSpecTest, NamesTheColumns) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JobSpec spec,
      FromHeader("\xef\xbb\xbf First , \"La\"\"st\",\"a,b\"\r\n1,2,3\n"));
  EXPECT_THAT(spec.file.columns, ElementsAre("First", "La\"st", "a,b"));
  EXPECT_EQ(spec.file.delimiter, ColumnDelimiter::kCsv);
  EXPECT_TRUE(spec.file.has_header);
  EXPECT_TRUE(spec.file.has_quotes);
  EXPECT_EQ(spec.resource_type, "Contacts");
  ASSERT_EQ(spec.mapping_types.size(), 1);
  EXPECT_EQ(spec.mapping_types[0].name, "CreateOrUpdateContact");
}

TEST(HeaderSpecTest, TakesTheDelimiterThatCutsMost) {
  EXPECT_EQ(FromHeader("a,b\tc\td\n")->file.delimiter, ColumnDelimiter::kTab);
  EXPECT_EQ(FromHeader("a|b|c,d\n")->file.delimiter, ColumnDelimiter::kPipe);
  EXPECT_EQ(FromHeader("alone\n")->file.delimiter, ColumnDelimiter::kCsv);
  const auto forced =
      FromHeader("a,b\tc\td\n", {.delimiter = ColumnDelimiter::kCsv});
  EXPECT_THAT(forced->file.columns, ElementsAre("a", "b\tc\td"));
}

TEST(HeaderSpecTest, TakesTheMembersOfJsonObjects) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JobSpec spec,
      FromHeader(
          " {\"FirstName\":\"Ana\"}\n{\"Email\":null,\"firstname\":1}\n"));
  EXPECT_EQ(spec.file.delimiter, ColumnDelimiter::kNdjson);
  EXPECT_THAT(spec.file.columns, ElementsAre("FirstName", "Email"));
  EXPECT_FALSE(spec.file.has_header);
  EXPECT_FALSE(spec.file.has_quotes);
  EXPECT_THAT(CheckJobSpec(spec, BuiltInCatalogue()), ::testing::IsEmpty());
  const auto forced =
      FromHeader("{\"a\":1}\n", {.delimiter = ColumnDelimiter::kCsv});
  EXPECT_EQ(forced->file.delimiter, ColumnDelimiter::kCsv);
  const auto none =
      FromHeader("a,b\n1,2\n", {.delimiter = ColumnDelimiter::kNdjson});
  EXPECT_EQ(UploadErrorOf(none.status()), JobErrorCode::kInvalidFile);
}

TEST(HeaderSpecTest, HeaderWithoutRows) {
  EXPECT_THAT(FromHeader("a,b")->file.columns, ElementsAre("a", "b"));
}

TEST(HeaderSpecTest, WithoutAHeaderTheUploadIsNone) {
  for (const std::string& upload :
       {std::string(), std::string("\n1,2\n"), std::string("a,\xff\n")}) {
    const auto spec = FromHeader(upload);
    EXPECT_EQ(UploadErrorOf(spec.status()), JobErrorCode::kInvalidFile)
        << spec.status();
  }
}

TEST(HeaderSpecTest, OnlyMemberOfAZip) {
  const TempDir directory;
  const auto path = directory.Write(
      "up.zip", WriteZip({{.name = "x.csv", .bytes = "A,B\n1,2\n"}}));
  const auto spec = JobSpecFromHeader(path, {.resource_type = "Contacts"});
  MILLRACE_ASSERT_OK(spec);
  EXPECT_THAT(spec->file.columns, ElementsAre("A", "B"));
}

TEST(HeaderSpecTest, PipesAndAbsentFiles) {
  EXPECT_THAT(JobSpecFromHeader(Upload::StandardInput(), {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(JobSpecFromHeader("/nonexistent/file.csv", {}),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace millrace
