// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `load` in both forms: what is imported, printed, written and answered.

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/zip_writer.h"
#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using LoadTest = CommandTest;

constexpr char kUpload[] =
    "FirstName,LastName,Email\r\n"
    "Ada,Marsh,ada@example.org\r\n"
    "Ben,Okafor,ben@example.org\r\n";

TEST_F(LoadTest, ByHeader) {
  const CommandRun run = LoadContacts(kUpload);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete (Import Contacts)\n"));
  EXPECT_THAT(run.out, ContainsRegex("rows read +2\n"));
  EXPECT_THAT(run.out,
              ContainsRegex("imported +2  2 created, 0 updated, 0 unchanged"));
  EXPECT_THAT(run.out, ContainsRegex("rejected +0\n"));
  EXPECT_THAT(run.out, ContainsRegex("Processed +2\n"));
  EXPECT_THAT(run.out, HasSubstr("out/results-1-1.csv"));
  EXPECT_THAT(run.out, ContainsRegex("2 rows in .* rows per second, peak "
                                     "memory .* MB\n"));
  EXPECT_THAT(run.err, IsEmpty());
  EXPECT_THAT(Read("out/results-1-1.csv"),
              StartsWith("BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType,"
                         "CreateOrUpdateContact_1\r\n1,1,1,VanID,Processed\r\n"
                         "2,1,2,VanID,Processed\r\n"));
  EXPECT_THAT(Contact(2), HasSubstr("\"LastName\": \"Okafor\""));
}

TEST_F(LoadTest, JsonObjectsByTheirMembers) {
  const std::string rows =
      "{\"FirstName\":\"Ada\"}\n{\"LastName\":\"Okafor\",\"FirstName\":\"Ben\"}"
      "\n"
      "not json\n";
  Write("people.ndjson", rows);
  CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--results", "out", "people.ndjson"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("imported +2  2 created"));
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr("3,60,,NOT_JSON,"));
  EXPECT_EQ(Read("out/rejected-1-1.ndjson"), "not json\n");
  EXPECT_THAT(Contact(2), HasSubstr("\"LastName\": \"Okafor\""));
  run = Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
              "--delimiter", "ndjson", "-"},
             rows);
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(Contact(4), HasSubstr("\"LastName\": \"Okafor\""));
}

