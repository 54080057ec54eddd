// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/zip_member_source.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/byte_source.h"
#include "tests/support/memory_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/zip_writer.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

struct Unpacked {
  std::string bytes;
  absl::Status status;
};

Unpacked ReadAll(ByteSource& source, size_t read_bytes) {
  Unpacked unpacked;
  std::string buffer(read_bytes, '\0');
  for (;;) {
    const absl::StatusOr<size_t> count =
        source.Read(buffer.data(), buffer.size());
    if (!count.ok()) {
      unpacked.status = count.status();
      return unpacked;
    }
    if (*count == 0) return unpacked;
    unpacked.bytes.append(buffer, 0, *count);
  }
}

Unpacked Unpack(const std::string& zip, size_t read_bytes) {
  const absl::StatusOr<std::unique_ptr<ByteSource>> source =
      OpenZipMember(std::make_unique<MemoryFile>(zip), "", {});
  if (!source.ok()) return {.bytes = "", .status = source.status()};
  return ReadAll(**source, read_bytes);
}

// Text that packs well and badly by turns.
std::string SomeText(size_t bytes, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string text;
  while (text.size() < bytes) {
    if (random() % 3 == 0) {
      for (int i = 0; i < 50; ++i) text += static_cast<char>(random());
    } else {
      text += "Keisha,Washington-Carter," + std::to_string(random() % 1000) +
              " Main St\r\n";
    }
    if (random() % 100 == 0) text.append(random() % 2000, 'z');
  }
  text.resize(bytes);
  return text;
}

TEST(ZipMemberSourceTest, UnpacksWhatZlibPacked) {
  for (const size_t bytes : {0, 1, 100, 32768, 65537, 300000, 2000000}) {
    const std::string text = SomeText(bytes, bytes);
    for (const int level : {0, 1, 6, 9}) {
      const std::string zip =
          WriteZip({{.name = "a", .bytes = text, .level = level}});
      for (const size_t read_bytes : {777, 40000, 262144, 1 << 20}) {
        const Unpacked unpacked = Unpack(zip, read_bytes);
        MILLRACE_ASSERT_OK(unpacked.status);
        ASSERT_TRUE(unpacked.bytes == text) << bytes << " " << level;
      }
    }
    const Unpacked stored = Unpack(
        WriteZip({{.name = "a", .bytes = text, .method = kZipStored}}), 5000);
    MILLRACE_ASSERT_OK(stored.status);
    ASSERT_TRUE(stored.bytes == text);
  }
}

TEST(ZipMemberSourceTest, ReadsOfAnySizeGiveTheSame) {
  const std::string text = SomeText(200000, 7);
  const std::string zip = WriteZip({{.name = "a", .bytes = text}});
  std::mt19937_64 random(1);
  for (int round = 0; round < 20; ++round) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(
        const std::unique_ptr<ByteSource> source,
        OpenZipMember(std::make_unique<MemoryFile>(zip), "a", {}));
    std::string bytes;
    for (;;) {
      char buffer[100000];
      const size_t wanted = random() % 4 == 0 ? 1 + random() % sizeof(buffer)
                                              : 1 + random() % 300;
      MILLRACE_ASSERT_OK_AND_ASSIGN(const size_t count,
                                    source->Read(buffer, wanted));
      if (count == 0) break;
      bytes.append(buffer, count);
    }
    ASSERT_TRUE(bytes == text);
    EXPECT_EQ(source->size_bytes(), zip.size());
    EXPECT_LE(source->file_bytes_read(), zip.size());
  }
}

TEST(ZipMemberSourceTest, SkipUnpacksAndDrops) {
  const std::string text = SomeText(600000, 8);
  for (const uint16_t method : {kZipStored, kZipDeflate}) {
    const std::string zip =
        WriteZip({{.name = "a", .bytes = text, .method = method}});
    MILLRACE_ASSERT_OK_AND_ASSIGN(
        const std::unique_ptr<ByteSource> source,
        OpenZipMember(std::make_unique<MemoryFile>(zip), "a", {}));
    MILLRACE_ASSERT_OK(source->Skip(500001));
    const Unpacked rest = ReadAll(*source, 1000);
    MILLRACE_EXPECT_OK(rest.status);
    EXPECT_TRUE(rest.bytes == text.substr(500001));
    MILLRACE_EXPECT_OK(source->Skip(10));
  }
}

