// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/csv_parser.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/limits.h"
#include "pipeline/batch/cell.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/row_boundary.h"

namespace millrace {
namespace {

using ::std::string_view_literals::operator""sv;
using ::testing::ElementsAre;

constexpr CsvDialect kQuoted = {.has_quotes = true};

void FillBatch(std::string_view text, const CsvDialect& dialect,
               size_t column_count, RowBatch* batch) {
  batch->Clear();
  ASSERT_LE(text.size(), batch->chunk_capacity);
  std::memcpy(batch->chunk.get(), text.data(), text.size());
  RowCutter cutter(dialect, {1 << 16, 100});
  batch->chunk_used = cutter
                          .Cut({batch->chunk.get(), text.size()},
                               TextEnd::kUpload, 1 << 20, &batch->rows)
                          .next;
  ParseCells(dialect, column_count, batch);
}

// Each cell as it lies in the chunk, `!` before those to be unescaped.
std::vector<std::string> Cells(const RowBatch& batch, size_t row_index) {
  std::vector<std::string> cells;
  for (size_t column = 0; column < batch.column_count; ++column) {
    const Cell& cell = batch.cells[row_index * batch.column_count + column];
    cells.push_back((cell.needs_unescape != 0 ? "!" : "") +
                    std::string(CellText(batch, cell)));
  }
  return cells;
}

TEST(CsvParserTest, CellsLieWhereTheUploadPutThem) {
  RowBatch batch(1000);
  FillBatch("a,\"b\",,\"\"\n\"c\"\"d\",\"\"\"\",e\"\"f,\"g\r\n\"\r\n", kQuoted,
            4, &batch);
  ASSERT_EQ(batch.rows.size(), 2u);
  EXPECT_THAT(Cells(batch, 0), ElementsAre("a", "b", "", ""));
  EXPECT_THAT(Cells(batch, 1),
              ElementsAre("!c\"\"d", "!\"\"", "e\"\"f", "g\r\n"));
  EXPECT_EQ(batch.cells[0].offset, 0u);
  EXPECT_EQ(batch.cells[1].offset, 3u);
}

TEST(CsvParserTest, RowsWithoutCellsKeepTheirPlace) {
  RowBatch batch(1000);
  FillBatch("a,b\n\nc\nd,e\n\"f\n", kQuoted, 2, &batch);
  ASSERT_EQ(batch.rows.size(), 5u);
  EXPECT_THAT(batch.defects, ElementsAre(RowDefect::kNone, RowDefect::kNone,
                                         RowDefect::kColumnCount,
                                         RowDefect::kNone, RowDefect::kNone));
  EXPECT_EQ(batch.rows[1].shape, RowShape::kBlank);
  EXPECT_EQ(batch.rows[4].shape, RowShape::kOpenQuote);
  EXPECT_GE(batch.cells.size(), 10u);
  EXPECT_THAT(Cells(batch, 3), ElementsAre("d", "e"));
}

TEST(CsvParserTest, TheFirstDefectIsNamed) {
  RowBatch batch(1000);
  FillBatch("\"\0\xff\"x\n\"\xff\"x\n\"a\"x\nx\nx,y\n"sv, kQuoted, 2, &batch);
  EXPECT_THAT(batch.defects,
              ElementsAre(RowDefect::kNulByte, RowDefect::kNotUtf8,
                          RowDefect::kMisplacedQuote, RowDefect::kColumnCount,
                          RowDefect::kNone));
}

TEST(CsvParserTest, OneAndFiftyAndFiftyOneColumns) {
  RowBatch batch(1000);
  FillBatch("a\n\"\"\na,b\n", kQuoted, 1, &batch);
  EXPECT_THAT(batch.defects, ElementsAre(RowDefect::kNone, RowDefect::kNone,
                                         RowDefect::kColumnCount));
  std::string row = "0";
  for (int i = 1; i < 50; ++i) row += "," + std::to_string(i);
  FillBatch(row + "\n" + row + ",50\n" + row, kQuoted, 50, &batch);
  EXPECT_THAT(
      batch.defects,
      ElementsAre(RowDefect::kNone, RowDefect::kColumnCount, RowDefect::kNone));
  EXPECT_EQ(Cells(batch, 2)[49], "49");
}

// An empty last cell is looked at behind the text's end.
TEST(CsvParserTest, BytesOfTheChunkBeforeDoNotMatter) {
  RowBatch batch(100);
  std::memset(batch.chunk.get(), '"', 100);
  FillBatch("a,", kQuoted, 2, &batch);
  EXPECT_THAT(Cells(batch, 0), ElementsAre("a", ""));
  // Cells of a larger batch before are no cells of this one.
  FillBatch("a,b\nc,d\n", kQuoted, 2, &batch);
  FillBatch("e,f\n", kQuoted, 2, &batch);
  ASSERT_EQ(batch.rows.size(), 1u);
  EXPECT_THAT(Cells(batch, 0), ElementsAre("e", "f"));
}

TEST(CsvParserTest, AFullChunkIsNotReadPastItsPadding) {
  RowBatch batch(64);
  FillBatch(std::string(62, 'a') + ",b", kQuoted, 2, &batch);
  EXPECT_THAT(Cells(batch, 0), ElementsAre(std::string(62, 'a'), "b"));
}

TEST(CsvParserTest, UnescapesDoubledQuotes) {
  const auto unescape = [](std::string_view raw) {
    std::string text(raw.size(), '?');
    text.resize(UnescapeCell(raw, text.data()));
    return text;
  };
  EXPECT_EQ(unescape(""), "");
  EXPECT_EQ(unescape("abc"), "abc");
  EXPECT_EQ(unescape("\"\""), "\"");
  EXPECT_EQ(unescape("\"\"\"\""), "\"\"");
  EXPECT_EQ(unescape("a\"\"b\"\"\"\"c"), "a\"b\"\"c");
  EXPECT_EQ(unescape("\"\"abc\"\""), "\"abc\"");
}

}  // namespace
}  // namespace millrace
