// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/json_escape.h"

#include <optional>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace millrace {
namespace {

std::optional<std::string> Unescaped(std::string_view raw) {
  std::string text(raw.size(), '?');
  const std::optional<size_t> bytes = UnescapeJson(raw, text.data());
  if (!bytes.has_value()) return std::nullopt;
  EXPECT_LE(*bytes, raw.size());
  text.resize(*bytes);
  return text;
}

TEST(JsonEscapeTest, LeavesPlainTextAlone) {
  EXPECT_EQ(Unescaped(""), "");
  EXPECT_EQ(Unescaped("Ana L\xc3\xb3pez"), "Ana L\xc3\xb3pez");
}

TEST(JsonEscapeTest, ResolvesEveryEscape) {
  EXPECT_EQ(Unescaped(R"(a\"b\\c\/d)"), "a\"b\\c/d");
  EXPECT_EQ(Unescaped(R"(\b\f\n\r\t)"), "\b\f\n\r\t");
  EXPECT_EQ(Unescaped(R"(\u0041\u00e9\u20AC)"), "A\xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(Unescaped(R"(x\ud83d\ude00y)"), "x\xf0\x9f\x98\x80y");
  EXPECT_EQ(Unescaped(R"(\uffff)"), "\xef\xbf\xbf");
  EXPECT_EQ(Unescaped(R"(\u0000)"), std::string(1, '\0'));
}

TEST(JsonEscapeTest, RefusesWhatIsNone) {
  for (const char* const raw :
       {R"(\)", R"(a\)", R"(\q)", R"(\0)", R"(\u12)", R"(\u12g4)", R"(\U0041)",
        R"(\ud800)", R"(\ud800x)", R"(\ud800\n)", R"(\ud800\u0041)",
        R"(\udc00)", R"(\udc00\ud800)", R"(\ud83d\ude0)"}) {
    EXPECT_EQ(Unescaped(raw), std::nullopt) << raw;
  }
}

}  // namespace
}  // namespace millrace
