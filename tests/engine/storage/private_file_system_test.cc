// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/private_file_system.h"

#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/file_system.h"

#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class PrivateFileSystemTest : public ::testing::Test {
 protected:
  mode_t ModeOf(const std::string& path) {
    struct stat facts = {};
    EXPECT_EQ(::stat(path.c_str(), &facts), 0);
    return facts.st_mode & 07777;
  }

  std::string Make(const char* name) {
    const std::string path = temp_dir_ / name;
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(files_->NewWritableFile(path, {}, &file, nullptr).ok());
    return path;
  }

  TempDir temp_dir_;
  std::shared_ptr<PrivateFileSystem> files_ =
      std::make_shared<PrivateFileSystem>(rocksdb::FileSystem::Default());
};

TEST_F(PrivateFileSystemTest, NewFilesAndFoldersAreTheOwnersAlone) {
  EXPECT_EQ(ModeOf(Make("new")), 0600u);
  const std::string reopened = temp_dir_ / "reopened";
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(files_->ReopenWritableFile(reopened, {}, &file, nullptr).ok());
  EXPECT_EQ(ModeOf(reopened), 0600u);
  const std::string folder = temp_dir_ / "folder";
  ASSERT_TRUE(files_->CreateDir(folder, {}, nullptr).ok());
  EXPECT_EQ(ModeOf(folder), 0700u);
  const std::string other = temp_dir_ / "other";
  ASSERT_TRUE(files_->CreateDirIfMissing(other, {}, nullptr).ok());
  EXPECT_EQ(ModeOf(other), 0700u);
}

TEST_F(PrivateFileSystemTest, FolderThatWasThereKeepsItsMode) {
  const fs::path folder = temp_dir_ / "folder";
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms(0750));
  ASSERT_TRUE(files_->CreateDirIfMissing(folder, {}, nullptr).ok());
  EXPECT_EQ(ModeOf(folder), 0750u);
}

TEST_F(PrivateFileSystemTest, LockThatIsHeldIsBusy) {
  const std::string path = temp_dir_ / "LOCK";
  rocksdb::FileLock* lock = nullptr;
  ASSERT_TRUE(files_->LockFile(path, {}, &lock, nullptr).ok());
  EXPECT_EQ(ModeOf(path), 0600u);
  rocksdb::FileLock* second = nullptr;
  EXPECT_TRUE(files_->LockFile(path, {}, &second, nullptr).IsBusy());
  ASSERT_TRUE(files_->UnlockFile(lock, {}, nullptr).ok());
  const std::string nowhere = temp_dir_ / "none" / "LOCK";
  EXPECT_TRUE(files_->LockFile(nowhere, {}, &lock, nullptr).IsIOError());
}

TEST_F(PrivateFileSystemTest, HoldsBackTheDeletionsOfOneThread) {
  const std::string mine = Make("mine");
  const std::string others = Make("others");
  files_->HoldDeletions();
  EXPECT_TRUE(files_->DeleteFile(mine, {}, nullptr).ok());
  std::thread([&] {
    EXPECT_TRUE(files_->DeleteFile(others, {}, nullptr).ok());
  }).join();
  EXPECT_TRUE(fs::exists(mine));
  EXPECT_FALSE(fs::exists(others));
  EXPECT_THAT(files_->ReleaseDeletions(), ::testing::ElementsAre(mine));
  EXPECT_TRUE(files_->DeleteFile(mine, {}, nullptr).ok());
  EXPECT_FALSE(fs::exists(mine));
  EXPECT_THAT(files_->ReleaseDeletions(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace millrace
