// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/idempotency_ledger.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using Verdict = IdempotencyLedger::Verdict;

class IdempotencyLedgerTest : public ::testing::Test {
 protected:
  Verdict Take(const std::string& owner, const std::string& key,
               const std::string& body) {
    return ledger_.Take(owner, key, body, now_, &job_);
  }
  JobRecord Job(int id, const std::string& owner, const std::string& key,
                const std::string& body) const {
    JobRecord job;
    job.id = JobId{id};
    job.owner = owner;
    job.idempotency_key = IdempotencyLedger::StoredKey(key, body);
    job.created = now_;
    return job;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  IdempotencyLedger ledger_{absl::Hours(24)};
  JobId job_ = JobId{0};
};

TEST_F(IdempotencyLedgerTest, TheSameRequestHasTheSameJob) {
  EXPECT_EQ(Take("a", "k", "body"), Verdict::kNew);
  EXPECT_EQ(Take("a", "k", "body"), Verdict::kBusy);
  ledger_.Add(Job(7, "a", "k", "body"), now_);
  ledger_.Release("a", "k");
  EXPECT_EQ(Take("a", "k", "body"), Verdict::kRepeated);
  EXPECT_EQ(job_, JobId{7});
  EXPECT_EQ(Take("a", "k", "other"), Verdict::kMismatch);
}

TEST_F(IdempotencyLedgerTest, OwnersKeysAreTheirOwn) {
  ledger_.Add(Job(7, "a", "k", "body"), now_);
  EXPECT_EQ(Take("b", "k", "body"), Verdict::kNew);
  EXPECT_EQ(Take("a", "l", "body"), Verdict::kNew);
}

TEST_F(IdempotencyLedgerTest, AFailedRequestMayBeTriedAgain) {
  EXPECT_EQ(Take("a", "k", "body"), Verdict::kNew);
  ledger_.Release("a", "k");
  EXPECT_EQ(Take("a", "k", "mended"), Verdict::kNew);
}

TEST_F(IdempotencyLedgerTest, ForgetsInTime) {
  ledger_.Add(Job(7, "a", "k", "body"), now_);
  now_ += absl::Hours(24);
  EXPECT_EQ(Take("a", "k", "body"), Verdict::kRepeated);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Take("a", "k", "other"), Verdict::kNew);
  JobRecord old = Job(8, "a", "old", "body");
  old.created = now_ - absl::Hours(25);
  ledger_.Add(old, now_);
  EXPECT_EQ(Take("a", "old", "body"), Verdict::kNew);
}

TEST_F(IdempotencyLedgerTest, JobsWithoutAKeyAreNotKept) {
  JobRecord job = Job(7, "a", "", "body");
  ledger_.Add(job, now_);
  EXPECT_EQ(Take("a", "", "body"), Verdict::kNew);
}

}  // namespace
}  // namespace millrace::server
