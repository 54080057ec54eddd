// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/json_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/limits.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr JsonLimits kLimits{.bytes_max = 1 << 20, .values_max = 10000};

absl::StatusOr<JsonDocument> Read(std::string_view text) {
  return ReadJson(text, kLimits);
}

TEST(JsonReaderTest, KeepsOrderAndText) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JsonDocument document,
      Read(R"( {"b": 1.50, "a": "x\u00e9\n", "t": true, "n": null,
               "l": [1, [], {"k": -0}], "big": 123456789012345678901234567890,
               "e": 1E+5} )"));
  const JsonValue& root = document.root;
  EXPECT_EQ(root.kind, JsonKind::kObject);
  EXPECT_THAT(root.names, ElementsAre("b", "a", "t", "n", "l", "big", "e"));
  EXPECT_EQ(root.items[0].kind, JsonKind::kNumber);
  EXPECT_EQ(root.items[0].text, "1.50");
  EXPECT_EQ(root.items[1].kind, JsonKind::kText);
  EXPECT_EQ(root.items[1].text, "x\xc3\xa9\n");
  EXPECT_EQ(root.items[2].kind, JsonKind::kBool);
  EXPECT_EQ(root.items[2].text, "true");
  EXPECT_EQ(root.items[3].kind, JsonKind::kNull);
  const JsonValue* list = root.Find("l");
  ASSERT_NE(list, nullptr);
  ASSERT_THAT(list->items, SizeIs(3));
  EXPECT_EQ(list->items[1].kind, JsonKind::kArray);
  EXPECT_EQ(list->items[2].Find("k")->text, "-0");
  EXPECT_EQ(root.Find("big")->text, "123456789012345678901234567890");
  EXPECT_EQ(root.Find("e")->text, "1E+5");
  EXPECT_EQ(root.Find("B"), nullptr);
  EXPECT_THAT(document.duplicates, SizeIs(0));
}

TEST(JsonReaderTest, SkipsAByteOrderMark) {
  EXPECT_THAT(Read("\xef\xbb\xbf{}"), IsOk());
}

TEST(JsonReaderTest, ListsDuplicates) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JsonDocument document,
      Read(R"({"a": 1, "a": {"x": 1}, "l": [{}, {"k": 1, "\u006b": 2,
               "k": {"z": 1, "z": 2}}], "A": 3})"));
  EXPECT_THAT(document.duplicates,
              ElementsAre("a", "l[1].k", "l[1].k", "l[1].k.z"));
  // The first one stands.
  EXPECT_EQ(document.root.Find("a")->text, "1");
  EXPECT_THAT(document.root.names, ElementsAre("a", "l", "A"));
}

TEST(JsonReaderTest, ListsDuplicatesOfLargeObjects) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) {
    text += "\"m" + std::to_string(i % 990) + "\":1,";
  }
  text.back() = '}';
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JsonDocument document, Read(text));
  EXPECT_THAT(document.duplicates, SizeIs(10));
  EXPECT_EQ(document.duplicates.front(), "m0");
  EXPECT_THAT(document.root.items, SizeIs(990));
}

TEST(JsonReaderTest, RefusesWhatIsNoJson) {
  for (const std::string_view text : {"{",
                                      "{]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":1,}",
                                      "{\"a\":1 \"b\":2}",
                                      "{a:1}",
                                      "{\"a\":01}",
                                      "{\"a\":1.}",
                                      "{\"a\":.5}",
                                      "{\"a\":+1}",
                                      "{\"a\":1e}",
                                      "{\"a\":NaN}",
                                      "{\"a\":tru}",
                                      "{\"a\":truex}",
                                      "{\"a\":nul}",
                                      "{\"a\":'x'}",
                                      "{\"a\":\"x}",
                                      "{\"a\":\"\t\"}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":[1,]}",
                                      "{\"a\":[1 2]}",
                                      "{\"a\":[}",
                                      "{\"a\":\"\\ud800\"}",
                                      "{} {}",
                                      "{}x",
                                      "{},",
                                      "{\"a\":\"\xff\"}"}) {
    EXPECT_THAT(Read(text), StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("not JSON")))
        << text;
  }
}

TEST(JsonReaderTest, SaysWhatItIsInstead) {
  EXPECT_THAT(Read(""),
              StatusIs(absl::StatusCode::kInvalidArgument, "not JSON: empty"));
  EXPECT_THAT(Read(" \n"),
              StatusIs(absl::StatusCode::kInvalidArgument, "not JSON: empty"));
  for (const std::string_view text : {"[]", "1", "\"x\"", "null", "true"}) {
    EXPECT_THAT(Read(text), StatusIs(absl::StatusCode::kInvalidArgument,
                                     "not a JSON object"))
        << text;
  }
  EXPECT_THAT(Read("{\"a\": \"\xff\"}"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "not JSON: not valid UTF-8"));
  EXPECT_THAT(Read("{} {}"), StatusIs(absl::StatusCode::kInvalidArgument,
                                      "not JSON: more text after the object"));
}

TEST(JsonReaderTest, NamesThePlaceOfTrouble) {
  EXPECT_THAT(Read("{\n  \"a\": 1,\n  \"b\": [1 2]\n}"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "not JSON: trouble near line 3, column 11"));
}

std::string Nested(size_t depth) {
  std::string text = "{\"a\":";
  for (size_t i = 1; i < depth; ++i) text += '[';
  for (size_t i = 1; i < depth; ++i) text += ']';
  return text + "}";
}

TEST(JsonReaderTest, HasLimits) {
  EXPECT_THAT(Read(Nested(kJsonDepthMax)), IsOk());
  EXPECT_THAT(Read(Nested(kJsonDepthMax + 1)),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("kJsonDepthMax")));
  EXPECT_THAT(Read(Nested(5000)),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(ReadJson("{\"a\":1}", {.bytes_max = 6, .values_max = 10}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(ReadJson("{\"a\":[1,2]}", {.bytes_max = 99, .values_max = 3}),
              IsOk());
  EXPECT_THAT(ReadJson("{\"a\":[1,2]}", {.bytes_max = 99, .values_max = 2}),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(JsonReaderTest, CutsLongNamesInPaths) {
  const std::string name(5000, 'n');
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JsonDocument document,
      Read("{\"" + name + "\":1,\"" + name + "\":2}"));
  ASSERT_THAT(document.duplicates, SizeIs(1));
  EXPECT_THAT(document.duplicates[0], SizeIs(64));
}

}  // namespace
}  // namespace millrace
