// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/atomic_file.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/io/posix_file_system.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

class AtomicFileTest : public ::testing::Test {
 protected:
  std::vector<std::string> Names() {
    return PosixFileSystem()->List(temp_dir_.path()).value();
  }

  const TempDir temp_dir_;
  const std::filesystem::path path_ = temp_dir_ / "results.csv";
  FaultFileSystem file_system_{*PosixFileSystem()};
};

TEST_F(AtomicFileTest, AppearsWhenPublished) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(AtomicFile file,
                                AtomicFile::Create(file_system_, path_));
  MILLRACE_ASSERT_OK(file.Append("a,b\n"));
  MILLRACE_ASSERT_OK(file.Append("1,2\n"));
  EXPECT_THAT(Names(), ElementsAre("results.csv.part"));
  EXPECT_EQ(file.size(), 8u);
  EXPECT_EQ(file.path(), path_);
  MILLRACE_ASSERT_OK(file.Publish());
  EXPECT_THAT(Names(), ElementsAre("results.csv"));
  EXPECT_EQ(ReadFile(path_), "a,b\n1,2\n");
}

TEST_F(AtomicFileTest, SyncsBeforeAndAfterTheRename) {
  file_system_.FailNth(0, Fault::kError);
  MILLRACE_ASSERT_OK(WriteFileAtomically(file_system_, path_, "bytes"));
  EXPECT_THAT(file_system_.calls(),
              ElementsAre("remove results.csv.part", "create results.csv.part",
                          "write results.csv.part", "sync results.csv.part",
                          "close results.csv.part", "rename results.csv.part",
                          "syncdir " + temp_dir_.path().filename().native()));
  file_system_.DropUnsyncedBytes();
  EXPECT_EQ(ReadFile(path_), "bytes");
}

TEST_F(AtomicFileTest, LeavesNothingWhenGivenUp) {
  {
    MILLRACE_ASSERT_OK_AND_ASSIGN(AtomicFile file,
                                  AtomicFile::Create(file_system_, path_));
    MILLRACE_ASSERT_OK(file.Append("bytes"));
    AtomicFile moved = std::move(file);
    EXPECT_EQ(moved.size(), 5u);
  }
  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(AtomicFileTest, ReplacesWhatADeadProcessLeft) {
  temp_dir_.Write("results.csv.part", "half of");
  MILLRACE_ASSERT_OK(WriteFileAtomically(file_system_, path_, "whole"));
  EXPECT_THAT(Names(), ElementsAre("results.csv"));
  EXPECT_EQ(ReadFile(path_), "whole");
}

TEST_F(AtomicFileTest, DoesNotWriteThroughALink) {
  const auto victim = temp_dir_.Write("victim", "precious");
  std::filesystem::create_symlink(victim, temp_dir_ / "results.csv.part");
  MILLRACE_ASSERT_OK(WriteFileAtomically(file_system_, path_, "bytes"));
  EXPECT_EQ(ReadFile(victim), "precious");
  EXPECT_EQ(ReadFile(path_), "bytes");
}

TEST_F(AtomicFileTest, EveryFailureLeavesTheOldFileOrTheNewOne) {
  for (const Fault fault :
       {Fault::kError, Fault::kShortWrite, Fault::kErrorForever}) {
    for (int nth = 1;; ++nth) {
      SCOPED_TRACE(nth);
      temp_dir_.Write("results.csv", "old");
      file_system_.FailNth(nth, fault);
      const absl::Status status =
          WriteFileAtomically(file_system_, path_, "new and longer");
      const bool has_fired = file_system_.has_fired();
      file_system_.FailNth(0, fault);
      file_system_.DropUnsyncedBytes();
      if (!has_fired) {
        MILLRACE_EXPECT_OK(status);
        EXPECT_EQ(ReadFile(path_), "new and longer");
        EXPECT_THAT(Names(), ElementsAre("results.csv"));
        EXPECT_EQ(nth, 8);
        break;
      }
      EXPECT_FALSE(status.ok());
      // Only the last step, syncing the folder, comes after the rename.
      EXPECT_EQ(ReadFile(path_), nth == 7 ? "new and longer" : "old");
      // A disk that is gone keeps the part file; the next one replaces it.
      if (fault != Fault::kErrorForever) {
        EXPECT_THAT(Names(), ElementsAre("results.csv"));
      }
      MILLRACE_EXPECT_OK(WriteFileAtomically(file_system_, path_, "again"));
      EXPECT_EQ(ReadFile(path_), "again");
      EXPECT_THAT(Names(), ElementsAre("results.csv"));
    }
  }
}

}  // namespace
}  // namespace millrace
