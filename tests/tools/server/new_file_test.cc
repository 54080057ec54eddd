// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/new_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

using ::testing::Not;

mode_t ModeOf(const std::filesystem::path& path) {
  struct stat entry = {};
  EXPECT_EQ(::stat(path.c_str(), &entry), 0) << path;
  return entry.st_mode & 0777;
}

TEST(NewFileTest, GoesAwayUnlessFinished) {
  TempDir temp_dir;
  const std::filesystem::path path = temp_dir.Write("a", "old");
  {
    MILLRACE_ASSERT_OK_AND_ASSIGN(NewFile file, NewFile::Create(path));
    MILLRACE_ASSERT_OK(file.Append("new"));
    const NewFile moved = std::move(file);
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  {
    MILLRACE_ASSERT_OK_AND_ASSIGN(NewFile file, NewFile::Create(path));
    MILLRACE_ASSERT_OK(file.Append("new"));
    MILLRACE_ASSERT_OK(file.Finish());
  }
  EXPECT_EQ(ReadFile(path), "new");
  EXPECT_EQ(ModeOf(path), 0600);
}

TEST(NewFileTest, ALinkInItsPlaceIsNotWrittenThrough) {
  TempDir temp_dir;
  const std::filesystem::path elsewhere = temp_dir.Write("elsewhere", "mine");
  std::filesystem::create_symlink(elsewhere, temp_dir / "a");
  MILLRACE_ASSERT_OK_AND_ASSIGN(NewFile file, NewFile::Create(temp_dir / "a"));
  MILLRACE_ASSERT_OK(file.Append("one"));
  MILLRACE_ASSERT_OK(file.Finish());
  EXPECT_EQ(ReadFile(elsewhere), "mine");
  EXPECT_EQ(ReadFile(temp_dir / "a"), "one");
}

TEST(NewFileTest, SaysWhyItCannotBeMade) {
  TempDir temp_dir;
  EXPECT_THAT(NewFile::Create(temp_dir / "none/a"),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(NewFile::Create(temp_dir.path()),
              Not(StatusIs(absl::StatusCode::kOk)));
}

}  // namespace
}  // namespace millrace::server
