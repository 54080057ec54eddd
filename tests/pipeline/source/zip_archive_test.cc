// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/zip_archive.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "tests/support/memory_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/zip_writer.h"

namespace millrace {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

MATCHER_P2(IsUploadError, code, message, "") {
  const std::optional<JobErrorCode> found = UploadErrorOf(arg);
  *result_listener << arg.ToString();
  return found == code &&
         ::testing::Matches(::testing::SafeMatcherCast<std::string>(message))(
             std::string(arg.message()));
}

// Opens, finds and locates; returns the error, or OK with *offset set.
absl::Status Locate(const std::string& zip, std::string_view name,
                    const ZipLimits& limits = {}, uint64_t* offset = nullptr) {
  MemoryFile file(zip);
  const absl::StatusOr<ZipArchive> archive = ZipArchive::Open(file, limits);
  if (!archive.ok()) return archive.status();
  const absl::StatusOr<const ZipMember*> member = archive->Find(name);
  if (!member.ok()) return member.status();
  const absl::StatusOr<uint64_t> located = archive->Locate(**member);
  if (!located.ok()) return located.status();
  if (offset != nullptr) *offset = *located;
  return absl::OkStatus();
}

// The name of the member found, or the message.
std::string Found(const std::vector<ZipEntry>& entries, std::string_view name) {
  MemoryFile file(WriteZip(entries));
  const absl::StatusOr<ZipArchive> archive = ZipArchive::Open(file, {});
  if (!archive.ok()) return std::string(archive.status().message());
  const absl::StatusOr<const ZipMember*> member = archive->Find(name);
  if (member.ok()) return (*member)->name;
  EXPECT_EQ(UploadErrorOf(member.status()), JobErrorCode::kFileNotInZip);
  return std::string(member.status().message());
}

ZipEntry Entry(std::string name) {
  return {.name = std::move(name), .bytes = "a,b\n1,2\n"};
}

TEST(ZipArchiveTest, ListsMembers) {
  MemoryFile file(
      WriteZip({{.name = "dir/"},
                {.name = "dir/a.csv", .bytes = "1,2\n"},
                {.name = "b.csv", .bytes = "3,4,5\n", .method = kZipStored}}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ZipArchive archive,
                                ZipArchive::Open(file, {}));
  ASSERT_EQ(archive.members().size(), 3u);
  EXPECT_TRUE(archive.members()[0].IsDirectory());
  EXPECT_EQ(archive.members()[1].name, "dir/a.csv");
  EXPECT_EQ(archive.members()[1].method, kZipDeflate);
  EXPECT_EQ(archive.members()[2].unpacked_bytes, 6u);
}

TEST(ZipArchiveTest, LocatesTheDataBehindNameAndExtra) {
  uint64_t offset = 0;
  MILLRACE_ASSERT_OK(
      Locate(WriteZip({{.name = "abc",
                        .bytes = "xyz",
                        .method = kZipStored,
                        .extra = std::string("\x99\x99\2\0hi", 6)}}),
             "abc", {}, &offset));
  EXPECT_EQ(offset, 30u + 3 + 6);
}

TEST(ZipArchiveTest, FindsByNameThenByLastPart) {
  const std::vector<ZipEntry> entries = {
      Entry("x/People.csv"), Entry("people.txt"), Entry("y\\Other.CSV")};
  EXPECT_EQ(Found(entries, "x/People.csv"), "x/People.csv");
  EXPECT_EQ(Found(entries, "people.csv"), "x/People.csv");
  EXPECT_EQ(Found(entries, "Z/PEOPLE.CSV"), "x/People.csv");
  EXPECT_EQ(Found(entries, "other.csv"), "y\\Other.CSV");
  EXPECT_THAT(Found(entries, "nobody.csv"),
              AllOf(HasSubstr("does not hold nobody.csv"),
                    HasSubstr("x/People.csv, people.txt")));
}

TEST(ZipArchiveTest, PrefersTheExactName) {
  const std::vector<ZipEntry> entries = {Entry("People.csv"),
                                         Entry("people.csv")};
  EXPECT_EQ(Found(entries, "people.csv"), "people.csv");
  EXPECT_EQ(Found(entries, "People.csv"), "People.csv");
  EXPECT_THAT(Found(entries, "PEOPLE.csv"),
              HasSubstr("more than one PEOPLE.csv: People.csv, people.csv"));
}

TEST(ZipArchiveTest, WithoutANameThereMustBeOneFile) {
  EXPECT_EQ(Found({{.name = "d/"}, Entry("d/a.csv")}, ""), "d/a.csv");
  EXPECT_EQ(Found({Entry("a.csv"), Entry("__MACOSX/._a.csv")}, ""), "a.csv");
  EXPECT_THAT(Found({Entry("a.csv"), Entry("b.csv")}, ""),
              HasSubstr("several files, of which one must be named: a.csv, "
                        "b.csv"));
  EXPECT_THAT(Found({{.name = "d/"}}, ""), HasSubstr("holds no file"));
  EXPECT_THAT(Found({}, "a.csv"), HasSubstr("holds no file"));
}

TEST(ZipArchiveTest, ShowsFewNamesAndOnlyPlainCharacters) {
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 9; ++i) entries.push_back(Entry(std::to_string(i)));
  EXPECT_THAT(Found(entries, "x"), HasSubstr("0, 1, 2, 3, 4 and 4 more"));
  EXPECT_THAT(Found({Entry("a\n\x80")}, "x"), HasSubstr("but a??"));
  EXPECT_THAT(
      Found({Entry(std::string(300, 'n'))}, "x"),
      AllOf(HasSubstr("nnn..."), Not(HasSubstr(std::string(101, 'n')))));
}

TEST(ZipArchiveTest, RefusesWhatItCannotUnpack) {
  ZipEntry entry = Entry("a.csv");
  entry.flags = 1;
  EXPECT_THAT(Locate(WriteZip({entry}), ""),
              IsUploadError(JobErrorCode::kInvalidZip,
                            HasSubstr("a.csv: member is encrypted")));
  entry.flags = 1 << 6;
  EXPECT_THAT(Locate(WriteZip({entry}), ""),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("encrypted")));
  entry.flags = 1 << 5;
  EXPECT_THAT(Locate(WriteZip({entry}), ""),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("patch")));
  entry.flags = 0;
  entry.method = 9;
  EXPECT_THAT(Locate(WriteZip({entry}), ""),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("Deflate64")));
  entry.method = 93;
  EXPECT_THAT(
      Locate(WriteZip({entry}), ""),
      IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("unknown method 93")));
}

