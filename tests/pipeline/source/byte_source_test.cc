// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/byte_source.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/io/posix_file_system.h"
#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/memory_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zip_writer.h"

namespace millrace {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// All that a source still gives, or its error.
absl::StatusOr<std::string> Rest(ByteSource& source, size_t read_bytes = 3) {
  std::string bytes;
  std::string buffer(read_bytes, '\0');
  for (;;) {
    const absl::StatusOr<size_t> count =
        source.Read(buffer.data(), buffer.size());
    if (!count.ok()) return count.status();
    if (*count == 0) return bytes;
    bytes.append(buffer, 0, *count);
  }
}

TEST(FileSourceTest, ReadsSkipsAndTellsItsSize) {
  TempDir temp_dir;
  const std::filesystem::path path = temp_dir.Write("a.csv", "0123456789");
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ByteSource> source,
                                OpenFileSource(*PosixFileSystem(), path));
  EXPECT_EQ(source->size_bytes(), 10u);
  char buffer[2];
  EXPECT_THAT(source->Read(buffer, 2), IsOkAndHolds(2u));
  MILLRACE_ASSERT_OK(source->Skip(3));
  EXPECT_EQ(source->file_bytes_read(), 5u);
  EXPECT_THAT(Rest(*source), IsOkAndHolds("56789"));
  MILLRACE_ASSERT_OK(source->Skip(100));
  EXPECT_THAT(Rest(*source), IsOkAndHolds(""));
  EXPECT_EQ(source->file_bytes_read(), 10u);
}

TEST(FileSourceTest, AFileThatShrinksIsNoShorterUpload) {
  TempDir temp_dir;
  const std::filesystem::path path = temp_dir.Write("a.csv", "0123456789");
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ByteSource> source,
                                OpenFileSource(*PosixFileSystem(), path));
  std::filesystem::resize_file(path, 5);
  const absl::Status status = Rest(*source).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(UploadErrorOf(status), std::nullopt);
  EXPECT_THAT(status.message(), HasSubstr("became shorter"));
}

TEST(FileSourceTest, WhatIsAppendedLaterIsNotPartOfIt) {
  TempDir temp_dir;
  const std::filesystem::path path = temp_dir.Write("a.csv", "01234");
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ByteSource> source,
                                OpenFileSource(*PosixFileSystem(), path));
  temp_dir.Write("a.csv", "0123456789");
  EXPECT_THAT(Rest(*source), IsOkAndHolds("01234"));
}

TEST(FileSourceTest, AMissingFileAndAFolderAreTold) {
  TempDir temp_dir;
  EXPECT_THAT(
      OpenFileSource(*PosixFileSystem(), temp_dir / "nothing.csv"),
      StatusIs(absl::StatusCode::kNotFound,
               AllOf(HasSubstr("nothing.csv"), HasSubstr("no such file"))));
  const absl::Status folder =
      OpenFileSource(*PosixFileSystem(), temp_dir.path()).status();
  EXPECT_EQ(UploadErrorOf(folder), JobErrorCode::kInvalidFile);
  EXPECT_THAT(folder.message(),
              HasSubstr("upload is a folder: " + temp_dir.path().native()));
  const absl::Status device =
      OpenUpload(*PosixFileSystem(), "/dev/null", "", {}).status();
  EXPECT_EQ(UploadErrorOf(device), JobErrorCode::kInvalidFile);
  EXPECT_THAT(device.message(), HasSubstr("/dev/null"));
}

TEST(MemorySourceTest, ReadsAndSkips) {
  const std::unique_ptr<ByteSource> source = MemorySource("0123456789");
  EXPECT_EQ(source->size_bytes(), 10u);
  MILLRACE_ASSERT_OK(source->Skip(4));
  EXPECT_THAT(Rest(*source), IsOkAndHolds("456789"));
  MILLRACE_ASSERT_OK(source->Skip(4));
  EXPECT_EQ(source->file_bytes_read(), 10u);
}

TEST(StreamSourceTest, ReadsAnyPieces) {
  for (const std::string_view text : {"", "a", "abc", "abcd", "abcdefghij"}) {
    for (const size_t piece_bytes : {1, 3, 100}) {
      for (const size_t read_bytes : {1, 2, 100}) {
        const std::unique_ptr<ByteSource> source = StreamSource(
            std::make_unique<MemoryStream>(std::string(text), piece_bytes),
            "pipe");
        EXPECT_EQ(source->size_bytes(), std::nullopt);
        EXPECT_THAT(Rest(*source, read_bytes), IsOkAndHolds(text));
        EXPECT_EQ(source->file_bytes_read(), text.size());
      }
    }
  }
}

