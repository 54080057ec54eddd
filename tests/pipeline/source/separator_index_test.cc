// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/separator_index.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "pipeline/source/csv_dialect.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr CsvDialect kQuoted = {.has_quotes = true};

// The places found, -place where a doubled quote is before it; empty if null.
std::vector<int> Places(SeparatorIndex& index, size_t begin, size_t end,
                        size_t count) {
  const SeparatorIndex::Entry* const found = index.OfRow(begin, end, count);
  std::vector<int> places;
  if (found == nullptr) return places;
  for (size_t i = 0; i < count; ++i) {
    const int place = static_cast<int>(found[i] & SeparatorIndex::kPlaceBits);
    places.push_back((found[i] & SeparatorIndex::kDoubledBit) != 0 ? -place
                                                                   : place);
  }
  return places;
}

TEST(SeparatorIndexTest, FindsTheSeparatorsOfRows) {
  const std::string_view text = "a,b\r\n\"c,\n\"\"\",\n\nd,e";
  SeparatorIndex index(text, kQuoted);
  EXPECT_THAT(Places(index, 0, 3, 2), ElementsAre(1, 3));
  EXPECT_THAT(Places(index, 5, 13, 2), ElementsAre(-12, 13));
  EXPECT_THAT(Places(index, 15, 18, 2), ElementsAre(16, 18));
}

TEST(SeparatorIndexTest, SaysNothingOfRowsWithAnotherCount) {
  SeparatorIndex index("a,b,c\nd\ne,f\n", kQuoted);
  EXPECT_THAT(Places(index, 0, 5, 2), IsEmpty());
  EXPECT_TRUE(index.IsProvedTo(5));
  EXPECT_THAT(Places(index, 6, 7, 2), IsEmpty());
  EXPECT_THAT(Places(index, 8, 11, 2), ElementsAre(9, 11));
}

TEST(SeparatorIndexTest, StopsAtIrregularPlacesUntilItStartsAnew) {
  SeparatorIndex index("a,b\nc\",d\ne,f\n\"g\"", kQuoted);
  EXPECT_THAT(Places(index, 0, 3, 2), ElementsAre(1, 3));
  EXPECT_THAT(Places(index, 4, 8, 2), IsEmpty());
  EXPECT_FALSE(index.IsProvedTo(8));
  EXPECT_THAT(Places(index, 9, 12, 2), IsEmpty());
  index.StartAt(8);
  EXPECT_THAT(Places(index, 9, 12, 2), ElementsAre(10, 12));
  EXPECT_THAT(Places(index, 13, 16, 1), ElementsAre(16));
}

TEST(SeparatorIndexTest, GoesOnOverManyBlocks) {
  std::string text;
  std::vector<size_t> begins;
  for (int i = 0; i < 5000; ++i) {
    begins.push_back(text.size());
    text += std::string(static_cast<size_t>(i % 90), 'x') + ",\"y\"\"\",,,\n";
  }
  SeparatorIndex index(text, kQuoted);
  for (const size_t begin : begins) {
    const size_t end = text.find('\n', begin);
    const int place = static_cast<int>(end);
    ASSERT_THAT(
        Places(index, begin, end, 5),
        ElementsAre(place - 9, -(place - 3), place - 2, place - 1, place))
        << begin;
  }
}

}  // namespace
}  // namespace millrace
