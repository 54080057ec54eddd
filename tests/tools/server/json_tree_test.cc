// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/json_tree.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JsonTreeTest, ReadsEveryKind) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JsonTree tree,
      ParseJsonTree(R"({"t":"a\nb","i":-7,"d":1.5,"b":true,"n":null,)"
                    R"("a":["x","y"],"o":{"i":2}})"));
  EXPECT_EQ(tree.Text("t"), "a\nb");
  EXPECT_EQ(tree.Integer("i"), -7);
  EXPECT_FALSE(tree.Integer("d").has_value());
  EXPECT_TRUE(tree.Find("b")->boolean);
  EXPECT_EQ(tree.Find("n")->kind, JsonTree::Kind::kNull);
  EXPECT_THAT(tree.Texts("a"), ElementsAre("x", "y"));
  EXPECT_EQ(tree.Find("o")->Integer("i"), 2);
  EXPECT_EQ(tree.Text("none"), "");
  EXPECT_EQ(tree.Find("none"), nullptr);
  EXPECT_THAT(tree.Texts("t"), IsEmpty());
}

TEST(JsonTreeTest, RefusesWhatIsNoObject) {
  for (const char* text :
       {"", "[]", "1", "{", "{\"a\":1,}", "{\"a\":1}{", "{\"a\":1,\"a\":2}"}) {
    EXPECT_THAT(ParseJsonTree(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(JsonTreeTest, RefusesDeepNesting) {
  const std::string deep =
      "{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}";
  EXPECT_THAT(ParseJsonTree(deep),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace millrace::server
