// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/csv_writer.h"

#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace millrace {
namespace {

std::string Cell(std::string_view cell) {
  std::string to = "x,";
  AppendCsvCell(&to, cell);
  return to.substr(2);
}

TEST(CsvWriterTest, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(Cell(""), "");
  EXPECT_EQ(Cell("plain text; 'single' \t"), "plain text; 'single' \t");
  EXPECT_EQ(Cell("a,b"), "\"a,b\"");
  EXPECT_EQ(Cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(Cell("\""), "\"\"\"\"");
  EXPECT_EQ(Cell("a\nb"), "\"a\nb\"");
  EXPECT_EQ(Cell("a\rb"), "\"a\rb\"");
  EXPECT_EQ(Cell("Zo\xc3\xab"), "Zo\xc3\xab");
}

TEST(CsvWriterTest, Numbers) {
  std::string to;
  AppendNumber(&to, 0);
  to += " ";
  AppendNumber(&to, std::numeric_limits<int64_t>::max());
  to += " ";
  AppendNumber(&to, std::numeric_limits<int64_t>::min());
  EXPECT_EQ(to, "0 9223372036854775807 -9223372036854775808");
}

}  // namespace
}  // namespace millrace
