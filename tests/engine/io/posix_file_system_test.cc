// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/posix_file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/io/file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Gt;
using ::testing::StartsWith;

class PosixFileSystemTest : public ::testing::Test {
 protected:
  void Write(const std::filesystem::path& path, std::string_view bytes,
             WriteMode mode) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(auto file,
                                  file_system_.OpenForWriting(path, mode));
    MILLRACE_ASSERT_OK(file->Append(bytes));
    MILLRACE_ASSERT_OK(file->Sync());
    MILLRACE_ASSERT_OK(file->Close());
  }

  static mode_t ModeOf(const std::filesystem::path& path) {
    struct stat facts = {};
    MILLRACE_CHECK_EQ(::stat(path.c_str(), &facts), 0);
    return facts.st_mode & 07777;
  }

  const TempDir temp_dir_;
  FileSystem& file_system_ = *PosixFileSystem();
};

TEST_F(PosixFileSystemTest, ReadsAtAnyPlace) {
  const auto path = temp_dir_.Write("upload.csv", "0123456789");
  MILLRACE_ASSERT_OK_AND_ASSIGN(auto file, file_system_.OpenForReading(path));
  EXPECT_THAT(file->Size(), IsOkAndHolds(10u));
  char buffer[16] = {};
  EXPECT_THAT(file->ReadAt(4, buffer, 3), IsOkAndHolds(3u));
  EXPECT_EQ(std::string_view(buffer, 3), "456");
  EXPECT_THAT(file->ReadAt(8, buffer, 16), IsOkAndHolds(2u));
  EXPECT_EQ(std::string_view(buffer, 2), "89");
  EXPECT_THAT(file->ReadAt(10, buffer, 16), IsOkAndHolds(0u));
  EXPECT_THAT(file->ReadAt(99, buffer, 16), IsOkAndHolds(0u));
}

