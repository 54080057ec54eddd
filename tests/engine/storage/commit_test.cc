// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What must hold of a commit whichever way it goes.

#include "millrace/commit.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/store.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class CommitTest : public StoreBothWaysFixture {
 protected:
  std::unique_ptr<Commit> Begin() { return store_->BeginCommit({}); }
};
MILLRACE_BOTH_WAYS(CommitTest);

TEST_P(CommitTest, StoresAllThatItWasTold) {
  auto commit = Begin();
  commit->PutRecord(kContacts, Key(7), Record("Ada"));
  commit->PutIdentity(kContacts, kExternalId, "A1", Key(7));
  commit->PutMatch(kContacts, kName, "ada", Key(7));
  commit->SetNextKey(kContacts, 8);
  commit->SetCounter(StoreCounter::kUploadFileId, 100);
  commit->PutOutcomeBlock(JobId{3}, 0, "block 0");
  commit->PutOutcomeBlock(JobId{3}, 1, "block 1");
  commit->PutJobRow(JobId{3}, Key(7), 12);
  commit->PutJob({.id = JobId{3}, .description = "job"});
  EXPECT_THAT(Contacts(*store_), IsEmpty()) << "not before Apply";
  MILLRACE_ASSERT_OK(commit->Apply());

  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Contacts(*store_), ElementsAre(Pair(7, "Ada")));
    const auto view = store_->View();
    EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A1"),
                IsOkAndHolds(Key(7)));
    EXPECT_THAT(view->FindMatches(kContacts, kName, "ada", 9),
                IsOkAndHolds(ElementsAre(Key(7))));
    EXPECT_THAT(view->NextKey(kContacts), IsOkAndHolds(8));
    EXPECT_THAT(view->Counter(StoreCounter::kUploadFileId), IsOkAndHolds(100));
    EXPECT_THAT(Outcomes(*store_, JobId{3}), ElementsAre("block 0", "block 1"));
    EXPECT_THAT(view->LastOutcomeBlock(JobId{3}), IsOkAndHolds("block 1"));
    EXPECT_THAT(view->JobRow(JobId{3}, Key(7)), IsOkAndHolds(12u));
    EXPECT_THAT(view->JobRow(JobId{3}, Key(8)), IsOkAndHolds(0u));
    MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job, view->GetJob(JobId{3}));
    EXPECT_EQ(job.description, "job");
    commit.reset();
  }
}

TEST_P(CommitTest, IsDurable) {
  auto commit = Begin();
  commit->PutRecord(kContacts, Key(7), Record("Ada"));
  commit->PutOutcomeBlock(JobId{3}, 0, "block 0");
  MILLRACE_ASSERT_OK(commit->Apply());
  // What a power cut leaves now is read as a store of its own.
  rocksdb_.CopySynced(path(), temp_dir_ / "copy");
  const auto copy = OpenOrDie(temp_dir_ / "copy");
  EXPECT_THAT(Contacts(*copy), ElementsAre(Pair(7, "Ada")));
  EXPECT_THAT(Outcomes(*copy, JobId{3}), ElementsAre("block 0"));
}

TEST_P(CommitTest, DroppedCommitLeavesNothing) {
  auto commit = Begin();
  commit->PutRecord(kContacts, Key(7), Record("Ada"));
  commit->AddSortedPart()->PutRecord(kContacts, Key(8), Record("Bob"));
  commit.reset();
  Reopen();
  EXPECT_THAT(Contacts(*store_), IsEmpty());
}

TEST_P(CommitTest, EmptyCommitIsFine) {
  MILLRACE_EXPECT_OK(Begin()->Apply());
  auto commit = Begin();
  commit->AddSortedPart()->Finish();
  MILLRACE_EXPECT_OK(commit->Apply());
}

