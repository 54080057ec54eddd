// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/coding.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace millrace {
namespace {

std::string Varint(uint64_t value) {
  std::string bytes;
  AppendVarint(&bytes, value);
  return bytes;
}

// Values around every length of a varint.
std::vector<uint64_t> EdgeValues() {
  std::vector<uint64_t> values = {0, 1};
  for (int bits = 1; bits < 64; ++bits) {
    const uint64_t power = uint64_t{1} << bits;
    values.insert(values.end(), {power - 1, power, power + 1});
  }
  values.push_back(std::numeric_limits<uint64_t>::max());
  return values;
}

TEST(CodingTest, VarintHasTheKnownBytes) {
  EXPECT_EQ(Varint(0), std::string("\x00", 1));
  EXPECT_EQ(Varint(127), "\x7f");
  EXPECT_EQ(Varint(128), "\x80\x01");
  EXPECT_EQ(Varint(300), "\xac\x02");
}

TEST(CodingTest, VarintComesBack) {
  for (const uint64_t value : EdgeValues()) {
    const std::string bytes = Varint(value);
    EXPECT_EQ(bytes.size(), VarintBytes(value)) << value;
    EXPECT_LE(bytes.size(), kVarintBytesMax);
    const std::string input = bytes + "rest";
    std::string_view in = input;
    uint64_t read = ~value;
    ASSERT_TRUE(ReadVarint(&in, &read)) << value;
    EXPECT_EQ(read, value);
    EXPECT_EQ(in, "rest");
  }
}

TEST(CodingTest, TruncatedVarintIsRefused) {
  for (const uint64_t value : EdgeValues()) {
    const std::string bytes = Varint(value);
    for (size_t length = 0; length < bytes.size(); ++length) {
      std::string_view in = std::string_view(bytes).substr(0, length);
      const std::string_view before = in;
      uint64_t read = 7;
      EXPECT_FALSE(ReadVarint(&in, &read));
      EXPECT_EQ(read, 7u);
      EXPECT_EQ(in, before);
    }
  }
}

TEST(CodingTest, MalformedVarintIsRefused) {
  const std::string too_long(10, '\x80');
  const std::string overflow = std::string(9, '\xff') + "\x02";
  const std::string needless("\x80\x00", 2);
  for (const std::string& bytes :
       {too_long, too_long + "\x01", overflow, needless}) {
    std::string_view in = bytes;
    uint64_t read = 0;
    EXPECT_FALSE(ReadVarint(&in, &read));
    EXPECT_EQ(in.size(), bytes.size());
  }
}

TEST(CodingTest, ZigZagFoldsTheSign) {
  EXPECT_EQ(EncodeZigZag(0), 0u);
  EXPECT_EQ(EncodeZigZag(-1), 1u);
  EXPECT_EQ(EncodeZigZag(1), 2u);
  for (const int64_t value :
       {int64_t{0}, int64_t{-1}, int64_t{1}, int64_t{-75}, int64_t{1} << 40,
        std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(DecodeZigZag(EncodeZigZag(value)), value);
  }
}

TEST(CodingTest, BigEndianPutsTheHighestByteFirst) {
  std::string bytes;
  AppendBigEndian32(&bytes, 0x01020304);
  AppendBigEndian64(&bytes, 0x05060708090a0b0c);
  EXPECT_EQ(bytes, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c");
  std::string_view in = bytes;
  uint32_t small = 0;
  uint64_t large = 0;
  ASSERT_TRUE(ReadBigEndian32(&in, &small));
  ASSERT_TRUE(ReadBigEndian64(&in, &large));
  EXPECT_EQ(small, 0x01020304u);
  EXPECT_EQ(large, 0x05060708090a0b0cu);
  EXPECT_TRUE(in.empty());
}

TEST(CodingTest, TruncatedBigEndianIsRefused) {
  const std::string bytes(7, 'x');
  std::string_view in = bytes;
  uint64_t large = 1;
  EXPECT_FALSE(ReadBigEndian64(&in, &large));
  int64_t ordered = 1;
  EXPECT_FALSE(ReadOrderedInt64(&in, &ordered));
  EXPECT_EQ(large, 1u);
  EXPECT_EQ(ordered, 1);
  EXPECT_EQ(in.size(), 7u);
  in = in.substr(0, 3);
  uint32_t small = 1;
  EXPECT_FALSE(ReadBigEndian32(&in, &small));
  EXPECT_EQ(small, 1u);
}

TEST(CodingTest, OrderedIntegersSortAsTheirBytes) {
  const std::vector<int64_t> values = {std::numeric_limits<int64_t>::min(),
                                       -1'000'000,
                                       -256,
                                       -1,
                                       0,
                                       1,
                                       255,
                                       256,
                                       1'000'000,
                                       std::numeric_limits<int64_t>::max()};
  std::vector<std::string> keys;
  for (const int64_t value : values) {
    std::string key;
    AppendOrderedInt64(&key, value);
    ASSERT_EQ(key.size(), 8u);
    std::string_view in = key;
    int64_t read = 0;
    ASSERT_TRUE(ReadOrderedInt64(&in, &read));
    EXPECT_EQ(read, value);
    keys.push_back(key);
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(CodingTest, LengthPrefixedComesBack) {
  std::string bytes;
  const std::string long_value(300, 'v');
  AppendLengthPrefixed(&bytes, "");
  AppendLengthPrefixed(&bytes, std::string_view("a\0b", 3));
  AppendLengthPrefixed(&bytes, long_value);
  std::string_view in = bytes;
  std::string_view value;
  ASSERT_TRUE(ReadLengthPrefixed(&in, &value));
  EXPECT_EQ(value, "");
  ASSERT_TRUE(ReadLengthPrefixed(&in, &value));
  EXPECT_EQ(value, std::string_view("a\0b", 3));
  ASSERT_TRUE(ReadLengthPrefixed(&in, &value));
  EXPECT_EQ(value, long_value);
  EXPECT_TRUE(in.empty());
  EXPECT_FALSE(ReadLengthPrefixed(&in, &value));
}

TEST(CodingTest, LengthBeyondTheEndIsRefused) {
  std::string bytes;
  AppendVarint(&bytes, std::numeric_limits<uint64_t>::max());
  bytes += "few";
  std::string_view in = bytes;
  std::string_view value = "kept";
  EXPECT_FALSE(ReadLengthPrefixed(&in, &value));
  EXPECT_EQ(value, "kept");
  EXPECT_EQ(in.size(), bytes.size());
}

TEST(CodingTest, EncodersAgreeWithAppenders) {
  char buffer[64];
  std::string bytes;
  AppendLengthPrefixed(&bytes, "value");
  char* end = EncodeLengthPrefixed(buffer, "value");
  EXPECT_EQ(std::string(buffer, end), bytes);
  bytes.clear();
  AppendOrderedInt64(&bytes, -5);
  end = EncodeOrderedInt64(buffer, -5);
  EXPECT_EQ(std::string(buffer, end), bytes);
}

}  // namespace
}  // namespace millrace