TEST(ZipMemberSourceTest, ABrokenChecksumIsFoundAtTheEnd) {
  const std::string text = SomeText(100000, 9);
  for (const uint16_t method : {kZipStored, kZipDeflate}) {
    const Unpacked unpacked = Unpack(WriteZip({{.name = "a",
                                                .bytes = text,
                                                .method = method,
                                                .crc = 0x12345678}}),
                                     30000);
    EXPECT_TRUE(unpacked.bytes == text);
    EXPECT_EQ(UploadErrorOf(unpacked.status), JobErrorCode::kInvalidZip);
    EXPECT_THAT(unpacked.status.message(), HasSubstr("checksum"));
    EXPECT_THAT(unpacked.status.message(),
                HasSubstr("after 100000 unpacked bytes"));
  }
}

TEST(ZipMemberSourceTest, SizesThatLieAreFound) {
  const std::string text = SomeText(100000, 10);
  for (const size_t read_bytes : {1, 1000, 99999, 100000, 200000}) {
    Unpacked unpacked = Unpack(
        WriteZip({{.name = "a", .bytes = text, .unpacked_bytes = 99999}}),
        read_bytes);
    EXPECT_TRUE(unpacked.bytes == text.substr(0, 99999));
    EXPECT_THAT(unpacked.status.message(), HasSubstr("unpacks to more"));
    unpacked = Unpack(
        WriteZip({{.name = "a", .bytes = text, .unpacked_bytes = 100001}}),
        read_bytes);
    EXPECT_TRUE(unpacked.bytes == text);
    EXPECT_THAT(unpacked.status.message(), HasSubstr("holds fewer bytes"));
  }
}

TEST(ZipMemberSourceTest, WhatIsBeforeABreakIsGiven) {
  const std::string text = SomeText(400000, 11);
  const std::string packed = DeflateBytes(text, 6);
  const size_t cut = packed.size() / 2;
  const std::string zip =
      WriteZip({{.name = "a", .bytes = text, .packed = packed.substr(0, cut)}});
  const Unpacked unpacked = Unpack(zip, 50000);
  EXPECT_EQ(UploadErrorOf(unpacked.status), JobErrorCode::kInvalidZip);
  EXPECT_THAT(unpacked.status.message(), HasSubstr("breaks off near byte"));
  EXPECT_EQ(unpacked.bytes, InflateByZlib(packed.substr(0, cut)).bytes);
  EXPECT_GT(unpacked.bytes.size(), 100000u);
}

// Damage in the packed data: however it is read, the same bytes come before
// the same error. They are those that zlib gives, and more where ISA-L is
// slower to notice.
TEST(ZipMemberSourceTest, DamageGivesTheSameBytesForAnyReads) {
  const std::string text = SomeText(300000, 12);
  const std::string packed = DeflateBytes(text, 6, 1);
  std::mt19937_64 random(13);
  int broken_count = 0;
  int equal_count = 0;
  for (int round = 0; round < 75; ++round) {
    // By turns where references can be too far back, anywhere, and a little
    // behind the first window.
    const size_t begin = round % 3 == 2 ? packed.size() * 88 / 100 : 0;
    const size_t end = round % 3 == 0 ? 9000 : packed.size() * 97 / 100;
    std::string damaged = packed;
    damaged[begin + random() % (end - begin)] ^=
        static_cast<char>(1 << (random() % 8));
    const InflatedBytes expected = InflateByZlib(damaged);
    const std::string zip = WriteZip({{.name = "a",
                                       .bytes = text,
                                       .packed = damaged,
                                       .unpacked_bytes = 1 << 20}});
    const Unpacked all = Unpack(zip, 2 << 20);
    EXPECT_EQ(UploadErrorOf(all.status), JobErrorCode::kInvalidZip);
    ASSERT_TRUE(all.bytes.starts_with(expected.bytes) ||
                (expected.bytes.size() < 32768 && all.bytes.empty()))
        << round;
    if (all.bytes == expected.bytes) ++equal_count;
    if (!expected.is_whole) ++broken_count;
    for (const size_t read_bytes : {1000, 66000}) {
      const Unpacked unpacked = Unpack(zip, read_bytes);
      ASSERT_TRUE(unpacked.bytes == all.bytes) << round << " " << read_bytes;
      ASSERT_EQ(unpacked.status, all.status);
    }
  }
  EXPECT_GT(broken_count, 5);
  EXPECT_GT(equal_count, 55);
}