TEST_P(CommitTest, AppliesOnce) {
  auto commit = Begin();
  commit->PutRecord(kContacts, Key(7), Record("Ada"));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(commit->Apply(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_P(CommitTest, LaterOperationsReplaceEarlierOnes) {
  auto commit = Begin();
  commit->PutRecord(kContacts, Key(2), Record("two"));
  commit->PutRecord(kContacts, Key(1), Record("one"));
  commit->PutRecord(kContacts, Key(2), Record("again"));
  commit->DeleteRecord(kContacts, Key(1));
  commit->PutRecord(kContacts, Key(3), Record("three"));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(Contacts(*store_),
              ElementsAre(Pair(2, "again"), Pair(3, "three")));

  commit = Begin();
  commit->DeleteRecord(kContacts, Key(3));
  commit->DeleteRecord(kContacts, Key(99));
  commit->DeleteRecord(kContacts, Key(4));
  commit->PutRecord(kContacts, Key(4), Record("four"));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(Contacts(*store_),
              ElementsAre(Pair(2, "again"), Pair(4, "four")));
}

TEST_P(CommitTest, PartsCountAsMadeLater) {
  auto commit = Begin();
  CommitPart* const first = commit->AddSortedPart();
  CommitPart* const second = commit->AddSortedPart();
  // The calls come in another order than the parts.
  second->PutIdentity(kContacts, kExternalId, "A1", Key(3));
  first->PutIdentity(kContacts, kExternalId, "A1", Key(2));
  first->DeleteIdentity(kContacts, kExternalId, "B1");
  commit->PutIdentity(kContacts, kExternalId, "A1", Key(1));
  commit->PutIdentity(kContacts, kExternalId, "B1", Key(1));
  first->PutRecord(kContacts, Key(2), Record("part"));
  commit->PutRecord(kContacts, Key(2), Record("commit"));
  commit->PutRecord(kContacts, Key(1), Record("commit"));
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store_->View();
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A1"),
              IsOkAndHolds(Key(3)));
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "B1"),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Contacts(*store_),
              ElementsAre(Pair(1, "commit"), Pair(2, "part")));
}

TEST_P(CommitTest, PartsAreFilledSideBySide) {
  constexpr int kParts = 4;
  constexpr int64_t kKeys = 3000;
  auto commit = Begin();
  std::vector<std::thread> threads;
  for (int p = 0; p < kParts; ++p) {
    CommitPart* const part = commit->AddSortedPart();
    threads.emplace_back([part, p] {
      for (int64_t i = 0; i < kKeys; ++i) {
        const int64_t key = p * kKeys + i;
        part->PutRecord(kContacts, Key(key), Record(std::to_string(key)));
        part->PutIdentity(kContacts, kExternalId, std::to_string(key),
                          Key(key));
      }
      if (p % 2 == 0) part->Finish();
    });
  }
  for (std::thread& thread : threads) thread.join();
  commit->SetNextKey(kContacts, kParts * kKeys);
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto contacts = Contacts(*store_);
  EXPECT_EQ(contacts.size(), size_t{kParts * kKeys});
  for (const auto& [key, name] : contacts) {
    ASSERT_EQ(name, std::to_string(key));
  }
  int count = 0;
  MILLRACE_ASSERT_OK(store_->View()->ScanIdentities(
      kContacts, [&](const StoreView::ScannedIdentity& identity) {
        EXPECT_EQ(Key(std::stoll(std::string(identity.value))),
                  identity.key_bytes);
        ++count;
        return true;
      }));
  EXPECT_EQ(count, kParts * kKeys);
}

TEST_P(CommitTest, ManyCommitsAddUp) {
  // Random puts and deletes over the same keys, in layers, against a map.
  std::mt19937 random(1);
  std::map<int64_t, std::string> expected;
  for (int round = 0; round < 12; ++round) {
    auto commit = Begin();
    for (int i = 0; i < 400; ++i) {
      const auto key = static_cast<int64_t>(random() % 1500) - 300;
      if (random() % 4 == 0) {
        commit->DeleteRecord(kContacts, Key(key));
        expected.erase(key);
      } else {
        const std::string name =
            std::to_string(round) + "." + std::to_string(i);
        commit->PutRecord(kContacts, Key(key), Record(name));
        expected[key] = name;
      }
    }
    MILLRACE_ASSERT_OK(commit->Apply());
    if (round % 5 == 4) Reopen();
    if (round == 7) {
      MILLRACE_ASSERT_OK(store_->Compact());
    }
    EXPECT_EQ(Contacts(*store_), expected);
  }
}

TEST_P(CommitTest, BothWaysMixOnTheSameKeys) {
  // One store, every other commit the other way.
  env_.sorted_run_bytes_min = 1000;
  Reopen();
  for (int i = 0; i < 6; ++i) {
    const bool is_large = (i % 2 == 0) == (GetParam() == kAlwaysSortedRun);
    auto commit =
        store_->BeginCommit({.bytes_expected = is_large ? 2000u : 0u});
    const std::string name = std::to_string(i);
    commit->PutRecord(kContacts, Key(1), Record(name));
    commit->PutOutcomeBlock(JobId{1}, 0, name);
    commit->SetNextKey(kContacts, i);
    MILLRACE_ASSERT_OK(commit->Apply());
    EXPECT_THAT(Contacts(*store_), ElementsAre(Pair(1, name)));
    EXPECT_THAT(Outcomes(*store_, JobId{1}), ElementsAre(name));
    EXPECT_THAT(store_->View()->NextKey(kContacts), IsOkAndHolds(i));
    if (i == 3) Reopen();
  }
}

