// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/next_keys.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>
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

class NextKeysTest : public StoreFixture {
 protected:
  void SetCounter(StoreCounter counter, int64_t value) {
    auto commit = store_->BeginCommit({});
    commit->SetCounter(counter, value);
    MILLRACE_ASSERT_OK(commit->Apply());
  }
};

TEST_F(NextKeysTest, EverythingStartsAtOne) {
  const auto view = store_->View();
  EXPECT_THAT(view->NextKey(kContacts), IsOkAndHolds(1));
  EXPECT_THAT(view->Counter(StoreCounter::kJobId), IsOkAndHolds(1));
  EXPECT_THAT(view->Counter(StoreCounter::kUploadFileId), IsOkAndHolds(1));
  EXPECT_THAT(view->Counter(StoreCounter::kMappingIdentifier), IsOkAndHolds(1));
}

TEST_F(NextKeysTest, JobsTakeTheirNumbersInOneWrite) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JobRecord first,
      store_->CreateJob({.description = "a", .mapping_count = 3}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord second,
                                store_->CreateJob({.mapping_count = 1}));
  EXPECT_EQ(first.id, JobId{1});
  EXPECT_EQ(first.upload_file_id, 1);
  EXPECT_EQ(first.first_mapping_identifier, 1);
  EXPECT_EQ(second.id, JobId{2});
  EXPECT_EQ(second.upload_file_id, 2);
  EXPECT_EQ(second.first_mapping_identifier, 4);
  Reopen();
  const auto view = store_->View();
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord stored, view->GetJob(JobId{1}));
  EXPECT_EQ(stored.id, JobId{1});
  EXPECT_EQ(stored.description, "a");
  EXPECT_EQ(stored.mapping_count, 3u);
  EXPECT_THAT(view->Counter(StoreCounter::kJobId), IsOkAndHolds(3));
  EXPECT_THAT(view->Counter(StoreCounter::kMappingIdentifier), IsOkAndHolds(5));
}

TEST_F(NextKeysTest, NumbersFollowTheCounters) {
  SetCounter(StoreCounter::kJobId, 2054);
  SetCounter(StoreCounter::kUploadFileId, 6135);
  SetCounter(StoreCounter::kMappingIdentifier, 1833);
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job, store_->CreateJob({}));
  EXPECT_EQ(job.id, JobId{2054});
  EXPECT_EQ(job.upload_file_id, 6135);
  EXPECT_EQ(job.first_mapping_identifier, 1833);
}

TEST_F(NextKeysTest, JobIdsEndWith31Bits) {
  SetCounter(StoreCounter::kJobId, std::numeric_limits<int32_t>::max());
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord last, store_->CreateJob({}));
  EXPECT_EQ(last.id, JobId{std::numeric_limits<int32_t>::max()});
  EXPECT_THAT(store_->CreateJob({}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(store_->View()->GetJob(last.id), IsOk());
}

TEST_F(NextKeysTest, OtherCountersDoNotWrapAround) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  SetCounter(StoreCounter::kMappingIdentifier, kMax - 1);
  EXPECT_THAT(store_->CreateJob({.mapping_count = 2}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(store_->CreateJob({.mapping_count = 1}), IsOk());
  SetCounter(StoreCounter::kUploadFileId, kMax);
  EXPECT_THAT(store_->CreateJob({}),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(NextKeysTest, NoNumberIsGivenTwice) {
  std::vector<std::thread> threads;
  std::vector<std::vector<JobRecord>> jobs(4);
  for (auto& mine : jobs) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        auto job = store_->CreateJob({.mapping_count = 2});
        ASSERT_TRUE(job.ok());
        mine.push_back(*std::move(job));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<JobId> ids;
  std::set<int64_t> mappings;
  for (const auto& mine : jobs) {
    for (const JobRecord& job : mine) {
      ids.insert(job.id);
      mappings.insert(job.first_mapping_identifier);
    }
  }
  EXPECT_EQ(ids.size(), 100u);
  EXPECT_EQ(*ids.rbegin(), JobId{100});
  EXPECT_EQ(mappings.size(), 100u);
  EXPECT_EQ(*mappings.rbegin(), 199);
}

TEST_F(NextKeysTest, KeysBelongToTheirType) {
  auto commit = store_->BeginCommit({});
  commit->SetNextKey(kContacts, 90000);
  commit->SetNextKey(kGifts, -5);
  MILLRACE_ASSERT_OK(commit->Apply());
  Reopen();
  const auto view = store_->View();
  EXPECT_THAT(view->NextKey(kContacts), IsOkAndHolds(90000));
  EXPECT_THAT(view->NextKey(kGifts), IsOkAndHolds(-5));
  EXPECT_THAT(view->NextKey(ResourceTypeId{3}), IsOkAndHolds(1));
}

}  // namespace
}  // namespace millrace
