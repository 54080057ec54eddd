// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Interrupted, killed and cancelled loads, and what goes on beside one.

#include <signal.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// More than the pipe, a chunk, and a run of the smallest budget hold, so that
// some of it is committed once all of it is written.
constexpr size_t kContactCount = 60000;

class ResumeTest : public CommandTest {
 protected:
  // A load from a pipe that has been given `bytes` and waits for more.
  StartedCommand StartLoad() {
    Write("job.json", ContactsSpec({"FirstName", "LastName", "Email"}));
    return StartedCommand(
        WithProgram({"load", "--store", "store", "--job", "job.json",
                     "--source", "-", "--run-budget-mb", "1", "--progress",
                     "off"}),
        InFolder());
  }
  // What an undisturbed load of the upload gives as results.
  std::string ResultsUndisturbed(std::string_view upload) {
    Write("whole.csv", upload);
    const CommandRun run = Run({"load", "--store", "other", "--job", "job.json",
                                "--source", "whole.csv", "--results", "whole"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return Read("whole/results-1-1.csv");
  }
  // Rows of job 1 that are committed, as `status` has it.
  bool HasCommitted() {
    const CommandRun run = Run({"status", "1", "--store", "store"});
    return run.out.find("rows read  0\n") == run.out.npos &&
           run.out.find("Processed") != run.out.npos;
  }
};

TEST_F(ResumeTest, InterruptedThenResumed) {
  const std::string upload = ManyContacts(kContactCount);
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(upload));
  load.Signal(SIGINT);
  CommandRun run = load.Wait();
  EXPECT_EQ(run.exit_code, 130) << run.err;
  EXPECT_THAT(run.err, HasSubstr("millrace: job 1: interrupted; "));
  EXPECT_THAT(run.err,
              HasSubstr("millrace resume 1 --store store --source -, with the "
                        "same bytes from their start"));
  EXPECT_THAT(run.out, StartsWith("Job 1: InProgress"));
  run = Run({"jobs", "--store", "store", "--status", "unfinished"});
  EXPECT_THAT(run.out, ContainsRegex("\n +1  InProgress"));
  // Without its bytes it cannot go on, and says so.
  run = Run({"resume", "--store", "store"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("standard input"));
  run = Run(
      {"resume", "1", "--store", "store", "--source", "-", "--results", "out"},
      upload);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Read("out/results-1-1.csv"), ResultsUndisturbed(upload));
  run = Run({"resume", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "millrace: no job is unfinished\n");
}

// The writer of the pipe is ended by the same Ctrl-C: what looks like the end
// of the upload is none.
TEST_F(ResumeTest, EndOfThePipeAfterASignalIsNotTheEnd) {
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(ManyContacts(100)));
  // Once there is a job, signals are seen to.
  while (Run({"jobs", "--store", "store"}).out.empty()) {
  }
  load.Signal(SIGTERM);
  load.CloseInput();
  const CommandRun run = load.Wait();
  EXPECT_EQ(run.exit_code, 130) << run.err;
  EXPECT_THAT(Run({"jobs", "--store", "store"}).out,
              Not(HasSubstr("Complete")));
}

TEST_F(ResumeTest, KilledThenResumedFromAFile) {
  const std::string upload = ManyContacts(kContactCount);
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(upload));
  while (!HasCommitted()) {
  }
  load.Signal(SIGKILL);
  EXPECT_EQ(load.Wait().signal, SIGKILL);
  Write("upload.csv", upload);
  const CommandRun run = Run({"resume", "1", "--store", "store", "--source",
                              "upload.csv", "--results", "out"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Read("out/results-1-1.csv"), ResultsUndisturbed(upload));
}

TEST_F(ResumeTest, SecondSignalEndsAtOnce) {
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(ManyContacts(kContactCount)));
  load.Signal(SIGINT);
  load.Signal(SIGTERM);
  EXPECT_EQ(load.Wait().exit_code, 130);
}

TEST_F(ResumeTest, AnotherUploadIsRefused) {
  const std::string upload = ManyContacts(kContactCount);
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(upload));
  while (!HasCommitted()) {
  }
  load.Signal(SIGINT);
  ASSERT_EQ(load.Wait().exit_code, 130);
  std::string other = upload;
  for (char& c : other) c = c == 'F' ? 'f' : c;
  const CommandRun run =
      Run({"resume", "1", "--store", "store", "--source", "-"}, other);
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: job 1: "));
  EXPECT_THAT(Run({"status", "1", "--store", "store"}).out,
              HasSubstr("InProgress"));
}

TEST_F(ResumeTest, BesideARunningLoad) {
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(ManyContacts(kContactCount)));
  while (!HasCommitted()) {
  }
  for (const Words& words :
       {Words{"jobs"}, Words{"status", "1"}, Words{"inspect"},
        Words{"get", "Contacts", "1"}, Words{"export", "Contacts"},
        Words{"results", "1", "--to", "out"}, Words{"values"}}) {
    Words all = words;
    all.insert(all.end(), {"--store", "store"});
    const CommandRun run = Run(all);
    EXPECT_EQ(run.exit_code, 0) << words[0] << ": " << run.err;
  }
  for (const Words& words : {Words{"cancel", "1"}, Words{"resume"}}) {
    Words all = words;
    all.insert(all.end(), {"--store", "store"});
    const CommandRun run = Run(all);
    EXPECT_EQ(run.exit_code, 5);
    EXPECT_THAT(run.err, StartsWith("millrace: store store: "));
    EXPECT_THAT(run.err, HasSubstr("hint: one process writes at a time"));
  }
  load.CloseInput();
  const CommandRun run = load.Wait();
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("60,000 created"));
}

TEST_F(ResumeTest, Cancelled) {
  StartedCommand load = StartLoad();
  ASSERT_TRUE(load.Write(ManyContacts(kContactCount)));
  while (!HasCommitted()) {
  }
  load.Signal(SIGINT);
  ASSERT_EQ(load.Wait().exit_code, 130);
  CommandRun run = Run({"cancel", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete"));
  EXPECT_THAT(run.out, HasSubstr("error CANCELLED"));
  run = Run({"cancel", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  run = Run({"resume", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("job 1 is settled: Complete"));
  EXPECT_EQ(Run({"cancel", "7", "--store", "store"}).err,
            "millrace: there is no job 7\n  hint: millrace jobs lists them\n");
}

TEST_F(ResumeTest, SourceNeedsAJob) {
  const CommandRun run = Run({"resume", "--store", "store", "--source", "-"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("millrace: flag --source needs a JOB\n"));
}

}  // namespace
}  // namespace millrace::tool
