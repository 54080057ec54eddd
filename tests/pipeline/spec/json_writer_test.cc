// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/json_writer.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "pipeline/spec/json_reader.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonText(text, &quoted);
  return quoted;
}

TEST(JsonWriterTest, WritesMembersAndElements) {
  JsonWriter json;
  json.BeginObject();
  json.Name("a").Integer(-5);
  json.Name("b").BeginArray().EndArray();
  json.Name("c").BeginArray();
  json.Count(std::numeric_limits<uint64_t>::max()).Bool(true).Null();
  json.BeginObject().EndObject().Text("x").EndArray();
  json.Name("d").TextOrNull("").Name("e").TextOrNull("y");
  json.EndObject();
  EXPECT_EQ(std::move(json).Take(),
            R"({"a":-5,"b":[],"c":[18446744073709551615,true,null,{},"x"],)"
            R"("d":null,"e":"y"})");
}

TEST(JsonWriterTest, SeparatesTextsThatLookLikeBrackets) {
  JsonWriter json;
  json.BeginArray().Text("{").Text("[").Text(":").Text(",").EndArray();
  EXPECT_EQ(std::move(json).Take(), R"(["{","[",":",","])");
}

TEST(JsonWriterTest, Escapes) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("a\"b\\c/"), R"("a\"b\\c/")");
  EXPECT_EQ(Quoted("\n\r\t"), R"("\n\r\t")");
  EXPECT_EQ(Quoted(std::string_view("\0\x01\x1f\x7f", 4)),
            "\"\\u0000\\u0001\\u001f\x7f\"");
}

TEST(JsonWriterTest, KeepsCharactersAndReplacesWhatIsNone) {
  // Two, three and four bytes; the last and the first code points of each.
  for (const std::string_view text :
       {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(Quoted(text), "\"" + std::string(text) + "\"");
  }
  const std::string unknown = "\xef\xbf\xbd";
  EXPECT_EQ(Quoted("a\xff"
                   "b"),
            "\"a" + unknown + "b\"");
  EXPECT_EQ(Quoted("\x80"), "\"" + unknown + "\"");
  EXPECT_EQ(Quoted("\xc0\x80"), "\"" + unknown + unknown + "\"");
  EXPECT_EQ(Quoted("\xe2\x82"), "\"" + unknown + unknown + "\"");
  EXPECT_EQ(Quoted("\xed\xa0\x80"), "\"" + unknown + unknown + unknown + "\"");
  EXPECT_EQ(Quoted("\xf4\x90\x80\x80"),
            "\"" + unknown + unknown + unknown + unknown + "\"");
  EXPECT_EQ(Quoted("\xc3"), "\"" + unknown + "\"");
}

TEST(JsonWriterTest, IsReadBack) {
  std::string all;
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  JsonWriter json;
  json.BeginObject().Name(all).Text(all).EndObject();
  const std::string text = std::move(json).Take();
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JsonDocument document,
      ReadJson(text, {.bytes_max = 10000, .values_max = 10}));
  ASSERT_EQ(document.root.names.size(), 1u);
  EXPECT_EQ(document.root.names[0], all);
  EXPECT_EQ(document.root.items[0].text, all);
}

}  // namespace
}  // namespace millrace
