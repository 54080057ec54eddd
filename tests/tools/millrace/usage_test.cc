// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Help and wrong usage, of every subcommand.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using UsageTest = CommandTest;

const std::vector<std::string>& Names() {
  static const std::vector<std::string> names = {
      "load",   "resume",  "cancel",      "jobs",      "status",  "results",
      "codes",  "get",     "export",      "erase",     "suggest", "mappings",
      "values", "inspect", "check-index", "catalogue", "version"};
  return names;
}

TEST_F(UsageTest, HelpListsTheCommands) {
  for (const char* word : {"--help", "-h", "help"}) {
    const CommandRun run = Run({word});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.out, StartsWith("Usage: millrace COMMAND"));
    for (const std::string& name : Names()) {
      EXPECT_THAT(run.out, HasSubstr("\n  " + name + " ")) << name;
    }
    EXPECT_THAT(run.err, IsEmpty());
  }
}

TEST_F(UsageTest, EveryCommandHasHelp) {
  for (const std::string& name : Names()) {
    const CommandRun run = Run({name, "--help"});
    EXPECT_EQ(run.exit_code, 0) << name;
    EXPECT_THAT(run.out, StartsWith("Usage: millrace " + name));
    EXPECT_THAT(run.out, HasSubstr("\nFlags:\n"));
    EXPECT_THAT(run.out, HasSubstr("\nExamples:\n  "));
    EXPECT_THAT(run.out, HasSubstr("\nExit codes:\n  0 "));
    EXPECT_THAT(run.err, IsEmpty());
    EXPECT_EQ(Run({"help", name}).out, run.out);
  }
}

TEST_F(UsageTest, HelpOfOneCommandHasItsOwnFlagsOnly) {
  EXPECT_THAT(Run({"status", "--help"}).out, Not(HasSubstr("--workers")));
  EXPECT_THAT(Run({"load", "--help"}).out, HasSubstr("--workers N"));
}

TEST_F(UsageTest, UnknownCommand) {
  const CommandRun run = Run({"stat"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("millrace: unknown command stat"));
  EXPECT_EQ(Run({"loda"}).err,
            "millrace: unknown command loda (did you mean load?)\n"
            "  hint: millrace --help lists them\n");
  EXPECT_EQ(Run({}).exit_code, 2);
}

TEST_F(UsageTest, UnknownFlagOfEveryCommand) {
  for (const std::string& name : Names()) {
    const CommandRun run = Run({name, "--stoer", "x"});
    EXPECT_EQ(run.exit_code, 2) << name;
    EXPECT_THAT(run.err,
                StartsWith("millrace: " + name + ": unknown flag --stoer"));
    EXPECT_THAT(run.out, IsEmpty());
  }
}

TEST_F(UsageTest, NoStoreGiven) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"jobs"},
                                             {"inspect"},
                                             {"status", "1"},
                                             {"cancel", "1"},
                                             {"results", "1", "--to", "out"},
                                             {"get", "Contacts", "1"},
                                             {"export", "Contacts"},
                                             {"values"},
                                             {"resume"}}) {
    const CommandRun run = Run(words);
    EXPECT_EQ(run.exit_code, 2) << words[0];
    EXPECT_EQ(run.err,
              "millrace: no store is given\n  hint: name its folder with "
              "--store DIR or in MILLRACE_STORE\n");
  }
}

TEST_F(UsageTest, NoStoreThere) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{
           {"jobs"}, {"inspect"}, {"status", "1"}, {"cancel", "1"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--store", "nowhere"});
    const CommandRun run = Run(all);
    EXPECT_EQ(run.exit_code, 5) << words[0];
    EXPECT_THAT(run.err, StartsWith("millrace: store nowhere: "));
    EXPECT_THAT(run.err, HasSubstr("hint: a store is made by the first load"));
  }
  EXPECT_FALSE(std::filesystem::exists(Path("nowhere")));
}

TEST_F(UsageTest, StoreFromTheEnvironment) {
  CommandSetup setup = InFolder();
  setup.environment["MILLRACE_STORE"] = "elsewhere";
  const CommandRun run = RunCommand(WithProgram({"jobs"}), "", setup);
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: store elsewhere: "));
}

TEST_F(UsageTest, LoadNeedsOneForm) {
  EXPECT_EQ(Load({}).exit_code, 2);
  EXPECT_EQ(Load({"upload.csv"}).exit_code, 2);
  EXPECT_EQ(Load({"--resource", "Contacts", "upload.csv"}).exit_code, 2);
  CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("millrace: argument FILE is missing\n"));
  run = Load({"--job", "job.json", "--resource", "Contacts"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--resource does not go with --job"));
  run = Load({"--job", "job.json", "--source", "a", "b"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("the upload is given twice"));
  EXPECT_FALSE(std::filesystem::exists(Path("store")));
}

TEST_F(UsageTest, BadJobIds) {
  for (const char* id : {"0", "-1", "x", "1.5", "2147483648"}) {
    const CommandRun run = Run({"status", id, "--store", "store"});
    EXPECT_EQ(run.exit_code, 2) << id;
    EXPECT_THAT(run.err, StartsWith("millrace: not a job id: "));
  }
}

TEST_F(UsageTest, Version) {
  for (const char* word : {"version", "--version"}) {
    const CommandRun run = Run({word});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.out, StartsWith("millrace 0."));
    EXPECT_THAT(run.out, HasSubstr("store format "));
  }
}

}  // namespace
}  // namespace millrace::tool
