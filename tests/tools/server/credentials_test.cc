// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/credentials.h"

#include <gtest/gtest.h>

#include "tests/support/http_client.h"

namespace millrace::server {
namespace {

TEST(CredentialsTest, TakesApplicationKeyAndMode) {
  const auto credentials =
      ParseCredentials(BasicCredentials("default", "a-b-c|1"));
  ASSERT_TRUE(credentials.has_value());
  EXPECT_EQ(credentials->application, "default");
  EXPECT_EQ(credentials->secret, "a-b-c");
  EXPECT_EQ(credentials->mode, 1);
}

TEST(CredentialsTest, TheLastBarAndTheFirstColonDivide) {
  const auto credentials = ParseCredentials(BasicCredentials("app", "a|b:c|0"));
  ASSERT_TRUE(credentials.has_value());
  EXPECT_EQ(credentials->application, "app");
  EXPECT_EQ(credentials->secret, "a|b:c");
  EXPECT_EQ(credentials->mode, 0);
}

TEST(CredentialsTest, TheSchemeMayBeInAnyCase) {
  std::string header = BasicCredentials("x", "key|1");
  header.replace(0, 5, "bASIC");
  EXPECT_TRUE(ParseCredentials(header).has_value());
}

TEST(CredentialsTest, RefusesAnyOtherForm) {
  for (const char* password : {"key", "key|", "key|2", "key|10", "|1", ""}) {
    EXPECT_FALSE(
        ParseCredentials(BasicCredentials("app", password)).has_value())
        << password;
  }
  EXPECT_FALSE(ParseCredentials("").has_value());
  EXPECT_FALSE(ParseCredentials("Basic").has_value());
  EXPECT_FALSE(ParseCredentials("Basic ***").has_value());
  EXPECT_FALSE(ParseCredentials("Bearer abc").has_value());
  // A bar before the colon belongs to the name.
  EXPECT_FALSE(ParseCredentials(BasicCredentials("a|1", "key")).has_value());
}

TEST(CredentialsTest, TakesABearerToken) {
  EXPECT_EQ(ParseBearer("Bearer abc"), "abc");
  EXPECT_FALSE(ParseBearer("Bearer ").has_value());
  EXPECT_FALSE(ParseBearer("Basic abc").has_value());
}

}  // namespace
}  // namespace millrace::server
