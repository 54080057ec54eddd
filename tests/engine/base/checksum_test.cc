// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/checksum.h"

#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"

namespace millrace {
namespace {

// The values below are stored in files, so they must never change.
TEST(ChecksumTest, IsXxh3WithoutSeed) {
  EXPECT_EQ(Checksum64(""), 0x2d06800538d394c2u);
  EXPECT_EQ(ContentHash(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ChecksumTest, DiffersByOneBit) {
  EXPECT_NE(Checksum64("checkpoint"), Checksum64("checkpoinu"));
  EXPECT_NE(ContentHash("checkpoint"), ContentHash("checkpoinu"));
}

TEST(ChecksumTest, ContentHashIsLowerCaseHexadecimal) {
  const std::string hash = ContentHash("catalogue");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(ChecksumTest, PiecesGiveTheSameAsTheWhole) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes.push_back(static_cast<char>(i * 31));
  for (const size_t piece_bytes : {1, 7, 64, 257, 5000}) {
    StreamingChecksum checksum;
    for (size_t at = 0; at < bytes.size(); at += piece_bytes) {
      checksum.Append(std::string_view(bytes).substr(at, piece_bytes));
    }
    EXPECT_EQ(checksum.Value(), Checksum64(bytes)) << piece_bytes;
  }
}

TEST(ChecksumTest, ValueMayBeAskedOnTheWay) {
  StreamingChecksum checksum;
  EXPECT_EQ(checksum.Value(), Checksum64(""));
  checksum.Append("ab");
  EXPECT_EQ(checksum.Value(), Checksum64("ab"));
  checksum.Append("c");
  EXPECT_EQ(checksum.Value(), Checksum64("abc"));
  StreamingChecksum moved = std::move(checksum);
  EXPECT_EQ(moved.Value(), Checksum64("abc"));
  moved.Reset();
  EXPECT_EQ(moved.Value(), Checksum64(""));
}

}  // namespace
}  // namespace millrace
