// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/utf8.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(Utf8Test, AcceptsWellFormedText) {
  for (const std::string_view text :
       {"", "plain", "\xc3\xa9", "\xe7\xbe\x8e", "\xf0\x9f\x98\x80",
        "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  EXPECT_TRUE(IsUtf8(std::string_view("a\0b", 3)));
}

TEST(Utf8Test, RefusesEverythingElse) {
  for (const std::string_view text :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xe7\xbe"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
    // Wherever in a longer text it is.
    for (size_t before = 0; before < 70; ++before) {
      const std::string longer =
          std::string(before, 'a') + std::string(text) + "bcd";
      EXPECT_FALSE(IsUtf8(longer));
    }
  }
}

}  // namespace
}  // namespace millrace
