// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/output_file.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/io/file_system.h"
#include "engine/io/posix_file_system.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

class OutputFileTest : public ::testing::Test {
 protected:
  const TempDir temp_dir_;
  const std::filesystem::path path_ = temp_dir_ / "out";
  FaultFileSystem file_system_{*PosixFileSystem()};
};

TEST_F(OutputFileTest, GathersSmallPieces) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      OutputFile file,
      OutputFile::Open(file_system_, path_, WriteMode::kReplace, 8));
  file_system_.FailNth(0, Fault::kError);
  for (const char* piece : {"ab", "cd", "ef", "gh", "ij"}) {
    MILLRACE_ASSERT_OK(file.Append(piece));
  }
  EXPECT_THAT(file_system_.calls(), ElementsAre("write out"));
  EXPECT_EQ(file.size(), 10u);
  MILLRACE_ASSERT_OK(file.Flush());
  EXPECT_EQ(ReadFile(path_), "abcdefghij");
  MILLRACE_ASSERT_OK(file.Flush());
  MILLRACE_ASSERT_OK(file.Close());
  EXPECT_THAT(file_system_.calls(),
              ElementsAre("write out", "write out", "close out"));
}

TEST_F(OutputFileTest, PassesLargePiecesThroughInOrder) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      OutputFile file,
      OutputFile::Open(file_system_, path_, WriteMode::kReplace, 8));
  const std::string large(100, 'x');
  MILLRACE_ASSERT_OK(file.Append("ab"));
  MILLRACE_ASSERT_OK(file.Append(large));
  MILLRACE_ASSERT_OK(file.Append("cd"));
  MILLRACE_ASSERT_OK(file.Close());
  EXPECT_EQ(ReadFile(path_), "ab" + large + "cd");
  EXPECT_EQ(file.size(), 104u);
}

TEST_F(OutputFileTest, GoesOnBehindWhatIsThere) {
  temp_dir_.Write("out", "old,");
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      OutputFile file,
      OutputFile::Open(file_system_, path_, WriteMode::kAppend));
  EXPECT_EQ(file.size(), 4u);
  MILLRACE_ASSERT_OK(file.Append("new"));
  EXPECT_EQ(file.size(), 7u);
  MILLRACE_ASSERT_OK(file.Sync());
  EXPECT_EQ(ReadFile(path_), "old,new");
  MILLRACE_ASSERT_OK(file.Close());
}

TEST_F(OutputFileTest, SyncedBytesSurviveAPowerCut) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      OutputFile file,
      OutputFile::Open(file_system_, path_, WriteMode::kReplace));
  MILLRACE_ASSERT_OK(file.Append("synced"));
  MILLRACE_ASSERT_OK(file.Sync());
  MILLRACE_ASSERT_OK(file.Append(" lost"));
  MILLRACE_ASSERT_OK(file.Flush());
  file_system_.DropUnsyncedBytes();
  EXPECT_EQ(ReadFile(path_), "synced");
}

TEST_F(OutputFileTest, TheFirstErrorStays) {
  for (const Fault fault : {Fault::kError, Fault::kShortWrite}) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(
        OutputFile file,
        OutputFile::Open(file_system_, path_, WriteMode::kReplace, 8));
    file_system_.FailNth(1, fault);
    MILLRACE_ASSERT_OK(file.Append("abcdef"));
    EXPECT_THAT(file.Flush(), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(file.Flush(), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(file.Append("gh"), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(file.Sync(), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(file.Close(), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_EQ(ReadFile(path_), fault == Fault::kError ? "" : "abc");
    EXPECT_THAT(file_system_.calls(), ElementsAre("write out", "close out"));
  }
}

TEST_F(OutputFileTest, EachFailureIsReported) {
  for (int nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    file_system_.FailNth(nth, Fault::kError);
    auto run = [&]() -> absl::Status {
      MILLRACE_ASSIGN_OR_RETURN(
          OutputFile file,
          OutputFile::Open(file_system_, path_, WriteMode::kAppend, 4));
      MILLRACE_RETURN_IF_ERROR(file.Append("abc"));
      MILLRACE_RETURN_IF_ERROR(file.Append("defghi"));
      MILLRACE_RETURN_IF_ERROR(file.Append("j"));
      MILLRACE_RETURN_IF_ERROR(file.Sync());
      return file.Close();
    };
    const absl::Status status = run();
    if (!file_system_.has_fired()) {
      MILLRACE_EXPECT_OK(status);
      // create, size, three writes, sync, close
      EXPECT_EQ(nth, 8);
      break;
    }
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  }
}

}  // namespace
}  // namespace millrace
