// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_lifecycle.h"

#include <optional>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace millrace {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1767225600);
const absl::Time kLater = kNow + absl::Hours(1);

JobCounters Counters(uint64_t imported, uint64_t succeeded, uint64_t rejected) {
  JobCounters counters;
  counters.read = imported + rejected;
  counters.imported = counters.created = imported;
  counters.with_success = succeeded;
  counters.rejected = rejected;
  return counters;
}

JobRecord Settled(const JobCounters& counters,
                  const std::optional<EarlyEnd>& early_end = {}) {
  JobRecord job;
  job.id = JobId{75};
  job.paused = true;
  StartJob(kNow, &job);
  EXPECT_FALSE(job.paused);
  SettleJob(counters, early_end, kLater, &job);
  EXPECT_EQ(job.started, kNow);
  EXPECT_EQ(job.settled, kLater);
  EXPECT_EQ(job.counters, counters);
  return job;
}

TEST(JobLifecycleTest, StartsOnce) {
  JobRecord job;
  StartJob(kNow, &job);
  EXPECT_EQ(job.status, JobStatus::kInProgress);
  StartJob(kLater, &job);
  EXPECT_EQ(job.status, JobStatus::kInProgress);
  EXPECT_EQ(job.started, kNow);
}

TEST(JobLifecycleTest, InProgressSaysWhetherAnythingWasRejected) {
  EXPECT_EQ(StatusInProgress(Counters(5, 5, 0)), JobStatus::kInProgress);
  EXPECT_EQ(StatusInProgress(Counters(5, 5, 1)),
            JobStatus::kInProgressWithErrors);
}

TEST(JobLifecycleTest, SettlesByWhatWasImported) {
  EXPECT_EQ(Settled(Counters(5, 5, 0)).status, JobStatus::kCompleted);
  EXPECT_EQ(Settled(Counters(5, 1, 0)).status, JobStatus::kCompleted);
  EXPECT_TRUE(Settled(Counters(5, 1, 0)).errors.empty());
  EXPECT_EQ(Settled(Counters(5, 5, 1)).status, JobStatus::kCompletedWithErrors);
  for (const JobCounters& nothing :
       {Counters(0, 0, 0), Counters(0, 0, 3), Counters(3, 0, 1)}) {
    const JobRecord job = Settled(nothing);
    EXPECT_EQ(job.status, JobStatus::kFailed);
    ASSERT_EQ(job.errors.size(), 1);
    EXPECT_EQ(job.errors[0].code, "NO_VALID_ROWS");
    EXPECT_EQ(job.errors[0].reference_code, "job-75-1");
  }
}

TEST(JobLifecycleTest, EarlyEndIsAnErrorOfItsOwn) {
  const EarlyEnd cancelled = {JobErrorCode::kCancelled, "why"};
  const JobRecord some = Settled(Counters(5, 5, 0), cancelled);
  EXPECT_EQ(some.status, JobStatus::kCompletedWithErrors);
  ASSERT_EQ(some.errors.size(), 1);
  EXPECT_EQ(some.errors[0].code, "CANCELLED");
  EXPECT_EQ(some.errors[0].text, "why");
  const JobRecord none = Settled(Counters(0, 0, 0), cancelled);
  EXPECT_EQ(none.status, JobStatus::kFailed);
  ASSERT_EQ(none.errors.size(), 1);
  EXPECT_EQ(none.errors[0].code, "CANCELLED");
}

TEST(JobLifecycleTest, PendingJobCanSettle) {
  JobRecord job;
  SettleJob({}, EarlyEnd{JobErrorCode::kCancelled, ""}, kNow, &job);
  EXPECT_EQ(job.status, JobStatus::kFailed);
}

TEST(JobLifecycleDeathTest, SettledJobsStaySettled) {
  JobRecord job = Settled(Counters(1, 1, 0));
  EXPECT_DEATH(StartJob(kNow, &job), "");
  EXPECT_DEATH(SettleJob({}, {}, kNow, &job), "");
}

TEST(JobLifecycleDeathTest, BooksMustBalance) {
  JobRecord job;
  JobCounters counters = Counters(1, 1, 0);
  ++counters.read;
  EXPECT_DEATH(SettleJob(counters, {}, kNow, &job), "");
}

}  // namespace
}  // namespace millrace
