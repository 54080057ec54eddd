// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/framing_check.h"

#include <gtest/gtest.h>

namespace millrace::server {
namespace {

TEST(FramingCheckTest, AcceptsWhatSaysOneThing) {
  EXPECT_FALSE(CheckFraming({{"host", "localhost:8086"}}).has_value());
  EXPECT_FALSE(CheckFraming({{"host", "[::1]:80"}, {"content-length", "17"}})
                   .has_value());
  EXPECT_FALSE(
      CheckFraming({{"host", "a.example"}, {"transfer-encoding", "Chunked"}})
          .has_value());
}

TEST(FramingCheckTest, RefusesWhatSaysTwo) {
  const NameValues cases[] = {
      {{"host", "a"}, {"host", "a"}},
      {{"content-length", "1"}, {"content-length", "1"}},
      {{"content-length", "1"}, {"content-length", "2"}},
      {{"content-length", "1"}, {"transfer-encoding", "chunked"}},
      {{"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}},
      {{"transfer-encoding", "gzip, chunked"}},
      {{"transfer-encoding", "identity"}},
      {{"content-length", "+1"}},
      {{"content-length", "1, 1"}},
      {{"content-length", ""}},
      {{"content-length", "9999999999999999999"}},
      {{"host", "a/b"}},
      {{"host", "a@b"}},
      {{"host", ""}},
      {{"host", "a b"}},
      {{"host", "a\"b"}},
      {{"transfer-encoding ", "chunked"}},
      {{"", "x"}},
  };
  for (const NameValues& headers : cases) {
    EXPECT_TRUE(CheckFraming(headers).has_value())
        << headers[0].first << ": " << headers[0].second;
  }
}

TEST(FramingCheckTest, KnowsWhetherABodyFollows) {
  EXPECT_FALSE(HasBody({{"host", "a"}}));
  EXPECT_FALSE(HasBody({{"content-length", "0"}}));
  EXPECT_TRUE(HasBody({{"content-length", "2"}}));
  EXPECT_TRUE(HasBody({{"transfer-encoding", "chunked"}}));
}

}  // namespace
}  // namespace millrace::server
