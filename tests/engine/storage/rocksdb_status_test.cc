// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/rocksdb_status.h"

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/status.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::StartsWith;

TEST(RocksdbStatusTest, TranslatesEachKind) {
  using absl::StatusCode;
  using rocksdb::Status;
  EXPECT_THAT(FromRocksDb(Status::OK(), "x"), IsOk());
  const auto code = [](const Status& status) {
    return FromRocksDb(status, "x").code();
  };
  EXPECT_EQ(code(Status::NotFound()), StatusCode::kNotFound);
  EXPECT_EQ(code(Status::Corruption("a")), StatusCode::kDataLoss);
  EXPECT_EQ(code(Status::InvalidArgument("a")), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(Status::NoSpace()), StatusCode::kResourceExhausted);
  EXPECT_EQ(code(Status::MemoryLimit()), StatusCode::kResourceExhausted);
  EXPECT_EQ(code(Status::IOError("a")), StatusCode::kUnavailable);
  EXPECT_EQ(code(Status::Busy()), StatusCode::kUnavailable);
  EXPECT_EQ(code(Status::TimedOut()), StatusCode::kUnavailable);
  EXPECT_EQ(code(Status::TryAgain()), StatusCode::kUnavailable);
  EXPECT_EQ(code(Status::Aborted()), StatusCode::kUnavailable);
  EXPECT_EQ(code(Status::NotSupported()), StatusCode::kInternal);
}

TEST(RocksdbStatusTest, PutsContextFirst) {
  EXPECT_THAT(FromRocksDb(rocksdb::Status::Corruption("bad block"), "read"),
              StatusIs(absl::StatusCode::kDataLoss, StartsWith("read: ")));
}

TEST(RocksdbStatusTest, MissingFileIsDamageWhileOpening) {
  EXPECT_THAT(
      FromRocksDbAtOpen(rocksdb::Status::PathNotFound("MANIFEST"), "open"),
      StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(FromRocksDbAtOpen(rocksdb::Status::NotFound("x"), "open"),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(FromRocksDbAtOpen(rocksdb::Status::IOError("x"), "open"),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace millrace
