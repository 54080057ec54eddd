// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/upload_choice.h"

#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace millrace::tool {
namespace {

TEST(UploadChoiceTest, PathsOfFileAddresses) {
  EXPECT_EQ(PathOfFileUrl("file:///tmp/a%20b.csv"), "/tmp/a b.csv");
  EXPECT_EQ(PathOfFileUrl("FILE:///tmp/a.csv"), "/tmp/a.csv");
  EXPECT_EQ(PathOfFileUrl("file://localhost/tmp/a.csv"), "/tmp/a.csv");
  EXPECT_EQ(PathOfFileUrl("file:a.csv"), "a.csv");
}

TEST(UploadChoiceTest, OtherAddressesHaveNone) {
  for (const char* url :
       {"", "a.csv", "https://example.org/a.zip", "file:", "file://",
        "file://example.org/a.csv", "file:///a%2", "file:///a%zz",
        "file:///a%00b", "sftp://example.org/a.zip"}) {
    EXPECT_EQ(PathOfFileUrl(url), std::nullopt) << url;
  }
}

}  // namespace
}  // namespace millrace::tool
