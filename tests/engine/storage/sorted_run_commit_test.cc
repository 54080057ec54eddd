// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/sorted_run_commit.h"

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

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SortedRunCommitTest : public StoreFixture {
 protected:
  // Large enough for files of its own.
  std::unique_ptr<Commit> Begin() {
    return store_->BeginCommit({.bytes_expected = kSortedRunBytesMin});
  }
  // Bytes in the write-ahead log.
  uint64_t LogBytes() {
    uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(path())) {
      if (entry.path().extension() == ".log") bytes += entry.file_size();
    }
    return bytes;
  }
};

TEST_F(SortedRunCommitTest, PassesByTheLog) {
  auto commit = Begin();
  CommitPart* const part = commit->AddSortedPart();
  for (int64_t i = 0; i < 1000; ++i) {
    part->PutRecord(kContacts, Key(i), Record("somebody"));
  }
  commit->PutOutcomeBlock(JobId{1}, 0, "block");
  commit->SetNextKey(kContacts, 1000);
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_EQ(LogBytes(), 0u);
  EXPECT_EQ(Contacts(*store_).size(), 1000u);
  EXPECT_TRUE(fs::is_empty(IngestFolder(path())));

  commit = store_->BeginCommit({.bytes_expected = kSortedRunBytesMin - 1});
  commit->SetNextKey(kContacts, 1001);
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_GT(LogBytes(), 0u);
}

TEST_F(SortedRunCommitTest, RefusesASortedPartThatIsNot) {
  for (const int64_t second : {5, 4}) {
    auto commit = Begin();
    CommitPart* const part = commit->AddSortedPart();
    part->PutRecord(kContacts, Key(5), Record("five"));
    part->PutRecord(kContacts, Key(second), Record("other"));
    part->PutRecord(kContacts, Key(6), Record("six"));
    part->Finish();
    EXPECT_THAT(commit->Apply(), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("ascending")));
  }
  EXPECT_THAT(Contacts(*store_), IsEmpty());
  EXPECT_TRUE(fs::is_empty(IngestFolder(path())));
}

TEST_F(SortedRunCommitTest, DeletesWithinASortedPart) {
  auto commit = Begin();
  CommitPart* part = commit->AddSortedPart();
  for (int64_t i = 0; i < 10; ++i) {
    part->PutRecord(kContacts, Key(i), Record("x"));
  }
  MILLRACE_ASSERT_OK(commit->Apply());
  commit = Begin();
  part = commit->AddSortedPart();
  for (int64_t i = 0; i < 12; i += 2) part->DeleteRecord(kContacts, Key(i));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_EQ(Contacts(*store_).size(), 5u);
  Reopen();
  EXPECT_EQ(Contacts(*store_).size(), 5u);
}

TEST_F(SortedRunCommitTest, AwaitsViewsThatAreTaken) {
  // A view taken before an ingest does not see it, one taken after does.
  const auto before = store_->View();
  auto commit = Begin();
  commit->PutRecord(kContacts, Key(1), Record("Ada"));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(before->GetRecord(kContacts, Key(1)),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(before->ScanRecords(kContacts)->Valid());
  EXPECT_THAT(store_->View()->GetRecord(kContacts, Key(1)),
              IsOkAndHolds(Record("Ada")));
}

}  // namespace
}  // namespace millrace
