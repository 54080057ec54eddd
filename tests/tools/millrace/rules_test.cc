// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Codes, error budgets, erasing and suggesting, as the command does them.

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/outcome.h"
#include "tests/support/zip_writer.h"
#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using RulesTest = CommandTest;

// Some rows are about contacts that are not there.
constexpr char kMixed[] =
    "VanID,FirstName\r\n,Ada\r\n91,x\r\n,Ben\r\n92,x\r\n93,x\r\n,Cy\r\n";

std::vector<std::string> ByHeader(const std::string& file) {
  return {"--resource", "Contacts", "--mapping", "CreateOrUpdateContact", file};
}

TEST_F(RulesTest, CodesAreTheTable) {
  const CommandRun text = Run({"codes"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, StartsWith("NUMBER  NAME "));
  const CommandRun json = Run({"codes", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_THAT(json.out, StartsWith("[\n  {\n    \"number\": 1,\n"));
  for (const CodeEntry& entry : CodeTable()) {
    EXPECT_THAT(text.out, HasSubstr(std::string(entry.advice)));
    EXPECT_THAT(json.out,
                HasSubstr("\"name\": \"" + std::string(entry.name) + "\""));
  }
}

// "<Field>" as Markdown shows it.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

TEST_F(RulesTest, ReadmeHasTheTableOfCodes) {
  std::string table =
      "| number | name | severity | text | advice | contract |\n"
      "|---|---|---|---|---|---|\n";
  for (const CodeEntry& entry : CodeTable()) {
    table += "| " + std::to_string(static_cast<int>(entry.code)) + " | `" +
             std::string(entry.name) + "` | " +
             std::string(SeverityName(entry.severity)) + " | " +
             Escaped(entry.text) + " | " + std::string(entry.advice) + " | " +
             std::string(entry.section) + " |\n";
  }
  const std::string readme =
      ReadFile(std::filesystem::path(MILLRACE_SOURCE_DIR) / "README.md");
  EXPECT_THAT(readme, HasSubstr("\n\n" + table + "\n"));
}

TEST_F(RulesTest, ResultCodesStayWithTheJob) {
  Write("mixed.csv", kMixed);
  Words words = ByHeader("mixed.csv");
  words.insert(words.end(), {"--result-codes", "--results", "out"});
  EXPECT_EQ(Load(words).exit_code, 3);
  constexpr char kHeader[] =
      "BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType,"
      "CreateOrUpdateContact_1,CreateOrUpdateContact_1_Code\r\n";
  EXPECT_THAT(Read("out/results-1-1.csv"), StartsWith(kHeader));
  Run({"results", "1", "--store", "store", "--to", "again"});
  EXPECT_EQ(Read("again/results-1-1.csv"), Read("out/results-1-1.csv"));
}

TEST_F(RulesTest, ResultCodesForOneRendering) {
  Write("mixed.csv", kMixed);
  Load(ByHeader("mixed.csv"));
  Run({"results", "1", "--store", "store", "--to", "with", "--result-codes"});
  Run({"results", "1", "--store", "store", "--to", "without"});
  EXPECT_THAT(Read("with/results-1-1.csv"),
              HasSubstr("1,1,1,VanID,Processed,PROCESSED\r\n"));
  EXPECT_THAT(Read("without/results-1-1.csv"),
              HasSubstr("1,1,1,VanID,Processed\r\n"));
}

TEST_F(RulesTest, BudgetPausesAndALargerOneGoesOn) {
  Write("mixed.csv", kMixed);
  Words words = ByHeader("mixed.csv");
  words.insert(words.end(), {"--max-rejected", "1"});
  CommandRun run = Load(words);
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, HasSubstr("InProgress, paused"));
  EXPECT_THAT(run.out, HasSubstr("rows read  4\n"));
  EXPECT_THAT(run.err,
              StartsWith("millrace: job 1: paused: error budget: more than 1 "
                         "rows are rejected\n  hint: go on with: millrace "
                         "resume 1 --store store, and a larger "));
  run = Run({"status", "1", "--store", "store", "--json"});
  EXPECT_THAT(run.out, HasSubstr("\"paused\":true"));
  EXPECT_THAT(run.out, HasSubstr("\"nextRow\":5"));
  // Without a larger one nothing more happens.
  run = Run({"resume", "--store", "store"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, HasSubstr("rows read  4\n"));
  run = Run({"resume", "1", "--store", "store", "--max-rejected", "2"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, HasSubstr("rows read  5\n"));
  run = Run({"resume", "--store", "store", "--max-rejected", "3"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out, HasSubstr("Job 1: Complete"));
  EXPECT_THAT(run.out, HasSubstr("rows read  6\n"));
  EXPECT_THAT(Contact(3), HasSubstr("Cy"));
  EXPECT_THAT(Contact(4), IsEmpty());
}

TEST_F(RulesTest, PausedJobCanBeCancelled) {
  Write("mixed.csv", kMixed);
  Words words = ByHeader("mixed.csv");
  words.insert(words.end(),
               {"--max-rejected-percent", "40", "--rejected-sample", "2"});
  EXPECT_EQ(Load(words).exit_code, 4);
  const CommandRun run =
      Run({"cancel", "1", "--store", "store", "--results", "out"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete"));
  EXPECT_THAT(run.out, HasSubstr("error CANCELLED"));
  EXPECT_THAT(run.out, Not(HasSubstr("paused")));
  EXPECT_THAT(Read("out/rejected-1-1.csv"), HasSubstr("91,x"));
}

TEST_F(RulesTest, BudgetOfAnUploadFromAPipe) {
  Words words = ByHeader("-");
  words.insert(words.end(), {"--max-rejected", "0"});
  EXPECT_EQ(Load(words, kMixed).exit_code, 4);
  // Other bytes before the place where it paused.
  std::string other = kMixed;
  other.replace(other.find("Ada"), 3, "Eve");
  CommandRun run = Run({"resume", "1", "--store", "store", "--source", "-",
                        "--max-rejected", "9"},
                       other);
  EXPECT_EQ(run.exit_code, 5) << run.out;
  EXPECT_THAT(run.err, HasSubstr("upload differs"));
  run = Run({"resume", "1", "--store", "store", "--source", "-"}, kMixed);
  EXPECT_EQ(run.exit_code, 3) << run.err;
}

TEST_F(RulesTest, BudgetFlagsThatAreNone) {
  Write("mixed.csv", kMixed);
  for (const Words& flags :
       {Words{"--max-rejected", "-1"}, Words{"--max-rejected-percent", "101"},
        Words{"--rejected-sample", "0"}}) {
    Words words = ByHeader("mixed.csv");
    words.insert(words.end(), flags.begin(), flags.end());
    EXPECT_EQ(Load(words).exit_code, 2) << flags[0];
  }
}

TEST_F(RulesTest, Erase) {
  Write("people.csv",
        "FirstName,LastName,Email\r\nAda,Marsh,ada@example.org\r\n");
  Words words = ByHeader("people.csv");
  words.insert(words.end(), {"--results", "out", "--show-column", "Email"});
  EXPECT_EQ(Load(words).exit_code, 0);
  const CommandRun run = Run({"erase", "contacts", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Contacts 1 is erased\n"));
  EXPECT_THAT(run.out, HasSubstr("  rows blanked in outcomes  1  of job 1\n"));
  EXPECT_THAT(run.out, HasSubstr("out/results-1-1.csv"));
  EXPECT_THAT(run.out, HasSubstr("rejected rows, which belong to no record"));
  EXPECT_THAT(run.out, Not(HasSubstr("Ada")));
  EXPECT_THAT(Contact(1), IsEmpty());
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(Path("store"))) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = ReadFile(entry.path());
    EXPECT_THAT(bytes, Not(HasSubstr("ada@example.org"))) << entry.path();
    EXPECT_THAT(bytes, Not(HasSubstr("Marsh"))) << entry.path();
  }
}

TEST_F(RulesTest, EraseNobody) {
  LoadContacts("FirstName\r\nAda\r\n");
  CommandRun run = Run({"erase", "Contacts", "2", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "millrace: Contacts: no record with VanID 2\n");
  run = Run({"erase", "Contacts", "Ada", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(Contact(1), HasSubstr("Ada"));
}

TEST_F(RulesTest, EraseWaitsForUnfinishedJobs) {
  Write("mixed.csv", kMixed);
  Words words = ByHeader("mixed.csv");
  words.insert(words.end(), {"--max-rejected", "0"});
  EXPECT_EQ(Load(words).exit_code, 4);
  const CommandRun run = Run({"erase", "Contacts", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("Contacts 1: job 1 is unfinished"));
  EXPECT_THAT(Contact(1), HasSubstr("Ada"));
}

TEST_F(RulesTest, SuggestPrintsAJobThatLoads) {
  const std::string upload =
      "Given Name,Surname,Mail,Mobile,Notes\r\n"
      "Ada,\"Marsh, \"\"A\"\"\",ada@example.org,413-555-0928,\r\n";
  Write("people.csv", upload);
  Write("people.zip", WriteZip({{.name = "in/people.csv", .bytes = upload}}));
  for (const char* file : {"people.csv", "people.zip"}) {
    const CommandRun run = Run({"suggest", file, "--resource", "contacts"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, StartsWith("{\n  \"description\": "));
    EXPECT_THAT(run.err, StartsWith("COLUMN "));
    EXPECT_THAT(run.err, HasSubstr("CreateOrUpdateContact.LastName"));
    EXPECT_THAT(run.err, Not(HasSubstr("Ada")));
    Write("job.json", run.out);
    const CommandRun load =
        Load({"--job", "job.json", "--source", file, "--json"});
    EXPECT_EQ(load.exit_code, 0) << load.err;
  }
  EXPECT_THAT(Contact(1), HasSubstr("\"LastName\": \"Marsh, \\\"A\\\"\""));
  EXPECT_THAT(Contact(1), HasSubstr("+14135550928"));
  EXPECT_THAT(Contact(2), IsEmpty());
}

TEST_F(RulesTest, SuggestWhereNothingCanBe) {
  Write("people.csv", "a,b\r\n1,2\r\n");
  CommandRun run = Run({"suggest", "people.csv", "--resource", "Contacts"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(Run({"suggest", "people.csv"}).exit_code, 2);
  EXPECT_EQ(Run({"suggest", "people.csv", "--resource", "No"}).exit_code, 2);
  EXPECT_EQ(Run({"suggest", "-", "--resource", "Contacts"}).exit_code, 2);
  EXPECT_EQ(Run({"suggest", "none", "--resource", "Contacts"}).exit_code, 5);
  Write("empty.csv", "");
  EXPECT_EQ(Run({"suggest", "empty.csv", "--resource", "Contacts"}).exit_code,
            4);
}

}  // namespace
}  // namespace millrace::tool
