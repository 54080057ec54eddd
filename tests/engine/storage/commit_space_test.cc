// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The free-space floor: what a commit may not go below.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/storage/store_folder.h"
#include "millrace/store.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class CommitSpaceTest : public StoreBothWaysFixture {
 protected:
  CommitSpaceTest() : files_([this] { return free_bytes_; }) {
    env_.files = &files_;
    store_.reset();
    store_ = OpenOrDie(path(), {.free_space_floor_bytes = 1000}, env_);
  }

  absl::Status PutContact(size_t bytes) {
    auto commit = store_->BeginCommit({});
    commit->PutRecord(kContacts, Key(1), Record(std::string(bytes, 'x')));
    commit->AddSortedPart()->PutRecord(kContacts, Key(2), Record("part"));
    return commit->Apply();
  }

  uint64_t free_bytes_ = 1000000;
  SpaceFileSystem files_;
};
MILLRACE_BOTH_WAYS(CommitSpaceTest);

TEST_P(CommitSpaceTest, RefusesToGoBelowTheFloor) {
  free_bytes_ = 5000;
  EXPECT_THAT(PutContact(4500), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Contacts(*store_), IsEmpty());
  free_bytes_ = 999;
  EXPECT_THAT(PutContact(1), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Contacts(*store_), IsEmpty());
  const auto ingest = IngestFolder(path());
  EXPECT_TRUE(!std::filesystem::exists(ingest) ||
              std::filesystem::is_empty(ingest));
  free_bytes_ = 100000;
  EXPECT_THAT(PutContact(1), IsOk());
  EXPECT_THAT(Contacts(*store_), ElementsAre(Pair(1, "x"), Pair(2, "part")));
}

TEST_P(CommitSpaceTest, JobsCanBeSettledAndClearedBelowTheFloor) {
  auto commit = store_->BeginCommit({});
  commit->PutOutcomeBlock(JobId{1}, 0, "block");
  commit->PutJobRow(JobId{1}, Key(1), 1);
  commit->PutJob({.id = JobId{1}});
  MILLRACE_ASSERT_OK(commit->Apply());
  free_bytes_ = 10;
  MILLRACE_EXPECT_OK(store_->UpdateJob({.id = JobId{1}, .paused = true}));
  EXPECT_THAT(store_->InternResourceType("Contacts"), IsOk());
  commit = store_->BeginCommit({});
  commit->DeleteOutcomes(JobId{1});
  commit->DeleteJobRows(JobId{1});
  commit->PutJob({.id = JobId{1}});
  MILLRACE_EXPECT_OK(commit->Apply());
}

}  // namespace
}  // namespace millrace
