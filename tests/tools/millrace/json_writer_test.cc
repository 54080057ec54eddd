// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/json_writer.h"

#include <string>

#include "gtest/gtest.h"

namespace millrace::tool {
namespace {

void WriteSample(JsonWriter* json) {
  json->BeginObject();
  json->Key("id");
  json->Integer(-7);
  json->Key("names");
  json->BeginArray();
  json->Text("a");
  json->Bool(true);
  json->EndArray();
  json->Key("none");
  json->BeginObject();
  json->EndObject();
  json->EndObject();
}

TEST(JsonWriterTest, OneLine) {
  JsonWriter json(JsonWriter::Form::kOneLine);
  WriteSample(&json);
  EXPECT_EQ(json.text(), R"({"id":-7,"names":["a",true],"none":{}})");
}

TEST(JsonWriterTest, Indented) {
  JsonWriter json(JsonWriter::Form::kIndented);
  WriteSample(&json);
  EXPECT_EQ(json.text(),
            "{\n  \"id\": -7,\n  \"names\": [\n    \"a\",\n    true\n  ],\n"
            "  \"none\": {}\n}");
}

TEST(JsonWriterTest, EscapesWhatMustBe) {
  EXPECT_EQ(JsonText("a\"b\\c\n\r\t\x01\x7f"),
            "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f\"");
  EXPECT_EQ(JsonText("Tam\xc3\xa1s \xf0\x9f\x8c\x8a"),
            "\"Tam\xc3\xa1s \xf0\x9f\x8c\x8a\"");
}

TEST(JsonWriterTest, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(JsonText("a\xff"
                     "b"),
            "\"a\\ufffdb\"");
  EXPECT_EQ(JsonText("\xc3"), "\"\\ufffd\"");
  EXPECT_EQ(JsonText("\xc0\x80"), "\"\\ufffd\\ufffd\"");
  EXPECT_EQ(JsonText("\xed\xa0\x80"), "\"\\ufffd\\ufffd\\ufffd\"");
  EXPECT_EQ(JsonText("\xf4\x90\x80\x80"), "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
}

}  // namespace
}  // namespace millrace::tool