TEST(ZipArchiveTest, RefusesSeveralDisks) {
  ZipEntry entry = Entry("a.csv");
  entry.disk = 2;
  EXPECT_THAT(Locate(WriteZip({entry}), ""),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("disks")));
  EXPECT_THAT(Locate(WriteZip({Entry("a.csv")}, {.disk = 1}), ""),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("disks")));
  EXPECT_THAT(
      Locate(WriteZip({Entry("a.csv")}, {.is_zip64 = true, .disk = 1}), ""),
      IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("disks")));
}

TEST(ZipArchiveTest, ReadsZip64) {
  for (const bool is_entry_zip64 : {false, true}) {
    for (const bool has_sizes_behind : {false, true}) {
      for (const bool is_end_zip64 : {false, true}) {
        ZipEntry entry = Entry("a.csv");
        entry.is_zip64 = is_entry_zip64;
        entry.has_sizes_behind = has_sizes_behind;
        entry.extra = std::string("\x99\x99\0\0", 4);
        MILLRACE_EXPECT_OK(Locate(
            WriteZip({Entry("b.csv"), entry}, {.is_zip64 = is_end_zip64}),
            "a.csv"));
      }
    }
  }
}

TEST(ZipArchiveTest, RefusesBrokenZip64) {
  EXPECT_THAT(
      Locate(WriteZip({Entry("a")}, {.is_zip64 = true, .zip64_end_offset = 1}),
             ""),
      IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("locator")));
  EXPECT_THAT(Locate(WriteZip({Entry("a")}, {.is_zip64 = true,
                                             .zip64_end_offset = UINT64_MAX}),
                     ""),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("locator")));
  ZipEntry entry = Entry("a");
  entry.unpacked_bytes = 0xffffffff;
  entry.extra = std::string("\1\0\4\0abcd", 8);
  EXPECT_THAT(
      Locate(WriteZip({entry}), ""),
      IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("lacks a value")));
  entry.extra = std::string("\1\0\x50\0abcd", 8);
  EXPECT_THAT(Locate(WriteZip({entry}), ""),
              IsUploadError(JobErrorCode::kInvalidZip,
                            HasSubstr("longer than its place")));
}

