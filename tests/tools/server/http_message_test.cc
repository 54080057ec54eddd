// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(HttpMessageTest, DecodesPercents) {
  EXPECT_EQ(PercentDecoded("%24top"), "$top");
  EXPECT_EQ(PercentDecoded("a%2Fb%c3%a9"), "a/b\xc3\xa9");
  EXPECT_EQ(PercentDecoded(""), "");
  for (const char* text : {"%", "%4", "a%zz", "%00", "%1"}) {
    EXPECT_FALSE(PercentDecoded(text).has_value()) << text;
  }
}

TEST(HttpMessageTest, EncodesWhatIsNotPlain) {
  EXPECT_EQ(PercentEncoded("a-Z_0.~"), "a-Z_0.~");
  EXPECT_EQ(PercentEncoded("$a b/\xc3\xa9\r\n"), "%24a%20b%2F%C3%A9%0D%0A");
}

TEST(HttpMessageTest, ParsesQueries) {
  EXPECT_THAT(
      ParseQuery("%24top=5&$skip=2&&text=a+b%2B&flag&x=1=2"),
      ElementsAre(Pair("$top", "5"), Pair("$skip", "2"), Pair("text", "a b+"),
                  Pair("flag", ""), Pair("x", "1=2")));
  EXPECT_THAT(ParseQuery("a=%zz&b=1"), ElementsAre(Pair("b", "1")));
}

TEST(HttpMessageTest, FindsTheFirst) {
  HttpRequest request;
  request.headers = {{"host", "a"}, {"x", "1"}, {"x", "2"}};
  request.query = {{"wait", "3"}};
  EXPECT_EQ(request.Header("x"), "1");
  EXPECT_FALSE(request.Header("y").has_value());
  EXPECT_EQ(request.Query("wait"), "3");
  EXPECT_FALSE(request.Query("x").has_value());
}

}  // namespace
}  // namespace millrace::server
