// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/small_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tools/server/new_file.h"

namespace millrace::server {
namespace {

mode_t ModeOf(const std::filesystem::path& path) {
  struct stat entry = {};
  EXPECT_EQ(::stat(path.c_str(), &entry), 0) << path;
  return entry.st_mode & 0777;
}

TEST(SmallFileTest, WritesReadsReplacesAndRemoves) {
  TempDir temp_dir;
  const std::filesystem::path path = temp_dir / "a";
  MILLRACE_ASSERT_OK(WriteSmallFile(path, "one"));
  EXPECT_EQ(ModeOf(path), 0600);
  EXPECT_THAT(ReadSmallFile(path), IsOkAndHolds("one"));
  const std::string large(200'000, 'x');
  MILLRACE_ASSERT_OK(WriteSmallFile(path, large));
  EXPECT_THAT(ReadSmallFile(path), IsOkAndHolds(large));
  EXPECT_FALSE(std::filesystem::exists(temp_dir / "a.part"));
  MILLRACE_ASSERT_OK(RemoveSmallFile(path));
  MILLRACE_ASSERT_OK(RemoveSmallFile(path));
  EXPECT_THAT(ReadSmallFile(path),
              StatusIs(absl::StatusCode::kNotFound,
                       "a: open failed: No such file or directory"));
}

TEST(SmallFileTest, APartFileThatADeadProcessLeftIsNoHindrance) {
  TempDir temp_dir;
  const std::filesystem::path elsewhere = temp_dir.Write("elsewhere", "mine");
  std::filesystem::create_symlink(elsewhere, temp_dir / "a.part");
  MILLRACE_ASSERT_OK(WriteSmallFile(temp_dir / "a", "one"));
  EXPECT_EQ(ReadFile(elsewhere), "mine");
  EXPECT_EQ(ReadFile(temp_dir / "a"), "one");
}

TEST(SmallFileTest, TroubleNamesTheFileOnly) {
  TempDir temp_dir;
  EXPECT_THAT(WriteSmallFile(temp_dir / "no folder/a", "x"),
              StatusIs(absl::StatusCode::kUnavailable,
                       "a.part: create failed: No such file or directory"));
  EXPECT_THAT(ReadSmallFile(temp_dir.path()),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(SmallFileTest, FoldersAreForTheirOwnerOnly) {
  TempDir temp_dir;
  MILLRACE_ASSERT_OK(MakePrivateFolder(temp_dir / "state"));
  EXPECT_EQ(ModeOf(temp_dir / "state"), 0700);
  MILLRACE_EXPECT_OK(MakePrivateFolder(temp_dir / "state"));
  EXPECT_THAT(MakePrivateFolder(temp_dir / "a/b"),
              StatusIs(absl::StatusCode::kNotFound));
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

}  // namespace
}  // namespace millrace::server
