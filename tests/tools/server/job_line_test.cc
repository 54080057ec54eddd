// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/job_line.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace::server {
namespace {

class JobLineTest : public ::testing::Test {
 protected:
  void Add(int id, const std::string& owner, int priority = 0,
           LineState state = LineState::kReady) {
    line_.Add(JobId{id},
              {.owner = owner, .priority = priority, .state = state});
  }
  // 0: none.
  int Take(absl::Duration after = absl::ZeroDuration()) {
    return static_cast<int>(line_.TakeReady(now_ + after).value_or(JobId{0}));
  }
  int Fetch(absl::Duration after = absl::ZeroDuration()) {
    return static_cast<int>(line_.TakeFetch(now_ + after).value_or(JobId{0}));
  }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  JobLine line_;
};

TEST_F(JobLineTest, FirstInFirstOut) {
  Add(2, "a");
  Add(1, "a");
  Add(3, "a");
  EXPECT_EQ(Take(), 1);
  EXPECT_EQ(Take(), 2);
  EXPECT_EQ(Take(), 3);
  EXPECT_EQ(Take(), 0);
  EXPECT_EQ(line_.Count(LineState::kRunning), 3u);
}

TEST_F(JobLineTest, PriorityComesFirst) {
  Add(1, "a", -1);
  Add(2, "a", 0);
  Add(3, "a", 5);
  EXPECT_EQ(Take(), 3);
  EXPECT_EQ(Take(), 2);
  EXPECT_EQ(Take(), 1);
}

TEST_F(JobLineTest, OwnersTakeTurns) {
  for (int id = 1; id <= 5; ++id) Add(id, "busy");
  Add(6, "other");
  EXPECT_EQ(Take(), 1);
  EXPECT_EQ(Take(), 6);
  EXPECT_EQ(Take(), 2);
  line_.Remove(JobId{1});
  line_.Remove(JobId{2});
  Add(7, "other");
  // The other one runs a job, the busy one none.
  EXPECT_EQ(Take(), 3);
}

// One at a time, and more owners than that: nobody waits for all of another's.
TEST_F(JobLineTest, OwnersTakeTurnsWhateverTheSlots) {
  for (int id = 1; id <= 4; ++id) Add(id, "first");
  EXPECT_EQ(Take(), 1);
  line_.Remove(JobId{1});
  for (int id = 5; id <= 6; ++id) Add(id, "second");
  Add(7, "third");
  for (const int expected : {5, 7, 2, 6, 3, 4}) {
    EXPECT_EQ(Take(), expected);
    line_.Remove(JobId{expected});
  }
}

TEST_F(JobLineTest, OnlyWhatIsFetchedRuns) {
  Add(1, "a", 0, LineState::kFetch);
  Add(2, "a");
  EXPECT_EQ(Take(), 2);
  EXPECT_EQ(Take(), 0);
  EXPECT_EQ(Fetch(), 1);
  EXPECT_EQ(Fetch(), 0);
  line_.Find(JobId{1})->state = LineState::kReady;
  EXPECT_EQ(Take(), 1);
}

TEST_F(JobLineTest, ParkedJobsComeBackLaterAndLater) {
  Add(1, "a");
  EXPECT_EQ(line_.NextDue(), absl::InfiniteFuture());
  EXPECT_EQ(Take(), 1);
  line_.Park(JobId{1}, LineState::kReady, now_);
  EXPECT_EQ(line_.NextDue(), now_ + absl::Seconds(5));
  EXPECT_EQ(Take(absl::Seconds(4)), 0);
  EXPECT_EQ(Take(absl::Seconds(5)), 1);
  line_.Park(JobId{1}, LineState::kReady, now_);
  EXPECT_EQ(line_.NextDue(), now_ + absl::Seconds(10));
  for (int i = 0; i < 20; ++i) line_.Park(JobId{1}, LineState::kReady, now_);
  EXPECT_EQ(line_.NextDue(), now_ + absl::Minutes(5));
  line_.Park(JobId{1}, LineState::kFetch, now_);
  EXPECT_EQ(Take(absl::Hours(1)), 0);
  EXPECT_EQ(Fetch(absl::Hours(1)), 1);
}

TEST_F(JobLineTest, CountsWhoWaitsBefore) {
  Add(1, "a");
  Add(2, "a", 1);
  Add(3, "b");
  Add(4, "b", 0, LineState::kPaused);
  EXPECT_EQ(line_.WaitingBefore(JobId{3}), 2u);
  EXPECT_EQ(line_.WaitingBefore(JobId{2}), 0u);
  EXPECT_EQ(Take(), 2);
  EXPECT_EQ(line_.WaitingBefore(JobId{3}), 1u);
  EXPECT_EQ(line_.WaitingBefore(JobId{9}), 0u);
  EXPECT_EQ(line_.Find(JobId{9}), nullptr);
}

}  // namespace
}  // namespace millrace::server
