// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/ndjson_parser.h"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A batch of lines, each a row; an empty one is blank.
RowBatch BatchOf(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  RowBatch batch(text.size());
  std::memcpy(batch.chunk.get(), text.data(), text.size());
  batch.chunk_used = text.size();
  uint32_t begin = 0;
  for (const std::string& line : lines) {
    const auto length = static_cast<uint32_t>(line.size());
    batch.rows.push_back(
        {begin, length, line.empty() ? RowShape::kBlank : RowShape::kRow});
    begin += length + 1;
  }
  return batch;
}

class NdjsonParserTest : public ::testing::Test {
 protected:
  RowDefect Parse(const std::string& line) {
    RowBatch batch = BatchOf({line});
    parser_.Parse(&batch);
    EXPECT_EQ(batch.column_count, 3u);
    EXPECT_EQ(batch.RowText(0), line) << "the row itself must stay";
    cells_.clear();
    for (size_t i = 0; i < 3; ++i) {
      const Cell& cell = batch.cells[i];
      std::string text(batch.text().substr(cell.offset, cell.length));
      if (cell.needs_unescape) {
        text.resize(batch.Unescape(text, text.data()));
      }
      cells_.push_back(text);
    }
    return batch.defects[0];
  }

  NdjsonParser parser_{{"Name", "Age", "E\"Mail"}};
  std::vector<std::string> cells_;
};

TEST_F(NdjsonParserTest, MembersAreCellsOfTheirColumns) {
  EXPECT_EQ(Parse(R"({"Name":"Ada","Age":36,"E\"Mail":"a@b.org"})"),
            RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("Ada", "36", "a@b.org"));
  EXPECT_EQ(Parse(R"( { "age" : 36 , "NAME" : "Ada" } )"), RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("Ada", "36", ""));
  EXPECT_EQ(Parse(R"({"N\u0061me":"Ada"})"), RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("Ada", "", ""));
  EXPECT_EQ(Parse("{}"), RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("", "", ""));
}

TEST_F(NdjsonParserTest, ValuesAreTheirText) {
  EXPECT_EQ(Parse(R"({"Name":true,"Age":-1.50e+2,"E\"Mail":null})"),
            RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("true", "-1.50e+2", ""));
  EXPECT_EQ(Parse(R"({"Name":" a\tb\u00e9 ","Age":12345678901234567890123})"),
            RowDefect::kNone);
  EXPECT_THAT(cells_,
              ElementsAre(" a\tb\xc3\xa9 ", "12345678901234567890123", ""));
  EXPECT_EQ(Parse(R"({"Name":"","Age":false})"), RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("", "false", ""));
}

TEST_F(NdjsonParserTest, OtherMembersArePassedOver) {
  EXPECT_EQ(
      Parse(R"({"x":{"Name":"no","y":[1,[2],{}]},"Name":"yes","z":[],"z":1})"),
      RowDefect::kNone);
  EXPECT_THAT(cells_, ElementsAre("yes", "", ""));
}

TEST_F(NdjsonParserTest, WhatIsNoObjectOfPlainValuesIsADefect) {
  for (const char* const line : {"x",
                                 " ",
                                 "1",
                                 "null",
                                 "[]",
                                 R"("Name")",
                                 "{",
                                 "}",
                                 R"({"Name"})",
                                 R"({"Name":})",
                                 R"({"Name":"a")",
                                 R"({"Name":"a}))",
                                 R"({"Name":"a"}x)",
                                 R"({"Name":"a"}})",
                                 R"({"Name":"a"}{"Name":"b"})",
                                 R"({"Name":"a",})",
                                 R"({,"Name":"a"})",
                                 R"({"Name":"a" "Age":1})",
                                 R"({Name:"a"})",
                                 R"({'Name':'a'})",
                                 R"({"Name":[]})",
                                 R"({"Name":{}})",
                                 R"({"Name":"a","name":"b"})",
                                 R"({"Name":nul})",
                                 R"({"Name":tru})",
                                 R"({"Name":01})",
                                 R"({"Name":1.})",
                                 R"({"Name":NaN})",
                                 R"({"Name":"a\q"})",
                                 R"({"Name":"\ud800"})",
                                 "{\"Name\":\"a\tb\"}",
                                 R"({"x":"\q"})",
                                 R"({"x":{"\q":1}})",
                                 R"({"\q":1})",
                                 R"({"x":[1,]})",
                                 R"({"x":[01]})",
                                 R"({"x":1 2})",
                                 R"({"x":[1}})"}) {
    EXPECT_EQ(Parse(line), RowDefect::kNotJson) << line;
  }
}

TEST_F(NdjsonParserTest, DepthIsBounded) {
  const auto nested = [](size_t depth) {
    return "{\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(Parse(nested(64)), RowDefect::kNone);
  EXPECT_EQ(Parse(nested(65)), RowDefect::kNotJson);
  EXPECT_EQ(Parse(nested(5000)), RowDefect::kNotJson);
}

TEST_F(NdjsonParserTest, NulAndOtherBytesComeFirst) {
  EXPECT_EQ(Parse(std::string("{\"Name\":\"a\0b\"}", 14)), RowDefect::kNulByte);
  EXPECT_EQ(Parse(std::string("x\0\xff", 3)), RowDefect::kNulByte);
  EXPECT_EQ(Parse("x\xff"), RowDefect::kNotUtf8);
  EXPECT_EQ(Parse(R"({"Name":"a\u0000"})"), RowDefect::kNulByte);
  EXPECT_EQ(Parse(R"({"Name":"a\u0000)"), RowDefect::kNotJson);
}

TEST_F(NdjsonParserTest, ABadRowIsNoOtherRowsTrouble) {
  RowBatch batch =
      BatchOf({R"({"Name":"a"})", "{\"Name\":\"", "", "\xc3", R"({"Age":2})"});
  parser_.Parse(&batch);
  EXPECT_THAT(batch.defects, ElementsAre(RowDefect::kNone, RowDefect::kNotJson,
                                         RowDefect::kNone, RowDefect::kNotUtf8,
                                         RowDefect::kNone));
  const Cell& age = batch.cells[4 * 3 + 1];
  EXPECT_EQ(batch.text().substr(age.offset, age.length), "2");
}

TEST(JsonMemberNamesTest, TakesThemInOrderAndOnce) {
  const RowBatch batch = BatchOf({R"({"b":1,"a":{"c":2}})", "broken", "",
                                  "\xff", R"({"A":1,"d\u0065":[],"b":null})"});
  EXPECT_THAT(JsonMemberNames(batch), ElementsAre("b", "a", "de"));
  EXPECT_THAT(JsonMemberNames(BatchOf({"a,b"})), IsEmpty());
}

}  // namespace
}  // namespace millrace
