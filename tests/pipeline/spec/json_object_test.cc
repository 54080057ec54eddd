// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/json_object.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/spec/json_reader.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JsonObjectTest : public ::testing::Test {
 protected:
  JsonObject Read(std::string_view text) {
    auto document = ReadJson(text, {.bytes_max = 10000, .values_max = 1000});
    EXPECT_THAT(document, IsOk());
    document_ = *std::move(document);
    return JsonObject(document_.root, "", &defects_);
  }
  std::vector<std::string> TakeLines() {
    return Lines(std::move(defects_).Take());
  }

  JsonDocument document_;
  DefectList defects_;
};

TEST_F(JsonObjectTest, ReadsText) {
  JsonObject object = Read(R"({"a": "x", "n": null, "i": 1, "e": ""})");
  EXPECT_EQ(object.Text("a"), "x");
  EXPECT_EQ(object.RequiredText("a"), "x");
  EXPECT_EQ(object.RequiredText("e"), "");
  EXPECT_EQ(object.Text("n"), "");
  EXPECT_EQ(object.OptionalText("n"), std::nullopt);
  EXPECT_EQ(object.OptionalText("absent"), std::nullopt);
  EXPECT_TRUE(object.Has("a"));
  EXPECT_FALSE(object.Has("n"));
  EXPECT_TRUE(defects_.empty());
  EXPECT_EQ(object.Text("i"), "");
  EXPECT_EQ(object.RequiredText("n"), "");
  EXPECT_EQ(object.RequiredText("absent"), "");
  EXPECT_THAT(TakeLines(), ElementsAre("i: must be text", "n: is required",
                                       "absent: is required"));
}

TEST_F(JsonObjectTest, ReadsScalars) {
  JsonObject object = Read(
      R"({"t": "x", "n": 1.50, "b": true, "l": ["a", 2, {}, null], "o": {}})");
  EXPECT_EQ(object.Scalar("t"), "x");
  EXPECT_EQ(object.Scalar("n"), "1.50");
  EXPECT_EQ(object.Scalar("b"), "true");
  EXPECT_EQ(object.Scalar("absent"), std::nullopt);
  EXPECT_THAT(object.Scalars("l"), ElementsAre("a", "2"));
  EXPECT_EQ(object.Scalar("o"), std::nullopt);
  EXPECT_THAT(object.Scalars("o"), IsEmpty());
  EXPECT_THAT(TakeLines(), ElementsAre("l[2]: must be text or a number",
                                       "l[3]: must be text or a number",
                                       "o: must be text or a number",
                                       "o: must be an array"));
}

TEST_F(JsonObjectTest, ReadsBooleansInEitherForm) {
  JsonObject object = Read(
      R"({"t": true, "f": false, "T": "True", "F": "FALSE", "n": null,
          "y": "yes", "i": 1})");
  EXPECT_TRUE(object.Bool("t", false));
  EXPECT_FALSE(object.Bool("f", true));
  EXPECT_TRUE(object.Bool("T", false));
  EXPECT_FALSE(object.Bool("F", true));
  EXPECT_TRUE(object.Bool("n", true));
  EXPECT_FALSE(object.Bool("absent", false));
  EXPECT_TRUE(object.Bool("y", true));
  EXPECT_FALSE(object.Bool("i", false));
  EXPECT_THAT(TakeLines(), ElementsAre("y: must be true or false",
                                       "i: must be true or false"));
}

TEST_F(JsonObjectTest, ReadsIntegersInEitherForm) {
  JsonObject object = Read(
      R"({"i": 5000, "t": "5000", "m": -1, "d": 1.0, "x": "5k", "e": "",
          "b": true, "big": 9223372036854775808})");
  EXPECT_EQ(object.Integer("i"), 5000);
  EXPECT_EQ(object.Integer("t"), 5000);
  EXPECT_EQ(object.Integer("m"), -1);
  EXPECT_EQ(object.Integer("absent"), std::nullopt);
  EXPECT_TRUE(defects_.empty());
  for (const char* name : {"d", "x", "e", "b", "big"}) {
    EXPECT_EQ(object.Integer(name), std::nullopt) << name;
  }
  EXPECT_THAT(TakeLines(), SizeIs(5));
}

TEST_F(JsonObjectTest, DoesNotReportWhatAMissingObjectLacks) {
  JsonObject object = Read(R"({"bad": 1, "list": [{"x": "y"}, 2]})");
  EXPECT_EQ(object.RequiredObject("absent").RequiredText("name"), "");
  EXPECT_EQ(object.RequiredObject("bad").RequiredText("name"), "");
  std::vector<JsonObject> list = object.Objects("list");
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].RequiredText("x"), "y");
  EXPECT_EQ(list[1].RequiredText("x"), "");
  EXPECT_THAT(object.RequiredObjects("none"), IsEmpty());
  EXPECT_THAT(object.Objects("none"), IsEmpty());
  EXPECT_THAT(TakeLines(),
              ElementsAre("absent: is required", "bad: must be an object",
                          "list[1]: must be an object", "none: is required"));
}

TEST_F(JsonObjectTest, RefusesOthers) {
  JsonObject object = Read(R"({"name": "x", "requird": true, "type": 1})");
  object.Text("name");
  object.Has("required");
  object.Has("type");
  object.RefuseOthers();
  const std::vector<SpecDefect> defects = std::move(defects_).Take();
  ASSERT_THAT(defects, SizeIs(1));
  EXPECT_EQ(defects[0].path, "requird");
  EXPECT_EQ(defects[0].text, "no such member");
  EXPECT_EQ(defects[0].hint, "name, required, type");
}

enum class Colour { kRed, kBlue };
constexpr EnumName<Colour> kColours[] = {{Colour::kRed, "red"},
                                         {Colour::kBlue, "blue"}};

TEST_F(JsonObjectTest, ReadsEnumerators) {
  JsonObject object = Read(R"({"a": "BLUE", "b": "green", "c": 1})");
  Colour colour = Colour::kRed;
  ReadEnum(object, "absent", kColours, &colour);
  EXPECT_EQ(colour, Colour::kRed);
  ReadEnum(object, "a", kColours, &colour);
  EXPECT_EQ(colour, Colour::kBlue);
  ReadEnum(object, "b", kColours, &colour);
  ReadEnum(object, "c", kColours, &colour);
  EXPECT_EQ(colour, Colour::kBlue);
  const std::vector<SpecDefect> defects = std::move(defects_).Take();
  ASSERT_THAT(defects, SizeIs(2));
  EXPECT_EQ(defects[0].hint, "red, blue");
  EXPECT_EQ(NameOf(kColours, Colour::kRed), "red");
}

}  // namespace
}  // namespace millrace