TEST(ZipArchiveTest, BytesAroundTheArchiveDoNotMatter) {
  const std::vector<ZipEntry> entries = {Entry("a.csv"), Entry("b.csv")};
  uint64_t plain = 0;
  MILLRACE_ASSERT_OK(Locate(WriteZip(entries), "b.csv", {}, &plain));
  for (const bool are_offsets_from_prefix : {false, true}) {
    uint64_t offset = 0;
    MILLRACE_ASSERT_OK(Locate(
        WriteZip(entries, {.prefix = "#!/bin/sh\n",
                           .are_offsets_from_prefix = are_offsets_from_prefix,
                           .suffix = "\r\n"}),
        "b.csv", {}, &offset));
    EXPECT_EQ(offset, plain + 10);
  }
  // Another end record inside the comment is not the real one.
  const std::string comment = "PK\x05\x06" + std::string(60000, 'c');
  MILLRACE_EXPECT_OK(Locate(WriteZip(entries, {.comment = comment}), "a.csv"));
  MILLRACE_EXPECT_OK(Locate(
      WriteZip(entries, {.comment = "PK\x05\x06", .is_zip64 = true}), "a.csv"));
  EXPECT_THAT(
      Locate(WriteZip(entries, {.suffix = std::string(70000, 'x')}), "a.csv"),
      IsUploadError(JobErrorCode::kInvalidZip,
                    HasSubstr("no table of contents")));
}

TEST(ZipArchiveTest, HoldsLimits) {
  const std::string zip =
      WriteZip({{.name = "a", .bytes = std::string(100000, 'a')}, Entry("b")});
  EXPECT_THAT(
      Locate(zip, "a", {.zip_bytes_max = zip.size() - 1}),
      IsUploadError(JobErrorCode::kSourceTooLarge, HasSubstr("zip_bytes_max")));
  EXPECT_THAT(Locate(zip, "a", {.unpacked_bytes_max = 99999}),
              IsUploadError(JobErrorCode::kSourceTooLarge,
                            HasSubstr("unpacked_bytes_max: 100000 of 99999")));
  EXPECT_THAT(Locate(zip, "a", {.ratio_max = 10, .ratio_bytes_free = 99999}),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("ratio_max")));
  EXPECT_THAT(Locate(zip, "a", {.member_count_max = 1}),
              IsUploadError(JobErrorCode::kInvalidZip,
                            HasSubstr("member_count_max: 2 of 1")));
  MILLRACE_EXPECT_OK(Locate(zip, "a",
                            {.zip_bytes_max = zip.size(),
                             .unpacked_bytes_max = 100000,
                             .ratio_max = 0,
                             .ratio_bytes_free = 0,
                             .member_count_max = 2}));
  MILLRACE_EXPECT_OK(
      Locate(zip, "a", {.ratio_max = 10, .ratio_bytes_free = 100000}));
  // What is small may be packed as tightly as deflate can.
  MILLRACE_EXPECT_OK(Locate(
      WriteZip({{.name = "a", .bytes = std::string(10 << 20, 'a')}}), "a"));
  ZipEntry bomb = Entry("a");
  bomb.unpacked_bytes = 4000000000;
  EXPECT_THAT(Locate(WriteZip({bomb}), "a"),
              IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("ratio_max")));
}

