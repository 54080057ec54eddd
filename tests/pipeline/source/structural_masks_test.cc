// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/structural_masks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "pipeline/source/csv_dialect.h"

namespace millrace {
namespace {

uint64_t MaskOf(std::string_view block, char byte) {
  uint64_t mask = 0;
  for (size_t i = 0; i < block.size(); ++i) {
    if (block[i] == byte) mask |= uint64_t{1} << i;
  }
  return mask;
}

TEST(StructuralMasksTest, EveryKernelEqualsALoop) {
  std::mt19937_64 random(1);
  for (const NamedMaskKernel& kernel : MaskKernels()) {
    SCOPED_TRACE(kernel.name);
    for (int round = 0; round < 2000; ++round) {
      // Any bytes, or those that matter and their neighbours; never aligned.
      const size_t block_count = random() % 5;
      std::string text(1 + 64 * block_count, '\0');
      for (char& byte : text) {
        constexpr std::string_view kBytes = "\",\n\r\x0c\x0e\t|!#+-\x8a\xa2";
        byte = static_cast<char>(
            round % 2 == 0 ? random() : kBytes[random() % kBytes.size()]);
      }
      const char delimiter = ",\t|"[random() % 3];
      std::vector<BlockMasks> masks(block_count);
      kernel.run(text.data() + 1, block_count, delimiter, masks.data());
      for (size_t i = 0; i < block_count; ++i) {
        const std::string_view block =
            std::string_view(text).substr(1 + 64 * i, 64);
        ASSERT_EQ(masks[i].quotes, MaskOf(block, '"'));
        ASSERT_EQ(masks[i].delimiters, MaskOf(block, delimiter));
        ASSERT_EQ(masks[i].carriage_returns, MaskOf(block, '\r'));
        ASSERT_EQ(masks[i].line_feeds, MaskOf(block, '\n'));
      }
    }
  }
}

TEST(StructuralMasksTest, EveryByteValueIsToldApart) {
  for (const NamedMaskKernel& kernel : MaskKernels()) {
    for (int value = 0; value < 256; ++value) {
      const std::string text(64, static_cast<char>(value));
      BlockMasks masks;
      kernel.run(text.data(), 1, ';', &masks);
      EXPECT_EQ(masks.quotes, value == '"' ? ~uint64_t{0} : 0);
      EXPECT_EQ(masks.delimiters, value == ';' ? ~uint64_t{0} : 0);
      EXPECT_EQ(masks.carriage_returns, value == '\r' ? ~uint64_t{0} : 0);
      EXPECT_EQ(masks.line_feeds, value == '\n' ? ~uint64_t{0} : 0);
    }
  }
}

TEST(StructuralMasksTest, APortableKernelIsAlwaysThere) {
  ASSERT_FALSE(MaskKernels().empty());
  EXPECT_EQ(MaskKernels().back().name, "portable");
}

TEST(MaskReaderTest, ReadsFromAnyPlaceToTheEnd) {
  std::string text;
  while (text.size() < 9000) text += "aa,\"b\"\r\n";
  const CsvDialect dialect = {.has_quotes = true};
  for (const size_t size : {0, 1, 63, 64, 65, 128, 255, 256, 257, 9000}) {
    const std::string_view part = std::string_view(text).substr(0, size);
    for (const size_t begin : {size_t{0}, size / 3, size}) {
      MaskReader reader(part, dialect);
      reader.StartAt(begin);
      size_t at = begin;
      while (reader.Next()) {
        ASSERT_EQ(reader.begin(), at);
        const std::string_view block = part.substr(at, 64);
        ASSERT_EQ(reader.masks().quotes, MaskOf(block, '"'));
        ASSERT_EQ(reader.masks().line_feeds, MaskOf(block, '\n'));
        at = std::min(at + 64, part.size());
      }
      EXPECT_EQ(at, part.size());
      EXPECT_FALSE(reader.Next());
    }
  }
}

TEST(MaskReaderTest, WithoutQuotesThereAreNone) {
  const std::string text(100, '"');
  MaskReader reader(text, {});
  ASSERT_TRUE(reader.Next());
  EXPECT_EQ(reader.masks().quotes, 0u);
  ASSERT_TRUE(reader.Next());
  EXPECT_EQ(reader.masks().quotes, 0u);
}

// Follows quotes byte by byte: what the tracker must say, up to the first
// irregular place.
struct PlainTracker {
  std::string inside;    // '1' where inside
  std::string doubled;   // '1' at second halves
  std::string row_ends;  // '1' where a row ends
  size_t regular_bytes;  // before the first irregular place

  explicit PlainTracker(std::string_view text)
      : inside(text.size(), '0'),
        doubled(text.size(), '0'),
        row_ends(text.size(), '0'),
        regular_bytes(text.size()) {
    bool is_inside = false;
    for (size_t i = 0; i < text.size(); ++i) {
      const char before = i == 0 ? '\n' : text[i - 1];
      const bool is_line_end = IsLineEnd(text[i]);
      if (text[i] == '"') {
        if (!is_inside && before == '"') doubled[i] = '1';
        if (!is_inside && before != '"' && before != ',' &&
            !IsLineEnd(before)) {
          regular_bytes = i;
          return;
        }
        is_inside = !is_inside;
      } else if (!is_inside && before == '"' && i > 0 && text[i] != ',' &&
                 !is_line_end) {
        regular_bytes = i;
        return;
      }
      if (is_inside) inside[i] = '1';
      if (!is_inside && is_line_end && !(text[i] == '\n' && before == '\r')) {
        row_ends[i] = '1';
      }
    }
  }
};

TEST(QuoteTrackerTest, EqualsALoopUpToTheFirstIrregularPlace) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 20000; ++round) {
    constexpr std::string_view kAlphabets[] = {"\",\n", "a\",\n\r", "\"\n\r",
                                               "aaaaaaaaaa,,\"\"\n"};
    const std::string_view alphabet = kAlphabets[random() % 4];
    std::string text;
    const size_t size = random() % 300;
    while (text.size() < size) {
      if (random() % 3 == 0) {
        text += alphabet[random() % alphabet.size()];
      } else {
        text += "a,\"b\"\"\n,\",\r\n";
      }
    }
    const PlainTracker plain(text);
    const CsvDialect dialect = {.has_quotes = true};
    MaskReader reader(text, dialect);
    QuoteTracker quotes;
    while (reader.Next()) {
      const QuoteTracker::Block block = quotes.Follow(reader.masks());
      for (size_t i = 0; i < 64 && reader.begin() + i < text.size(); ++i) {
        const size_t at = reader.begin() + i;
        const uint64_t bit = uint64_t{1} << i;
        ASSERT_EQ((block.irregular & bit) != 0, at == plain.regular_bytes)
            << text << " at " << at;
        if (at == plain.regular_bytes) break;
        ASSERT_EQ((block.inside & bit) != 0, plain.inside[at] == '1');
        ASSERT_EQ((block.doubled & bit) != 0, plain.doubled[at] == '1');
        ASSERT_EQ((block.row_ends & bit) != 0, plain.row_ends[at] == '1');
      }
      if (plain.regular_bytes < reader.begin() + 64) break;
    }
  }
}

}  // namespace
}  // namespace millrace