// The file is read a little before the window is full, and the damage is a
// little behind: ISA-L has it all in its own buffer then.
TEST(ZipMemberSourceTest, WhatIsaLHoldsBackIsGivenToo) {
  std::string packed;
  std::string text;
  for (int block = 0; block < 300; ++block) {
    // A stored block: its kind, its length, that negated; 270 is damaged.
    packed.push_back('\0');
    packed += block == 270 ? "\xe8\x03\xff\xff" : "\xe8\x03\x17\xfc";
    packed.append(1000, static_cast<char>(block));
    if (block < 270) text.append(1000, static_cast<char>(block));
  }
  const std::string zip =
      WriteZip({{.name = "a", .packed = packed, .unpacked_bytes = 300000}});
  for (const size_t read_bytes : {10, 1000, 500000}) {
    const Unpacked unpacked = Unpack(zip, read_bytes);
    EXPECT_TRUE(unpacked.bytes == text) << unpacked.bytes.size();
    EXPECT_EQ(UploadErrorOf(unpacked.status), JobErrorCode::kInvalidZip);
  }
}

// A match that refers to before the first byte: ISA-L counts bytes for it that
// it never wrote.
TEST(ZipMemberSourceTest, AReferenceToBeforeTheStartGivesNothing) {
  std::string packed;
  int bit_count = 0;
  const auto put = [&](unsigned bits, int count) {
    for (int i = 0; i < count; ++i, ++bit_count) {
      if (bit_count % 8 == 0) packed.push_back('\0');
      packed.back() = static_cast<char>(packed.back() |
                                        ((bits >> i & 1) << (bit_count % 8)));
    }
  };
  put(0b011, 3);  // the last block, of fixed codes
  for (int i = 0; i < 100; ++i) put(0b10001001, 8);  // the letter a
  put(0b1000000, 7);                                 // a match of 3
  put(0b10111, 5);                                   // from 24,577 on back
  put(0, 13);
  packed.append(1000, '\0');
  const std::string zip =
      WriteZip({{.name = "a", .packed = packed, .unpacked_bytes = 1 << 16}});
  EXPECT_EQ(InflateByZlib(packed).bytes, std::string(100, 'a'));
  const Unpacked unpacked = Unpack(zip, 1000);
  EXPECT_EQ(unpacked.bytes, "");
  EXPECT_THAT(unpacked.status.message(), HasSubstr("packed data is broken"));
}

TEST(ZipMemberSourceTest, TroubleInReadingCanBeTriedAgain) {
  const std::string text = SomeText(3000000, 14);
  for (const uint16_t method : {kZipStored, kZipDeflate}) {
    auto file = std::make_unique<MemoryFile>(
        WriteZip({{.name = "a", .bytes = text, .method = method}}));
    MemoryFile& memory_file = *file;
    MILLRACE_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ByteSource> source,
                                  OpenZipMember(std::move(file), "a", {}));
    memory_file.FailRead(3);
    Unpacked unpacked = ReadAll(*source, 1 << 20);
    EXPECT_TRUE(absl::IsUnavailable(unpacked.status)) << unpacked.status;
    const Unpacked rest = ReadAll(*source, 1 << 20);
    MILLRACE_EXPECT_OK(rest.status);
    EXPECT_TRUE(unpacked.bytes + rest.bytes == text);
  }
}

TEST(ZipMemberSourceTest, AFileCutWhileItIsReadIsBroken) {
  const std::string text = SomeText(3000000, 15);
  for (const uint16_t method : {kZipStored, kZipDeflate}) {
    auto file = std::make_unique<MemoryFile>(
        WriteZip({{.name = "a", .bytes = text, .method = method}}));
    MemoryFile& memory_file = *file;
    MILLRACE_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ByteSource> source,
                                  OpenZipMember(std::move(file), "a", {}));
    memory_file.CutTo(500000);
    const Unpacked unpacked = ReadAll(*source, 1 << 20);
    EXPECT_EQ(UploadErrorOf(unpacked.status), JobErrorCode::kInvalidZip);
    EXPECT_THAT(unpacked.status.message(), HasSubstr("became shorter"));
    EXPECT_TRUE(text.starts_with(unpacked.bytes));
  }
}

}  // namespace
}  // namespace millrace
