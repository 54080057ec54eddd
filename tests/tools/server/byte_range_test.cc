// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/byte_range.h"

#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using Kind = ByteRange::Kind;

TEST(ByteRangeTest, OneRange) {
  EXPECT_EQ(ParseByteRange("bytes=0-9", 100), (ByteRange{Kind::kPart, 0, 10}));
  EXPECT_EQ(ParseByteRange("bytes=90-", 100), (ByteRange{Kind::kPart, 90, 10}));
  EXPECT_EQ(ParseByteRange("bytes=-30", 100), (ByteRange{Kind::kPart, 70, 30}));
  EXPECT_EQ(ParseByteRange("bytes=99-99", 100),
            (ByteRange{Kind::kPart, 99, 1}));
}

TEST(ByteRangeTest, EndsAtTheFilesEnd) {
  EXPECT_EQ(ParseByteRange("bytes=95-500", 100),
            (ByteRange{Kind::kPart, 95, 5}));
  EXPECT_EQ(ParseByteRange("bytes=-500", 100),
            (ByteRange{Kind::kPart, 0, 100}));
  EXPECT_EQ(ParseByteRange("bytes=100-", 100).kind, Kind::kUnsatisfiable);
  EXPECT_EQ(ParseByteRange("bytes=-0", 100).kind, Kind::kUnsatisfiable);
  EXPECT_EQ(ParseByteRange("bytes=0-0", 0).kind, Kind::kUnsatisfiable);
}

TEST(ByteRangeTest, AnythingElseMeansTheWhole) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2",
        "bytes=0-1,5-6", "lines=0-1", "bytes=1", "bytes=-1x",
        "bytes=99999999999999999999-"}) {
    EXPECT_EQ(ParseByteRange(header, 100), (ByteRange{Kind::kWhole, 0, 100}))
        << header;
  }
}

TEST(ByteRangeTest, EntityTags) {
  EXPECT_TRUE(HasEntityTag("\"a\"", "\"a\""));
  EXPECT_TRUE(HasEntityTag("\"b\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(HasEntityTag("*", "\"a\""));
  EXPECT_FALSE(HasEntityTag("\"b\"", "\"a\""));
  EXPECT_FALSE(HasEntityTag("", "\"a\""));
}

}  // namespace
}  // namespace millrace::server
