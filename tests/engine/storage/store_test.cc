// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/store.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/version.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

class StoreTest : public StoreFixture {};

TEST_F(StoreTest, KnowsHowItWasOpened) {
  EXPECT_EQ(store_->path(), path());
  EXPECT_TRUE(store_->options().create_if_missing);
}

TEST_F(StoreTest, UpdatesJobsThatAreThere) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(JobRecord job, store_->CreateJob({}));
  job.status = JobStatus::kInProgress;
  job.paused = true;
  MILLRACE_ASSERT_OK(store_->UpdateJob(job));
  Reopen();
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord stored,
                                store_->View()->GetJob(job.id));
  EXPECT_EQ(stored.status, JobStatus::kInProgress);
  EXPECT_TRUE(stored.paused);
  EXPECT_THAT(store_->UpdateJob({.id = JobId{99}}),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(StoreTest, KeepsCataloguesByHash) {
  MILLRACE_ASSERT_OK(store_->PutCatalogue("abc", "{}"));
  MILLRACE_ASSERT_OK(store_->PutCatalogue("abc", "{}"));
  MILLRACE_ASSERT_OK(store_->PutCatalogue("abd", ""));
  Reopen();
  EXPECT_THAT(store_->GetCatalogue("abc"), IsOkAndHolds("{}"));
  EXPECT_THAT(store_->GetCatalogue("abd"), IsOkAndHolds(""));
  EXPECT_THAT(store_->GetCatalogue("ab"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_->PutCatalogue("", "{}"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(StoreTest, KeepsTheMatchIndexVersion) {
  EXPECT_THAT(store_->MatchIndexVersion(), IsOkAndHolds(""));
  MILLRACE_ASSERT_OK(store_->SetMatchIndexVersion("15.0.0"));
  Reopen();
  EXPECT_THAT(store_->MatchIndexVersion(), IsOkAndHolds("15.0.0"));
}

TEST_F(StoreTest, ClaimsAndTurnsAreGivenOut) {
  auto claim = store_->ClaimJob(JobId{1});
  MILLRACE_ASSERT_OK(claim);
  EXPECT_THAT(store_->ClaimJob(JobId{1}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  store_->TakeTurn(kContacts).reset();
  EXPECT_NE(store_->TakeTurn(kContacts), nullptr);
}

TEST_F(StoreTest, SummarisesItsFamilies) {
  auto commit = store_->BeginCommit({});
  for (int64_t i = 0; i < 1000; ++i) {
    commit->PutRecord(kContacts, Key(i), Record("somebody"));
  }
  MILLRACE_ASSERT_OK(commit->Apply());
  Reopen();
  MILLRACE_ASSERT_OK(store_->Compact());
  MILLRACE_ASSERT_OK_AND_ASSIGN(const StoreSummary summary,
                                store_->Summarise());
  EXPECT_EQ(summary.format_version, kStoreFormatVersion);
  ASSERT_EQ(summary.families.size(), 5u);
  EXPECT_EQ(summary.families[0].name, "default");
  EXPECT_EQ(summary.families[1].name, "records");
  EXPECT_EQ(summary.families[1].entries_estimated, 1000u);
  EXPECT_EQ(summary.families[1].files, 1u);
  EXPECT_GT(summary.families[1].bytes, 10000u);
  EXPECT_EQ(summary.families[2].name, "identities");
  EXPECT_EQ(summary.families[2].files, 0u);
}

}  // namespace
}  // namespace millrace
