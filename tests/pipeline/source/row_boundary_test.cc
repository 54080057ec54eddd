// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/row_boundary.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "pipeline/batch/cell.h"
#include "pipeline/source/csv_dialect.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr CsvDialect kQuoted = {.has_quotes = true};

// The rows as text, and what is left behind them.
std::vector<std::string> Cut(std::string_view text, TextEnd end,
                             const RowCutter::Limits& limits = {100, 10},
                             size_t row_count_max = 1000) {
  RowCutter cutter(kQuoted, limits);
  std::vector<RowSpan> rows;
  const RowCutter::Result result = cutter.Cut(text, end, row_count_max, &rows);
  std::vector<std::string> cut;
  for (const RowSpan& row : rows) {
    constexpr const char* kShapes[] = {"", "blank ", "long ", "open "};
    cut.push_back(kShapes[static_cast<int>(row.shape)] +
                  std::string(text.substr(row.begin, row.length)));
  }
  if (result.is_long_line) cut.push_back("line goes on");
  if (result.next < text.size()) {
    cut.push_back("rest " + std::string(text.substr(result.next)));
  }
  return cut;
}

TEST(RowCutterTest, TheLastRowNeedsALineEndOrTheEndOfTheUpload) {
  EXPECT_THAT(Cut("a\nb", TextEnd::kMore), ElementsAre("a", "rest b"));
  EXPECT_THAT(Cut("a\nb", TextEnd::kBreak), ElementsAre("a", "rest b"));
  EXPECT_THAT(Cut("a\nb", TextEnd::kUpload), ElementsAre("a", "b"));
  EXPECT_THAT(Cut("", TextEnd::kUpload), IsEmpty());
}

TEST(RowCutterTest, ACrAtTheEndMayBeHalfOfALineEnd) {
  EXPECT_THAT(Cut("a\nb\r", TextEnd::kMore), ElementsAre("a", "rest b\r"));
  EXPECT_THAT(Cut("a\nb\r", TextEnd::kBreak), ElementsAre("a", "b"));
  EXPECT_THAT(Cut("a\nb\r", TextEnd::kUpload), ElementsAre("a", "b"));
  EXPECT_THAT(Cut("a\r\nb\r\n\r\n", TextEnd::kMore),
              ElementsAre("a", "b", "blank "));
}

TEST(RowCutterTest, StopsAtTheRowCount) {
  EXPECT_THAT(Cut("a\nb\nc\n", TextEnd::kUpload, {100, 10}, 2),
              ElementsAre("a", "b", "rest c\n"));
  EXPECT_THAT(Cut("a\nx\"\nc\n", TextEnd::kUpload, {100, 10}, 2),
              ElementsAre("a", "x\"", "rest c\n"));
}

TEST(RowCutterTest, AnOpenQuoteIsOneOnlyAtTheEndOfTheUpload) {
  EXPECT_THAT(Cut("\"a\nb\n", TextEnd::kMore), ElementsAre("rest \"a\nb\n"));
  EXPECT_THAT(Cut("\"a\nb\n", TextEnd::kBreak), ElementsAre("rest \"a\nb\n"));
  EXPECT_THAT(Cut("\"a\nb\n", TextEnd::kUpload), ElementsAre("open \"a", "b"));
  EXPECT_THAT(Cut("\"a\"", TextEnd::kUpload), ElementsAre("\"a\""));
  EXPECT_THAT(Cut("\"a\"\"", TextEnd::kUpload), ElementsAre("open \"a\"\""));
}

TEST(RowCutterTest, ALongRowIsItsFirstLine) {
  EXPECT_THAT(Cut("\"a\nb\nc\n", TextEnd::kMore, {5, 3}),
              ElementsAre("open \"a", "b", "c"));
  // Closed at the limit: what follows makes it long.
  EXPECT_THAT(Cut("\"a\nb\"cd\n", TextEnd::kMore, {5, 3}),
              ElementsAre("long \"a", "b\"cd"));
  // The limit is not yet passed: more may come.
  EXPECT_THAT(Cut("\"a\nb\n", TextEnd::kMore, {5, 3}),
              ElementsAre("rest \"a\nb\n"));
}

TEST(RowCutterTest, ALongLineIsAloneAndKeptInPart) {
  EXPECT_THAT(Cut("abcdefg\nb\n", TextEnd::kMore, {5, 3}),
              ElementsAre("long abc", "line goes on", "rest defg\nb\n"));
  EXPECT_THAT(Cut("a\nabcdefg\nb\n", TextEnd::kMore, {5, 3}),
              ElementsAre("a", "rest abcdefg\nb\n"));
  EXPECT_THAT(Cut("abcdefg\nb\n", TextEnd::kMore, {5, 9}),
              ElementsAre("long abcdefg", "line goes on", "rest \nb\n"));
  EXPECT_THAT(Cut("abcdefg", TextEnd::kMore, {5, 9}),
              ElementsAre("rest abcdefg"));
  EXPECT_THAT(Cut("abcdefg", TextEnd::kBreak, {5, 9}),
              ElementsAre("rest abcdefg"));
  EXPECT_THAT(Cut("abcdefg", TextEnd::kUpload, {5, 9}),
              ElementsAre("long abcdefg", "line goes on"));
}

TEST(RowCutterTest, EnoughTextGivesARow) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20000; ++round) {
    const RowCutter::Limits limits = {1 + random() % 90, random() % 90};
    RowCutter cutter(kQuoted, limits);
    std::string text(cutter.TextBytesMin(), '\0');
    for (char& byte : text) byte = "aa,\"\n\r"[random() % 6];
    std::vector<RowSpan> rows;
    const RowCutter::Result result =
        cutter.Cut(text, TextEnd::kMore, 1000, &rows);
    ASSERT_FALSE(rows.empty()) << text;
    ASSERT_LE(result.next, text.size());
  }
}

// Masks and the exact scanner must agree: rows cut one call at a time, so
// that each begins a scan of its own, are those cut all at once.
TEST(RowCutterTest, WhereAScanBeginsDoesNotMatter) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    while (text.size() < 1000) {
      text += random() % 20 == 0 ? std::string(1, "a\"\n\r,"[random() % 5])
                                 : "aaa,\"b\r\nb\",\"\"\"\"\n";
    }
    RowCutter cutter(kQuoted, {200, 0});
    std::vector<RowSpan> all;
    const RowCutter::Result result =
        cutter.Cut(text, TextEnd::kUpload, 1000, &all);
    if (result.is_long_line || result.next < text.size()) continue;
    size_t at = 0;
    for (const RowSpan& expected : all) {
      std::vector<RowSpan> rows;
      at += cutter
                .Cut(std::string_view(text).substr(at), TextEnd::kUpload, 1,
                     &rows)
                .next;
      ASSERT_EQ(rows.size(), 1u);
      ASSERT_EQ(rows[0].length, expected.length) << text;
      ASSERT_EQ(rows[0].shape, expected.shape) << text;
    }
    ASSERT_EQ(at, text.size());
  }
}

}  // namespace
}  // namespace millrace
