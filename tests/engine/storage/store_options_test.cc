// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/store_options.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::Status Validate(const std::string& family, const std::string& text) {
  return StoreOptions{.rocksdb_options = {{family, text}}}.Validate();
}

TEST(StoreOptionsTest, DefaultsAreValid) {
  EXPECT_THAT(StoreOptions().Validate(), IsOk());
}

TEST(StoreOptionsTest, NamesWhatMakesNoSense) {
  const auto names = [](const std::string& text) {
    return StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(text));
  };
  EXPECT_THAT(
      (StoreOptions{.create_if_missing = true, .read_only = true}.Validate()),
      names("create_if_missing"));
  EXPECT_THAT(StoreOptions{.background_threads = 0}.Validate(),
              names("background_threads"));
  EXPECT_THAT(StoreOptions{.background_threads = 1000}.Validate(),
              names("background_threads"));
  EXPECT_THAT(StoreOptions{.block_cache_bytes = 0}.Validate(), IsOk());
}

TEST(StoreOptionsTest, ChecksOptionStrings) {
  const auto names = [](const std::string& family, const std::string& option) {
    return StatusIs(absl::StatusCode::kInvalidArgument,
                    AllOf(HasSubstr(family), HasSubstr(option)));
  };
  EXPECT_THAT(Validate("records", "compression=kZSTD;write_buffer_size=1000"),
              IsOk());
  EXPECT_THAT(Validate("db", "max_background_jobs=3"), IsOk());
  EXPECT_THAT(Validate("recrods", ""), names("recrods", "family"));
  EXPECT_THAT(Validate("records", "compresion=kZSTD"),
              names("records", "compresion"));
  EXPECT_THAT(Validate("records", "compression=kBest"),
              names("records", "compression"));
  EXPECT_THAT(Validate("db", "max_open_files=many"),
              names("db", "max_open_files"));
}

TEST(StoreOptionsTest, RefusesWhatBreaksPromises) {
  for (const char* text :
       {"unordered_write=true", "atomic_flush=false", "manual_wal_flush=true",
        "two_write_queues=true", "wal_dir=/tmp",
        "wal_recovery_mode=kSkipAnyCorruptedRecords"}) {
    EXPECT_THAT(
        Validate("db", text),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("promises")))
        << text;
  }
  for (const char* text :
       {"comparator=rocksdb.ReverseBytewiseComparator",
        "prefix_extractor=capped:3", "compaction_style=kCompactionStyleFIFO",
        "table_factory=PlainTable"}) {
    EXPECT_THAT(
        Validate("identities", text),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("promises")))
        << text;
  }
}

}  // namespace
}  // namespace millrace