TEST_F(LoadTest, ByHeaderWithFlagsOfTheSpec) {
  Write("upload.txt",
        "VanID|FirstName|LastName\n|Ada|Marsh\n1|Ada|Moor\n1|Ada|Mire\n");
  const CommandRun run =
      Load({"--resource", "contacts", "--mapping", "createorupdatecontact",
            "--delimiter", "pipe", "--show-column", "LastName", "--duplicates",
            "reject-later", "--results", "out", "upload.txt"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(Read("out/results-1-1.csv"), HasSubstr("\r\n1,1,1,VanID,Marsh,"));
  EXPECT_THAT(run.out, ContainsRegex("rejected +2\n"));
  EXPECT_THAT(Contact(1), HasSubstr("Marsh"));
}

TEST_F(LoadTest, ByHeaderFromAZip) {
  Write("upload.zip", WriteZip({{.name = "people.csv", .bytes = kUpload}}));
  const CommandRun run = Load({"--resource", "Contacts", "--mapping",
                               "CreateOrUpdateContact", "upload.zip"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 created"));
}

TEST_F(LoadTest, ByHeaderFromStandardInput) {
  const CommandRun run = Load(
      {"--resource", "Contacts", "--mapping", "CreateOrUpdateContact", "-"},
      ManyContacts(5000));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("5,000 created"));
  EXPECT_THAT(Contact(5000), HasSubstr("Last5000"));
}

TEST_F(LoadTest, BySpec) {
  Write("job.json", ContactsSpec({"FirstName", "LastName", "Email"}));
  Write("upload.csv", kUpload);
  const CommandRun run = Load({"--job", "job.json", "--source", "upload.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete (Contacts of a test)\n"));
  EXPECT_THAT(run.out,
              HasSubstr("millrace results 1 --store store --to DIR\n"));
  EXPECT_FALSE(std::filesystem::exists(Path("out")));
}

TEST_F(LoadTest, BySpecFromStandardInput) {
  Write("job.json", ContactsSpec({"FirstName", "LastName", "Email"}));
  const CommandRun run = Load({"--job", "job.json", "--source", "-"}, kUpload);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 created"));
}

TEST_F(LoadTest, BySpecFromItsFileAddress) {
  std::string spec = ContactsSpec({"FirstName", "LastName", "Email"});
  Write("upload.csv", kUpload);
  const std::string member =
      "\"fileName\": \"upload.csv\", \"sourceUrl\": \"file://" +
      Path("upload.csv").native() + "\"";
  const std::string name = "\"fileName\": \"upload.csv\"";
  spec.replace(spec.find(name), name.size(), member);
  Write("job.json", spec);
  EXPECT_EQ(Load({"--job", "job.json"}).exit_code, 0);
}

TEST_F(LoadTest, BySpecWithoutASource) {
  Write("job.json", ContactsSpec({"FirstName", "LastName"}));
  const CommandRun run = Load({"--job", "job.json"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err,
            "millrace: job.json: file.sourceUrl: not a file: address\n"
            "  hint: give the upload with --source FILE\n");
}

TEST_F(LoadTest, OwnCatalogue) {
  Write("people.json", kPeopleCatalogue);
  Write("upload.csv", "PersonCode,Name,Age\r\nP-1,Ada,36\r\nP-2,Ben,40\r\n");
  const CommandRun run = Load({"--catalogue", "people.json", "--resource",
                               "People", "--mapping", "Person", "upload.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  // The store knows the catalogue from here on.
  const CommandRun got = Run({"get", "People", "P-2", "--store", "store"});
  EXPECT_EQ(got.exit_code, 0) << got.err;
  EXPECT_THAT(got.out, HasSubstr("\"PersonCode\": \"P-2\""));
  EXPECT_THAT(got.out, HasSubstr("\"Age\": \"40\""));
}

TEST_F(LoadTest, SomeRowsRejected) {
  const CommandRun run = LoadContacts(
      "FirstName,LastName,CellPhone\r\n"
      "Ada,Marsh,413-555-0928\r\n"
      "Ben,Okafor,12345\r\n"
      "Cal,Stone\r\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.out, ContainsRegex("rejected +2\n"));
  EXPECT_THAT(run.out, ContainsRegex("Invalid phone number +1\n"));
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr("Invalid phone number"));
  EXPECT_EQ(Read("out/rejected-1-1.csv"),
            "FirstName,LastName,CellPhone\r\nBen,Okafor,12345\r\n"
            "Cal,Stone\r\n");
}

TEST_F(LoadTest, MendedRejectsLoadAgain) {
  LoadContacts("FirstName,LastName,CellPhone\r\nBen,Okafor,12345\r\n");
  std::string rejected = Read("out/rejected-1-1.csv");
  rejected.replace(rejected.find("12345"), 5, "413-555-0928");
  const CommandRun run = LoadContacts(rejected);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(Contact(1), HasSubstr("+14135550928"));
}

TEST_F(LoadTest, RowsWhoseMappingsAllFailed) {
  ASSERT_EQ(LoadContacts("FirstName,LastName\r\nAda,Marsh\r\n").exit_code, 0);
  const CommandRun run =
      LoadContacts("VanID,FirstName,CellPhone\r\n1,Ada,\r\n1,,12345\r\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.out, HasSubstr("in 1 imported row every mapping failed\n"));
}

TEST_F(LoadTest, NothingImported) {
  const CommandRun run = LoadContacts("FirstName,CellPhone\r\nAda,12345\r\n");
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, StartsWith("Job 1: Failed"));
  EXPECT_THAT(run.out, HasSubstr("error NO_VALID_ROWS"));
}

TEST_F(LoadTest, Json) {
  Write("upload.csv", kUpload);
  const CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--json", "upload.csv"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, ContainsRegex("^\\{ *\n? *\"id\": ?1,"));
  EXPECT_THAT(run.out, ContainsRegex("\"status\": ?\"Complete\""));
  EXPECT_THAT(run.out, Not(HasSubstr("rows per second")));
  EXPECT_EQ(Run({"status", "1", "--store", "store", "--json"}).out, run.out);
}

TEST_F(LoadTest, DryRunLeavesRecordsAlone) {
  ASSERT_EQ(LoadContacts(kUpload).exit_code, 0);
  const std::string before = Contact(1);
  Write("upload.csv", "VanID,LastName\r\n1,Changed\r\n,New\r\n");
  const CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--dry-run", "--results", "out", "upload.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 2: Complete, dry run"));
  EXPECT_THAT(run.out, HasSubstr("1 created, 1 updated"));
  EXPECT_THAT(run.out, HasSubstr("dry run: no record was changed\n"));
  EXPECT_EQ(Contact(1), before);
  EXPECT_EQ(Run({"get", "Contacts", "3", "--store", "store"}).exit_code, 2);
  EXPECT_TRUE(std::filesystem::exists(Path("out/results-2-1.csv")));
}

TEST_F(LoadTest, AnyNumberOfWorkersAndAnyBudget) {
  Write("upload.csv", ManyContacts(3000));
  ASSERT_EQ(
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--workers", "0", "--results", "one", "upload.csv"})
          .exit_code,
      0);
  std::filesystem::remove_all(Path("store"));
  ASSERT_EQ(Load({"--resource", "Contacts", "--mapping",
                  "CreateOrUpdateContact", "--workers", "3", "--run-budget-mb",
                  "1", "--results", "other", "upload.csv"})
                .exit_code,
            0);
  EXPECT_EQ(Read("one/results-1-1.csv"), Read("other/results-1-1.csv"));
}

TEST_F(LoadTest, ProgressAsABar) {
  Write("upload.csv", ManyContacts(20000));
  const CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--progress", "bar", "--workers", "0", "upload.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  // Drawn at least once unless the machine is faster than the interval; then
  // taken away.
  if (!run.err.empty()) {
    EXPECT_THAT(run.err, AllOf(HasSubstr("%, "), HasSubstr(" rows/s")));
    EXPECT_TRUE(run.err.ends_with("\r\x1b[K"));
  }
  EXPECT_THAT(run.out, Not(HasSubstr("\x1b")));
}

TEST_F(LoadTest, SpecDefectsOneALine) {
  std::string spec = ContactsSpec({"FirstName", "LastName"});
  const std::string name = "CreateOrUpdateContact";
  spec.replace(spec.find(name), name.size(), "CreateOrUpdateContacts");
  spec.replace(spec.find("loadMappedFile"), 14, "loadIt");
  Write("job.json", spec);
  Write("upload.csv", kUpload);
  const CommandRun run = Load({"--job", "job.json", "--source", "upload.csv"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err,
              HasSubstr("millrace: job.json: actions[0].actionType: "));
  EXPECT_THAT(
      run.err,
      HasSubstr("millrace: job.json: actions[0].mappingTypes[0].name: "));
  EXPECT_THAT(run.err, HasSubstr("CreateOrUpdateContact"));
  EXPECT_THAT(run.out, IsEmpty());
  // A spec that cannot be run makes no store.
  EXPECT_FALSE(std::filesystem::exists(Path("store")));
}

}  // namespace
}  // namespace millrace::tool