TEST(StreamSourceTest, SkipsByReading) {
  const std::unique_ptr<ByteSource> source =
      StreamSource(std::make_unique<MemoryStream>("0123456789", 3), "pipe");
  MILLRACE_ASSERT_OK(source->Skip(7));
  EXPECT_THAT(Rest(*source), IsOkAndHolds("789"));
  MILLRACE_EXPECT_OK(source->Skip(7));
}

TEST(StreamSourceTest, AZipMustBeAFile) {
  const std::unique_ptr<ByteSource> source = StreamSource(
      std::make_unique<MemoryStream>(WriteZip({{.name = "a"}}), 1), "pipe 7");
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = Rest(*source).status();
    EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidFile);
    EXPECT_THAT(status.message(), AllOf(HasSubstr("must be given as a file"),
                                        HasSubstr("pipe 7")));
  }
}

TEST(OpenUploadTest, TheBytesTellAZipFromText) {
  TempDir temp_dir;
  // Names that lie.
  const std::filesystem::path text = temp_dir.Write("a.zip", "a,b\n");
  const std::filesystem::path zip =
      temp_dir.Write("a.csv", WriteZip({{.name = "x.csv", .bytes = "c,d\n"},
                                        {.name = "y.csv", .bytes = "e,f\n"}}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const std::unique_ptr<ByteSource> plain,
      OpenUpload(*PosixFileSystem(), text, "x.csv", {}));
  EXPECT_THAT(Rest(*plain), IsOkAndHolds("a,b\n"));
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const std::unique_ptr<ByteSource> member,
      OpenUpload(*PosixFileSystem(), zip, "Y.CSV", {}));
  EXPECT_THAT(Rest(*member), IsOkAndHolds("e,f\n"));
  EXPECT_EQ(member->size_bytes(), std::filesystem::file_size(zip));
  EXPECT_EQ(
      UploadErrorOf(OpenUpload(*PosixFileSystem(), zip, "z.csv", {}).status()),
      JobErrorCode::kFileNotInZip);
  EXPECT_EQ(UploadErrorOf(OpenUpload(*PosixFileSystem(), zip, "x.csv",
                                     {.unpacked_bytes_max = 3})
                              .status()),
            JobErrorCode::kSourceTooLarge);
}

TEST(OpenUploadTest, SmallFilesAndAnEmptyZip) {
  TempDir temp_dir;
  for (const std::string_view text : {"", "P", "PK", "PK\x03", "PK\x01\x02"}) {
    const std::filesystem::path path = temp_dir.Write("a", text);
    MILLRACE_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ByteSource> source,
                                  OpenUpload(*PosixFileSystem(), path, "", {}));
    EXPECT_THAT(Rest(*source), IsOkAndHolds(text));
  }
  const std::filesystem::path empty = temp_dir.Write("b", WriteZip({}));
  EXPECT_EQ(
      UploadErrorOf(OpenUpload(*PosixFileSystem(), empty, "", {}).status()),
      JobErrorCode::kFileNotInZip);
  const std::filesystem::path cut = temp_dir.Write("c", "PK\x03\x04 cut");
  EXPECT_EQ(UploadErrorOf(OpenUpload(*PosixFileSystem(), cut, "", {}).status()),
            JobErrorCode::kInvalidZip);
}

TEST(OpenUploadTest, GzipIsNamed) {
  TempDir temp_dir;
  const std::filesystem::path path =
      temp_dir.Write("a.csv.gz", "\x1f\x8b\x08 and so on");
  const absl::Status status =
      OpenUpload(*PosixFileSystem(), path, "", {}).status();
  EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidFile);
  EXPECT_THAT(status.message(), HasSubstr("gzip"));
}

// Whatever call fails, the error comes through and is none of the upload.
TEST(OpenUploadTest, TroubleWithTheDiskIsNoUploadError) {
  TempDir temp_dir;
  const std::filesystem::path paths[] = {
      temp_dir.Write("a.csv", "a,b\n"),
      temp_dir.Write("a.zip", WriteZip({{.name = "a", .bytes = "a,b\n"}}))};
  for (const std::filesystem::path& path : paths) {
    FaultFileSystem faulty(*PosixFileSystem());
    for (int nth = 1;; ++nth) {
      faulty.FailNth(nth, Fault::kError);
      absl::StatusOr<std::unique_ptr<ByteSource>> source =
          OpenUpload(faulty, path, "", {});
      const absl::StatusOr<std::string> read =
          source.ok() ? Rest(**source) : source.status();
      if (!faulty.has_fired()) {
        EXPECT_THAT(read, IsOkAndHolds("a,b\n"));
        EXPECT_GT(nth, 4);
        break;
      }
      EXPECT_FALSE(read.ok());
      EXPECT_EQ(UploadErrorOf(read.status()), std::nullopt) << read.status();
    }
  }
}

}  // namespace
}  // namespace millrace