TEST(ZipArchiveTest, ChecksNumbersOfTheEndRecord) {
  const std::vector<ZipEntry> entries = {Entry("a.csv"), Entry("b.csv")};
  for (const bool is_zip64 : {false, true}) {
    for (const ZipShape& shape : std::vector<ZipShape>{
             {.is_zip64 = is_zip64, .member_count = 1},
             {.is_zip64 = is_zip64, .member_count = 3},
             {.is_zip64 = is_zip64, .member_count = 9000},
             {.is_zip64 = is_zip64, .directory_bytes = 60},
             {.is_zip64 = is_zip64, .directory_bytes = 0xfffffff0},
             {.is_zip64 = is_zip64, .directory_offset = 0xfffffff0},
             {.is_zip64 = is_zip64, .directory_offset = 0}}) {
      const absl::Status status = Locate(WriteZip(entries, shape), "b.csv");
      EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidZip) << status;
    }
  }
}

TEST(ZipArchiveTest, TheTableOfContentsMayBeFurtherOnButNotBefore) {
  const std::string name(40, 'n');
  const uint64_t offset = 30 + name.size() + 8;  // behind the only member
  const ZipEntry entry = {
      .name = name, .bytes = "a,b\n1,2\n", .method = kZipStored};
  MILLRACE_EXPECT_OK(Locate(WriteZip({entry}), name));
  MILLRACE_EXPECT_OK(
      Locate(WriteZip({entry}, {.directory_offset = offset}), name));
  EXPECT_THAT(
      Locate(WriteZip({entry}, {.directory_offset = offset + 1}), name),
      IsUploadError(JobErrorCode::kInvalidZip, HasSubstr("outside the file")));
}

TEST(ZipArchiveTest, ChecksTheMembersHeader) {
  const auto refused = [](const ZipEntry& entry, std::string_view message) {
    const absl::Status status =
        Locate(WriteZip({Entry("first"), entry}), "a.csv");
    EXPECT_THAT(status, IsUploadError(JobErrorCode::kInvalidZip,
                                      HasSubstr(std::string(message))));
  };
  ZipEntry entry = Entry("b.csv");
  entry.listed_name = "a.csv";
  refused(entry, "differ");
  entry = Entry("a.csv");
  entry.listed_crc = 1;
  refused(entry, "differ");
  entry = Entry("a.csv");
  entry.listed_method = 0;
  entry.packed_bytes = entry.bytes.size();
  refused(entry, "differ");
  entry = Entry("a.csv");
  entry.header_offset = 0;
  refused(entry, "differ");
  entry.header_offset = 1;
  refused(entry, "no header at byte 1");
  entry.header_offset = 0xfffffff0;
  refused(entry, "outside the file");
  entry = Entry("a.csv");
  entry.packed_bytes = 100000;
  refused(entry, "outside the file");
  entry = Entry("a.csv");
  entry.method = kZipStored;
  entry.unpacked_bytes = 3;
  refused(entry, "two sizes");
}

TEST(ZipArchiveTest, AFileCutAnywhereIsRefused) {
  const std::string zip =
      WriteZip({Entry("a.csv"), Entry("b.csv")}, {.is_zip64 = true});
  for (size_t bytes = 0; bytes < zip.size(); ++bytes) {
    const absl::Status status = Locate(zip.substr(0, bytes), "a.csv");
    EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidZip) << bytes;
  }
}

TEST(ZipArchiveTest, TroubleInReadingIsNoUploadError) {
  const std::string zip = WriteZip({Entry("a.csv")}, {.is_zip64 = true});
  for (int nth = 1; nth <= 3; ++nth) {
    MemoryFile file(zip);
    file.FailRead(nth);
    const absl::Status status = ZipArchive::Open(file, {}).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_EQ(UploadErrorOf(status), std::nullopt);
  }
}

// Any bytes at all: an error or an answer, within bounds.
TEST(ZipArchiveTest, RandomDamageIsHarmless) {
  std::mt19937_64 random(20260101);
  ZipEntry entry = Entry("b.csv");
  entry.is_zip64 = true;
  const std::string sound = WriteZip({Entry("a.csv"), entry, Entry("d/")},
                                     {.comment = "hi", .is_zip64 = true});
  for (int round = 0; round < 20000; ++round) {
    std::string zip = sound;
    for (uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
      zip[random() % zip.size()] =
          static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    uint64_t offset = 0;
    if (Locate(zip, "b.csv", {}, &offset).ok()) {
      EXPECT_LT(offset, zip.size());
    }
  }
}

}  // namespace
}  // namespace millrace
