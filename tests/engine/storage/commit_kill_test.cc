// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Kills a process in the midst of its commits, again and again: whoever opens
// the store next finds whole commits only, and the last one acknowledged.
//
// The commits are made by another process, this program with --child:
// RocksDB's threads do not survive a fork.

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/base/check.h"
#include "millrace/store.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

constexpr int64_t kKeys = 50;

// Every commit writes its number to all keys and everywhere else.
void ApplyForever(Store* store, int acknowledged) {
  const auto first = store->View()->NextKey(kContacts);
  MILLRACE_CHECK(first.ok());
  for (int64_t i = *first + 1;; ++i) {
    const std::string name = std::to_string(i);
    auto commit = store->BeginCommit({.bytes_expected = i % 4 == 0 ? 1u : 0u});
    CommitPart* const part = commit->AddSortedPart();
    for (int64_t key = 0; key < kKeys; ++key) {
      part->PutRecord(kContacts, Key(key), Record(name));
    }
    commit->PutIdentity(kContacts, kExternalId, name, Key(i));
    commit->PutOutcomeBlock(JobId{1}, static_cast<uint64_t>(i), name);
    commit->PutJob({.id = JobId{1}, .description = name});
    commit->SetNextKey(kContacts, i);
    MILLRACE_CHECK(commit->Apply().ok());
    MILLRACE_CHECK_EQ(::write(acknowledged, &i, sizeof(i)), sizeof(i));
  }
}

// With 0 all commits are sorted runs, with 1 some, otherwise none.
StoreEnv EnvOf(uint64_t sorted_run_bytes_min, const FaultyRocksdbEnv& rocksdb) {
  return {.rocksdb = rocksdb.env(),
          .sorted_run_bytes_min = sorted_run_bytes_min};
}

void RunChild(const std::filesystem::path& path, uint64_t sorted_run_bytes_min,
              int acknowledged) {
  const FaultyRocksdbEnv rocksdb;  // a killed process needs no syncs
  const auto store =
      OpenOrDie(path, TestOptions(), EnvOf(sorted_run_bytes_min, rocksdb));
  ApplyForever(store.get(), acknowledged);
}

pid_t StartChild(const std::filesystem::path& path,
                 uint64_t sorted_run_bytes_min, int acknowledged) {
  std::vector<std::string> words = {
      "commit_kill_test", "--child", path.string(),
      std::to_string(sorted_run_bytes_min), std::to_string(acknowledged)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  MILLRACE_CHECK_EQ(::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr,
                                  arguments.data(), environ),
                    0);
  return child;
}

int64_t CheckWhole(const Store& store) {
  const auto view = store.View();
  const auto next = view->NextKey(kContacts);
  EXPECT_THAT(next, IsOk());
  if (*next == 1) {
    EXPECT_TRUE(Contacts(store).empty());
    return 1;
  }
  const std::string name = std::to_string(*next);
  const auto contacts = Contacts(store);
  EXPECT_EQ(contacts.size(), size_t{kKeys});
  for (const auto& [key, stored] : contacts) EXPECT_EQ(stored, name);
  EXPECT_THAT(view->LastOutcomeBlock(JobId{1}), IsOkAndHolds(name));
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, name),
              IsOkAndHolds(Key(*next)));
  EXPECT_THAT(
      view->FindIdentity(kContacts, kExternalId, std::to_string(*next + 1)),
      IsOkAndHolds(std::nullopt));
  const auto job = view->GetJob(JobId{1});
  EXPECT_THAT(job, IsOk());
  EXPECT_EQ(job->description, name);
  EXPECT_EQ(Outcomes(store, JobId{1}).size(), static_cast<size_t>(*next - 1));
  return *next;
}

class CommitKillTest : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Ways, CommitKillTest,
                         ::testing::Values(kNeverSortedRun, kAlwaysSortedRun,
                                           1));

TEST_P(CommitKillTest, WholeCommitsOnly) {
  TempDir temp_dir;
  const FaultyRocksdbEnv rocksdb;
  const StoreEnv env = EnvOf(GetParam(), rocksdb);
  const auto path = temp_dir / "store";
  CopyEmptyStore(path);
  std::mt19937 random(1);
  int64_t previous = 1;
  for (int round = 0; round < 12; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = StartChild(path, GetParam(), pipe[1]);
    ::close(pipe[1]);
    // Lets some commits pass and then some of the next one's time.
    int64_t acknowledged = previous;
    for (auto commits = 1 + random() % 20; commits > 0; --commits) {
      int64_t number = 0;
      ASSERT_EQ(::read(pipe[0], &number, sizeof(number)),
                static_cast<ssize_t>(sizeof(number)));
      EXPECT_GT(number, acknowledged);
      acknowledged = number;
    }
    ::usleep(static_cast<useconds_t>(random() % 3000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int exit_status = 0;
    ASSERT_EQ(::waitpid(child, &exit_status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(exit_status)) << exit_status;
    int64_t number = 0;
    while (::read(pipe[0], &number, sizeof(number)) == sizeof(number)) {
      acknowledged = number;
    }
    ::close(pipe[0]);

    {
      const auto reader = OpenOrDie(path, {.read_only = true});
      const int64_t seen = CheckWhole(*reader);
      EXPECT_GE(seen, acknowledged);
      EXPECT_LE(seen, acknowledged + 1);
    }
    const auto store = OpenOrDie(path, TestOptions(), env);
    const int64_t last = CheckWhole(*store);
    EXPECT_GE(last, acknowledged) << "what was acknowledged is there";
    EXPECT_LE(last, acknowledged + 1);
    previous = last;
  }
}

}  // namespace
}  // namespace millrace

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--child") {
    millrace::RunChild(argv[2], std::strtoull(argv[3], nullptr, 10),
                       std::atoi(argv[4]));
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