TEST_P(CommitTest, OutcomesGoByJob) {
  auto commit = Begin();
  for (const int job : {1, 2, 3}) {
    commit->PutOutcomeBlock(JobId{job}, 0, "a");
    commit->PutOutcomeBlock(JobId{job}, ~uint64_t{0}, "z");
  }
  MILLRACE_ASSERT_OK(commit->Apply());
  commit = Begin();
  commit->PutOutcomeBlock(JobId{2}, 5, "before");
  commit->DeleteOutcomes(JobId{2});
  commit->PutOutcomeBlock(JobId{2}, 6, "after");
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(Outcomes(*store_, JobId{1}), ElementsAre("a", "z"));
  EXPECT_THAT(Outcomes(*store_, JobId{2}), ElementsAre("after"));
  EXPECT_THAT(Outcomes(*store_, JobId{3}), ElementsAre("a", "z"));
  EXPECT_THAT(store_->View()->LastOutcomeBlock(JobId{2}),
              IsOkAndHolds("after"));

  commit = Begin();
  commit->DeleteOutcomes(JobId{1});
  MILLRACE_ASSERT_OK(commit->Apply());
  Reopen();
  EXPECT_THAT(Outcomes(*store_, JobId{1}), IsEmpty());
  EXPECT_THAT(store_->View()->LastOutcomeBlock(JobId{1}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("job 1")));
  EXPECT_THAT(Outcomes(*store_, JobId{2}), ElementsAre("after"));
}

TEST_P(CommitTest, JobRowsGoByJob) {
  auto commit = Begin();
  commit->PutJobRow(JobId{1}, Key(1), 10);
  commit->PutJobRow(JobId{2}, Key(1), 20);
  commit->PutJobRow(JobId{2}, "text", 1ull << 40);
  commit->PutIdentity(kContacts, kExternalId, "A1", Key(1));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(store_->View()->JobRow(JobId{2}, "text"),
              IsOkAndHolds(1ull << 40));
  commit = Begin();
  commit->DeleteJobRows(JobId{2});
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store_->View();
  EXPECT_THAT(view->JobRow(JobId{1}, Key(1)), IsOkAndHolds(10u));
  EXPECT_THAT(view->JobRow(JobId{2}, Key(1)), IsOkAndHolds(0u));
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A1"),
              IsOkAndHolds(Key(1)));
}

TEST_P(CommitTest, ViewsNeverFallBetweenFamilies) {
  // Every commit writes its number everywhere; every view must see one number.
  std::atomic<bool> is_done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!is_done) {
        const auto view = store_->View();
        const auto next = view->NextKey(kContacts);
        ASSERT_TRUE(next.ok());
        if (*next == 1) continue;
        const std::string name = std::to_string(*next);
        const auto record = view->GetRecord(kContacts, Key(1));
        ASSERT_TRUE(record.ok());
        ASSERT_EQ(NameIn(*record), name);
        const auto block = view->LastOutcomeBlock(JobId{1});
        ASSERT_TRUE(block.ok());
        ASSERT_EQ(*block, name);
        const auto key = view->FindIdentity(kContacts, kExternalId, name);
        ASSERT_TRUE(key.ok());
        ASSERT_TRUE(key->has_value());
        const auto job = view->GetJob(JobId{1});
        ASSERT_TRUE(job.ok());
        ASSERT_EQ(job->description, name);
      }
    });
  }
  for (int i = 2; i < 60; ++i) {
    const std::string name = std::to_string(i);
    auto commit = Begin();
    commit->PutRecord(kContacts, Key(1), Record(name));
    commit->PutIdentity(kContacts, kExternalId, name, Key(1));
    commit->PutOutcomeBlock(JobId{1}, static_cast<uint64_t>(i), name);
    commit->PutJob({.id = JobId{1}, .description = name});
    commit->SetNextKey(kContacts, i);
    MILLRACE_EXPECT_OK(commit->Apply());
  }
  is_done = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_P(CommitTest, CommitsOfSeveralThreadsAllArrive) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 20; ++i) {
        auto commit = Begin();
        commit->PutRecord(kContacts, Key(t * 100 + i), Record("x"));
        commit->SetCounter(StoreCounter::kMappingIdentifier, t);
        ASSERT_TRUE(commit->Apply().ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Contacts(*store_).size(), 80u);
}

}  // namespace
}  // namespace millrace
