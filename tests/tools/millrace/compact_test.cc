// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `compact`, and what `--stats` says of a load.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

using CompactTest = CommandTest;
using StatsTest = CommandTest;

TEST_F(CompactTest, LeavesEveryRecordAsItIs) {
  ASSERT_EQ(LoadContacts(ManyContacts(500)).exit_code, 0);
  ASSERT_EQ(Run({"export", "Contacts", "--store", "store", "--to", "before"})
                .exit_code,
            0);
  const CommandRun run = Run({"compact", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out,
              MatchesRegex(".* before, .* after, .* written in .* s\n"));
  ASSERT_EQ(Run({"export", "Contacts", "--store", "store", "--to", "after"})
                .exit_code,
            0);
  EXPECT_EQ(Read("after"), Read("before"));
}

TEST_F(CompactTest, SaysSoAsJson) {
  ASSERT_EQ(LoadContacts(ManyContacts(20)).exit_code, 0);
  const CommandRun run = Run({"compact", "--store", "store", "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out,
              MatchesRegex("\\{\"bytesBefore\":[0-9]+,\"bytesAfter\":[0-9]+,"
                           "\"bytesWritten\":[0-9]+,\"seconds\":[0-9.]+\\}\n"));
}

TEST_F(CompactTest, NeedsAStore) {
  const CommandRun run = Run({"compact", "--store", "nowhere"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("nowhere"));
}

TEST_F(StatsTest, NamesStagesAndBottleneck) {
  Write("people.csv", ManyContacts(2000));
  const CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--results", "out", "--stats", "people.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out,
              AllOf(ContainsRegex("stage +busy +share +threads\n"),
                    ContainsRegex("transform +[0-9.]+ s +[0-9]+ % +[0-9]+\n"),
                    ContainsRegex("merge +[0-9.]+ s +[0-9]+ % +1\n"),
                    ContainsRegex("render +[0-9.]+ s"),
                    ContainsRegex("bottleneck: [a-z]+; processor time .* s in "
                                  ".* s; .* written\n")));
  EXPECT_THAT(run.out, Not(ContainsRegex("inflate +[0-9]")));
}

TEST_F(StatsTest, AreAMemberOfTheReport) {
  Write("people.csv", ManyContacts(10));
  const CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--stats", "--json", "people.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("^\\{\"id\":1,"));
  EXPECT_THAT(run.out,
              ContainsRegex("\"stats\":\\{\"seconds\":[0-9.]+,\"cpuSeconds\":"
                            "[0-9.]+,\"peakMemoryBytes\":[0-9]+,"
                            "\"bytesWritten\":[0-9]+,\"bottleneck\":\"[a-z]+\","
                            "\"stages\":\\[\\{\"name\":\"inflate\","));
}

TEST_F(StatsTest, WithoutTheFlagNothingOfIt) {
  EXPECT_THAT(LoadContacts(ManyContacts(10)).out, Not(HasSubstr("bottleneck")));
}

}  // namespace
}  // namespace millrace::tool
