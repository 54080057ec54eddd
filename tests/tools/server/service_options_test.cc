// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/service_options.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;

TEST(ServiceOptionsTest, TheDefaultsNeedAStoreOnly) {
  ServiceOptions options;
  EXPECT_THAT(options.Validate(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("store")));
  options.store = "crm.db";
  MILLRACE_EXPECT_OK(options.Validate());
  EXPECT_EQ(options.StateFolder(), "crm.db.service");
  options.store = "/srv/crm.db/";
  EXPECT_EQ(options.StateFolder(), "/srv/crm.db.service");
  options.state = "/var/lib/millrace";
  EXPECT_EQ(options.StateFolder(), "/var/lib/millrace");
}

TEST(ServiceOptionsTest, OpenIsForThisMachineOnly) {
  ServiceOptions options = {.store = "crm.db", .open = true};
  MILLRACE_EXPECT_OK(options.Validate());
  for (const char* local : {"localhost:0", "[::1]:80", "127.1.2.3:80"}) {
    options.listen = local;
    MILLRACE_EXPECT_OK(options.Validate());
  }
  for (const char* other : {"0.0.0.0:80", "[::]:80", "192.0.2.7:80"}) {
    options.listen = other;
    EXPECT_THAT(options.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("open")))
        << other;
  }
}

TEST(ServiceOptionsTest, ParsesAddresses) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ListenAddress six,
                                ParseListenAddress("[::1]:8086"));
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(six.port, 8086);
  for (const char* text : {"", "8086", ":8086", "a:", "a:x", "a:70000"}) {
    EXPECT_THAT(ParseListenAddress(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(ServiceOptionsTest, WhatLinksAreMadeOfIsPlain) {
  ServiceOptions options = {.store = "crm.db"};
  for (const char* url : {"https://a.example", "http://a.example:80/import"}) {
    options.base_url = url;
    MILLRACE_EXPECT_OK(options.Validate());
  }
  for (const char* url : {"a.example", "https://", "https://a.example/",
                          "https://a b", "https://a/\"", "ftp://a"}) {
    options.base_url = url;
    EXPECT_THAT(options.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << url;
  }
  options.base_url = "";
  for (const char* prefix : {"v4", "/v4/", "/v 4", "/"}) {
    options.prefix = prefix;
    EXPECT_THAT(options.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << prefix;
  }
  options.prefix = "";
  options.time_zone = "Nowhere/AtAll";
  EXPECT_THAT(options.Validate(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("zone")));
}

}  // namespace
}  // namespace millrace::server
