// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Readers beside a writer, which opened the store with read_only.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/store.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

size_t FilesIn(const fs::path& folder) {
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.exists()) ++count;
  }
  return count;
}

class StoreReaderTest : public StoreBothWaysFixture {
 protected:
  std::unique_ptr<Store> OpenReader() {
    return OpenOrDie(path(), {.read_only = true});
  }

  void Put(int64_t key, std::string_view name, uint64_t bytes_expected = 0) {
    auto commit = store_->BeginCommit({.bytes_expected = bytes_expected});
    commit->PutRecord(kContacts, Key(key), Record(name));
    commit->PutOutcomeBlock(JobId{1}, next_sequence_++, name);
    commit->SetNextKey(kContacts, key + 1);
    MILLRACE_ASSERT_OK(commit->Apply());
  }

  uint64_t next_sequence_ = 0;
};
MILLRACE_BOTH_WAYS(StoreReaderTest);

TEST_P(StoreReaderTest, SeesWhatWasCommittedBeforeItOpened) {
  Put(1, "Ada");
  MILLRACE_ASSERT_OK(store_->InternResourceType("Contacts"));
  const auto reader = OpenReader();
  EXPECT_THAT(Contacts(*reader), ElementsAre(Pair(1, "Ada")));
  EXPECT_THAT(Outcomes(*reader, JobId{1}), ElementsAre("Ada"));
  EXPECT_THAT(reader->View()->NextKey(kContacts), IsOkAndHolds(2));
  EXPECT_EQ(reader->FindResourceType("Contacts"), ResourceTypeId{1});
  // It is no writer, so another reader and the writer go on.
  const auto other = OpenReader();
  Put(2, "Bob");
}

TEST_P(StoreReaderTest, CatchesUp) {
  const auto reader = OpenReader();
  Put(1, "Ada");
  MILLRACE_ASSERT_OK(store_->InternNames(std::vector<std::string>{"Phone"}));
  MILLRACE_ASSERT_OK(store_->PutListEntry("Codes", {.id = "1"}));
  EXPECT_THAT(Contacts(*reader), IsEmpty());
  EXPECT_EQ(reader->FindName("Phone"), std::nullopt);
  MILLRACE_ASSERT_OK(reader->CatchUp());
  EXPECT_THAT(Contacts(*reader), ElementsAre(Pair(1, "Ada")));
  EXPECT_EQ(reader->FindName("Phone"), NameId{1});
  MILLRACE_ASSERT_OK_AND_ASSIGN(const auto codes, reader->ListEntries("Codes"));
  EXPECT_EQ(codes.size(), 1u);
}

