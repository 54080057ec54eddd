// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/sorted_files.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/options.h"

#include "engine/storage/column_families.h"
#include "engine/storage/database.h"
#include "engine/storage/keys.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class SortedFilesTest : public ::testing::Test {
 protected:
  SortedFilesTest() {
    CopyEmptyStore(temp_dir_ / "store");
    auto database = Database::Open(temp_dir_ / "store", TestOptions(), {});
    EXPECT_THAT(database, IsOk());
    database_ = *std::move(database);
  }

  absl::Status Ingest(const SortedFiles& files, Family family) {
    rocksdb::IngestExternalFileArg ingest;
    ingest.column_family = database_->handle()->family(family);
    ingest.external_files = files.paths();
    ingest.options.move_files = true;
    return database_->Ingest({ingest});
  }

  TempDir temp_dir_;
  std::unique_ptr<Database> database_;
};

TEST_F(SortedFilesTest, NothingMakesNoFile) {
  SortedFiles files(database_.get(), Family::kRecords);
  MILLRACE_EXPECT_OK(files.Finish());
  EXPECT_THAT(files.paths(), ::testing::IsEmpty());
}

TEST_F(SortedFilesTest, BecomesPartOfTheStore) {
  SortedFiles files(database_.get(), Family::kJobs);
  files.DeleteRange("a", "c");
  files.Put("a", "1");
  files.Delete("b");
  files.Put("c", "3");
  MILLRACE_ASSERT_OK(files.Finish());
  MILLRACE_ASSERT_OK(files.Finish());
  ASSERT_EQ(files.paths().size(), 1u);
  MILLRACE_ASSERT_OK(Ingest(files, Family::kJobs));
  EXPECT_FALSE(fs::exists(files.paths()[0])) << "moved";
  EXPECT_THAT(database_->Get(Family::kJobs, "a"), IsOkAndHolds("1"));
  EXPECT_THAT(database_->Get(Family::kJobs, "b"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(database_->Get(Family::kJobs, "c"), IsOkAndHolds("3"));
}

TEST_F(SortedFilesTest, SplitsWhatIsLarge) {
  SortedFiles files(database_.get(), Family::kRecords);
  const std::string value(64 << 10, 'v');
  constexpr int64_t kKeys = 1300;  // 81 MiB
  for (int64_t i = 0; i < kKeys; ++i) {
    files.Put(RecordKey(kContacts, Key(i)), value);
  }
  MILLRACE_ASSERT_OK(files.Finish());
  EXPECT_EQ(files.paths().size(), 2u);
  MILLRACE_ASSERT_OK(Ingest(files, Family::kRecords));
  for (const int64_t i : {int64_t{0}, kKeys / 2, kKeys - 1}) {
    EXPECT_THAT(database_->Get(Family::kRecords, RecordKey(kContacts, Key(i))),
                IsOkAndHolds(value));
  }
}

TEST_F(SortedFilesTest, WhatIsBehindAllRecordsHasFilesOfItsOwn) {
  const auto put = [this](std::vector<int64_t> keys) {
    SortedFiles files(database_.get(), Family::kRecords);
    for (const int64_t key : keys) {
      files.Put(RecordKey(kContacts, Key(key)), "value");
    }
    EXPECT_TRUE(files.Finish().ok());
    EXPECT_TRUE(Ingest(files, Family::kRecords).ok());
    return files.paths().size();
  };
  EXPECT_EQ(put({10, 20, 30}), 1u) << "there is nothing yet";
  EXPECT_EQ(put({40, 50}), 1u) << "all of it is behind";
  EXPECT_EQ(put({5, 20}), 1u) << "none of it is";
  EXPECT_EQ(put({15, 50, 60, 70}), 2u);
  for (const int64_t key : {5, 10, 15, 20, 30, 40, 50, 60, 70}) {
    EXPECT_THAT(
        database_->Get(Family::kRecords, RecordKey(kContacts, Key(key))),
        IsOkAndHolds("value"));
  }
}

TEST_F(SortedFilesTest, FilesThatWereNotIngestedGo) {
  std::string path;
  {
    SortedFiles files(database_.get(), Family::kRecords);
    files.Put("a", "1");
    MILLRACE_ASSERT_OK(files.Finish());
    path = files.paths()[0];
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(SortedFilesTest, KeysOutOfOrderAreRefused) {
  SortedFiles files(database_.get(), Family::kRecords);
  files.Put("b", "1");
  files.Put("a", "1");
  files.Put("c", "1");
  EXPECT_THAT(files.Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace millrace