TEST_F(PosixFileSystemTest, MissingFileIsNamed) {
  const auto path = temp_dir_ / "none.csv";
  EXPECT_THAT(
      file_system_.OpenForReading(path),
      StatusIs(absl::StatusCode::kNotFound,
               path.native() + ": open failed: no such file or directory"));
  EXPECT_THAT(file_system_.Size(path), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(file_system_.Kind(path), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(file_system_.Remove(path), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(file_system_.List(path), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(file_system_.SyncDirectory(path),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(file_system_.Rename(path, temp_dir_ / "other"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PosixFileSystemTest, RefusesToReadWhatIsNoFile) {
  EXPECT_THAT(file_system_.OpenForReading(temp_dir_.path()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       EndsWith("is a directory")));
  const auto pipe = temp_dir_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(file_system_.OpenForReading(pipe),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       EndsWith("not a regular file")));
  EXPECT_THAT(file_system_.Kind(pipe), IsOkAndHolds(FileKind::kOther));
}

TEST_F(PosixFileSystemTest, WritesInThreeModes) {
  const auto path = temp_dir_ / "results.csv";
  Write(path, "one", WriteMode::kCreateNew);
  EXPECT_EQ(ReadFile(path), "one");
  Write(path, "+two", WriteMode::kAppend);
  EXPECT_EQ(ReadFile(path), "one+two");
  Write(path, "three", WriteMode::kReplace);
  EXPECT_EQ(ReadFile(path), "three");
  EXPECT_THAT(file_system_.OpenForWriting(path, WriteMode::kCreateNew),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(PosixFileSystemTest, FileWithoutCloseIsClosedAnyway) {
  const auto path = temp_dir_ / "results.csv";
  {
    MILLRACE_ASSERT_OK_AND_ASSIGN(
        auto file, file_system_.OpenForWriting(path, WriteMode::kReplace));
    MILLRACE_ASSERT_OK(file->Append("bytes"));
  }
  EXPECT_EQ(ReadFile(path), "bytes");
}

TEST_F(PosixFileSystemTest, NewFilesAndFoldersAreForTheirOwnerOnly) {
  const mode_t mask = ::umask(0);
  Write(temp_dir_ / "file", "", WriteMode::kReplace);
  MILLRACE_EXPECT_OK(file_system_.CreateDirectory(temp_dir_ / "a/b"));
  ::umask(mask);
  EXPECT_EQ(ModeOf(temp_dir_ / "file"), 0600u);
  EXPECT_EQ(ModeOf(temp_dir_ / "a"), 0700u);
  EXPECT_EQ(ModeOf(temp_dir_ / "a/b"), 0700u);
}

TEST_F(PosixFileSystemTest, CreatesFoldersOnce) {
  const auto path = temp_dir_ / "x/y/z";
  MILLRACE_EXPECT_OK(file_system_.CreateDirectory(path));
  MILLRACE_EXPECT_OK(file_system_.CreateDirectory(path));
  MILLRACE_EXPECT_OK(file_system_.CreateDirectory(temp_dir_ / "x/w/"));
  MILLRACE_EXPECT_OK(file_system_.CreateDirectory(""));
  EXPECT_THAT(file_system_.Kind(path), IsOkAndHolds(FileKind::kDirectory));
  EXPECT_THAT(file_system_.List(temp_dir_ / "x"),
              IsOkAndHolds(ElementsAre("w", "y")));
  const auto file = temp_dir_.Write("file", "");
  EXPECT_THAT(file_system_.CreateDirectory(file),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(file_system_.CreateDirectory(file / "below"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(PosixFileSystemTest, RenamesOverAndRemoves) {
  const auto from = temp_dir_.Write("from", "new");
  const auto to = temp_dir_.Write("to", "old");
  MILLRACE_ASSERT_OK(file_system_.Rename(from, to));
  MILLRACE_ASSERT_OK(file_system_.SyncDirectory(temp_dir_.path()));
  EXPECT_EQ(ReadFile(to), "new");
  EXPECT_THAT(file_system_.List(temp_dir_.path()),
              IsOkAndHolds(ElementsAre("to")));
  MILLRACE_ASSERT_OK(file_system_.Remove(to));
  MILLRACE_ASSERT_OK(file_system_.CreateDirectory(temp_dir_ / "full/inner"));
  EXPECT_THAT(file_system_.Remove(temp_dir_ / "full"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  MILLRACE_ASSERT_OK(file_system_.Remove(temp_dir_ / "full/inner"));
  MILLRACE_ASSERT_OK(file_system_.Remove(temp_dir_ / "full"));
}

TEST_F(PosixFileSystemTest, ListsByName) {
  for (const char* name : {"b", "a", ".hidden", "c"}) {
    temp_dir_.Write(name, "");
  }
  EXPECT_THAT(file_system_.List(temp_dir_.path()),
              IsOkAndHolds(ElementsAre(".hidden", "a", "b", "c")));
}

TEST_F(PosixFileSystemTest, TellsSizeKindAndFreeSpace) {
  const auto path = temp_dir_.Write("file", "12345");
  EXPECT_THAT(file_system_.Size(path), IsOkAndHolds(5u));
  EXPECT_THAT(file_system_.Kind(path), IsOkAndHolds(FileKind::kRegular));
  EXPECT_THAT(file_system_.FreeSpace(path), IsOkAndHolds(Gt(0u)));
  EXPECT_THAT(file_system_.FreeSpace(""), IsOkAndHolds(Gt(0u)));
  MILLRACE_EXPECT_OK(file_system_.SyncDirectory(""));
}

TEST_F(PosixFileSystemTest, ImpossibleNamesAreTheCallersFault) {
  EXPECT_THAT(file_system_.Kind(temp_dir_ / std::string(300, 'n')),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(PosixFileSystemTest, MissingRightsAreSaid) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may do everything";
  const auto path = temp_dir_.Write("file", "secret");
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  EXPECT_THAT(file_system_.OpenForReading(path),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(PosixFileSystemTest, AFullDiskIsSaid) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      auto file, file_system_.OpenForWriting("/dev/full", WriteMode::kAppend));
  EXPECT_THAT(file->Append("x"),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       StartsWith("/dev/full: write failed: ")));
}

// Puts a file in the place of standard input for as long as it lives.
class InputFrom {
 public:
  explicit InputFrom(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    MILLRACE_CHECK_GE(file, 0);
    MILLRACE_CHECK_GE(::dup2(file, STDIN_FILENO), 0);
    ::close(file);
  }
  ~InputFrom() {
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }

 private:
  const int saved_ = ::dup(STDIN_FILENO);
};

TEST_F(PosixFileSystemTest, ReadsStandardInputToItsEnd) {
  const InputFrom input(temp_dir_.Write("input", "abcdef"));
  const std::unique_ptr<ReadableStream> stream = StandardInput();
  char buffer[4] = {};
  EXPECT_THAT(stream->Read(buffer, 4), IsOkAndHolds(4u));
  EXPECT_EQ(std::string_view(buffer, 4), "abcd");
  EXPECT_THAT(stream->Read(buffer, 4), IsOkAndHolds(2u));
  EXPECT_THAT(stream->Read(buffer, 4), IsOkAndHolds(0u));
}

}  // namespace
}  // namespace millrace