TEST_P(StoreReaderTest, ViewsStayBehind) {
  const auto reader = OpenReader();
  const auto view = reader->View();
  Put(1, "Ada");
  MILLRACE_ASSERT_OK(reader->CatchUp());
  EXPECT_THAT(Contacts(*reader), ElementsAre(Pair(1, "Ada")));
  const auto next_view = reader->View();
  Put(1, "Bob");
  MILLRACE_ASSERT_OK(store_->Compact());
  MILLRACE_ASSERT_OK(reader->CatchUp());
  EXPECT_THAT(view->GetRecord(kContacts, Key(1)),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(next_view->GetRecord(kContacts, Key(1)),
              IsOkAndHolds(Record("Ada")));
  EXPECT_THAT(Contacts(*reader), ElementsAre(Pair(1, "Bob")));
}

TEST_P(StoreReaderTest, FollowsThroughBothWays) {
  // The reader takes small commits from the log into its memory; files that
  // come later over the same keys must win over that.
  env_.sorted_run_bytes_min = 1000;
  Reopen();
  const auto reader = OpenReader();
  std::mt19937 random(1);
  std::map<int64_t, std::string> expected;
  for (int i = 0; i < 60; ++i) {
    const auto key = static_cast<int64_t>(random() % 4);
    const bool is_large = random() % 2 == 0;
    const std::string name = std::to_string(i);
    Put(key, name, is_large ? 2000 : 0);
    expected[key] = name;
    if (random() % 3 == 0) continue;
    MILLRACE_ASSERT_OK(reader->CatchUp());
    ASSERT_EQ(Contacts(*reader), expected) << i;
    const auto view = reader->View();
    for (const auto& [stored, want] : expected) {
      MILLRACE_ASSERT_OK_AND_ASSIGN(const std::string record,
                                    view->GetRecord(kContacts, Key(stored)));
      ASSERT_EQ(NameIn(record), want) << i;
      const std::string stored_key = Key(stored);
      const std::string_view keys[] = {stored_key};
      std::vector<std::string> values;
      MILLRACE_ASSERT_OK(view->GetRecords(kContacts, keys, &values));
      ASSERT_EQ(NameIn(values[0]), want) << i;
    }
    ASSERT_THAT(view->NextKey(kContacts), IsOkAndHolds(key + 1)) << i;
    ASSERT_THAT(view->LastOutcomeBlock(JobId{1}), IsOkAndHolds(name)) << i;
  }
}

TEST_P(StoreReaderTest, SeesRangesDeleted) {
  Put(1, "Ada");
  const auto reader = OpenReader();
  EXPECT_THAT(Outcomes(*reader, JobId{1}), ElementsAre("Ada"));
  auto commit = store_->BeginCommit({});
  commit->DeleteOutcomes(JobId{1});
  commit->PutOutcomeBlock(JobId{1}, 7, "again");
  MILLRACE_ASSERT_OK(commit->Apply());
  MILLRACE_ASSERT_OK(reader->CatchUp());
  EXPECT_THAT(Outcomes(*reader, JobId{1}), ElementsAre("again"));
}

TEST_P(StoreReaderTest, WritesNothing) {
  using absl::StatusCode;
  Put(1, "Ada");
  MILLRACE_ASSERT_OK(store_->InternNames(std::vector<std::string>{"Phone"}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job, store_->CreateJob({}));
  MILLRACE_ASSERT_OK(store_->PutListEntry("Codes", {.id = "1"}));
  const auto reader = OpenReader();
  const auto refused = StatusIs(StatusCode::kFailedPrecondition);
  auto commit = reader->BeginCommit({});
  commit->PutRecord(kContacts, Key(2), Record("Bob"));
  EXPECT_THAT(commit->Apply(), refused);
  EXPECT_THAT(reader->BeginCommit({.bytes_expected = ~uint64_t{0}})->Apply(),
              refused);
  EXPECT_THAT(reader->CreateJob({}), refused);
  EXPECT_THAT(reader->UpdateJob(job), refused);
  EXPECT_THAT(reader->InternNames(std::vector<std::string>{"Phone"}),
              IsOkAndHolds(ElementsAre(NameId{1})));
  EXPECT_THAT(reader->InternNames(std::vector<std::string>{"New"}), refused);
  EXPECT_THAT(reader->InternResourceType("New"), refused);
  EXPECT_THAT(reader->PutCatalogue("abc", "{}"), refused);
  EXPECT_THAT(reader->PutListEntry("Codes", {.id = "1"}), refused);
  EXPECT_THAT(reader->RetireListEntry("Codes", "1"), refused);
  EXPECT_THAT(reader->SetMatchIndexVersion("1"), refused);
  EXPECT_THAT(reader->ClaimJob(job.id), refused);
  EXPECT_THAT(reader->Compact(), refused);
  EXPECT_THAT(reader->Summarise(), IsOk());
}

TEST_P(StoreReaderTest, NeedsAStore) {
  EXPECT_THAT(Store::Open(temp_dir_ / "none", {.read_only = true}),
              StatusIs(absl::StatusCode::kNotFound));
  fs::create_directory(temp_dir_ / "empty");
  EXPECT_THAT(Store::Open(temp_dir_ / "empty", {.read_only = true}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_TRUE(fs::is_empty(temp_dir_ / "empty"));
}

TEST_P(StoreReaderTest, LeavesNothingBehind) {
  const auto count = [] {
    int found = 0;
    for (const auto& entry :
         fs::directory_iterator(fs::temp_directory_path())) {
      const std::string name = entry.path().filename();
      if (name.starts_with("millrace-reader-")) ++found;
    }
    return found;
  };
  const int before = count();
  const size_t files_before = FilesIn(path());
  auto reader = OpenReader();
  EXPECT_EQ(count(), before + 1);
  EXPECT_EQ(FilesIn(path()), files_before);
  reader.reset();
  EXPECT_EQ(count(), before);

  reader = OpenOrDie(
      path(),
      {.read_only = true, .reader_directory = (temp_dir_ / "mine").native()});
  EXPECT_EQ(count(), before);
  reader.reset();
  EXPECT_TRUE(fs::exists(temp_dir_ / "mine")) << "the user's to remove";
}

TEST_P(StoreReaderTest, SurvivesFlushesAndCompactions) {
  const auto reader = OpenReader();
  std::map<int64_t, std::string> expected;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 4; ++i) {
      Put(i, std::to_string(round));
      expected[i] = std::to_string(round);
    }
    MILLRACE_ASSERT_OK(store_->Compact());
    MILLRACE_ASSERT_OK(reader->CatchUp());
    EXPECT_EQ(Contacts(*reader), expected);
  }
  // The writer closes, replaces its files, and opens again.
  const auto view = reader->View();
  Reopen();
  Put(9, "nine");
  MILLRACE_ASSERT_OK(store_->Compact());
  std::map<int64_t, std::string> seen;
  const auto cursor = view->ScanRecords(kContacts);
  for (; cursor->Valid(); cursor->Next()) {
    seen[PrimaryKey::Decode(cursor->key_bytes(), true)->integer()] =
        NameIn(cursor->value());
  }
  MILLRACE_EXPECT_OK(cursor->status());
  EXPECT_EQ(seen, expected);
}

TEST_P(StoreReaderTest, OpensBesideABusyProcess) {
  store_.reset();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto store =
        OpenOrDie(path(), TestOptions(), {.sorted_run_bytes_min = GetParam()});
    for (int64_t i = 1;; ++i) {
      auto commit = store->BeginCommit({});
      const std::string name = std::to_string(i);
      commit->PutRecord(kContacts, Key(i % 3), Record(name));
      commit->PutOutcomeBlock(JobId{1}, static_cast<uint64_t>(i), name);
      commit->SetNextKey(kContacts, i);
      if (!commit->Apply().ok()) ::_exit(1);
      // No real run is sorted and ingested in less; see engine/README.md on
      // what a reader needs between two of them.
      if (GetParam() == kAlwaysSortedRun) ::usleep(50000);
    }
  }
  const auto check = [](const Store& reader) {
    const auto view = reader.View();
    const auto next = view->NextKey(kContacts);
    EXPECT_THAT(next, IsOk());
    if (next.value_or(1) == 1) return int64_t{1};
    const auto record = view->GetRecord(kContacts, Key(*next % 3));
    EXPECT_THAT(record, IsOk());
    EXPECT_EQ(NameIn(record.value_or("")), std::to_string(*next));
    EXPECT_THAT(view->LastOutcomeBlock(JobId{1}),
                IsOkAndHolds(std::to_string(*next)));
    return *next;
  };
  int64_t previous = 0;
  const auto old_reader = OpenReader();
  for (int i = 0; i < 8; ++i) {
    const auto reader = OpenReader();
    const int64_t next = check(*reader);
    EXPECT_GE(next, previous);
    previous = next;
    MILLRACE_ASSERT_OK(old_reader->CatchUp());
    EXPECT_GE(check(*old_reader), next);
  }
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int exit_status = 0;
  ASSERT_EQ(::waitpid(child, &exit_status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(exit_status));
}

}  // namespace
}  // namespace millrace
