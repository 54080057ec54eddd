// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/json_number.h"

#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(JsonNumberTest, TakesTheGrammarsNumbers) {
  for (const char* const text :
       {"0", "-0", "7", "10", "-12.50", "0.1", "1e5", "1E+05", "2.5e-3"}) {
    EXPECT_TRUE(IsJsonNumber(text)) << text;
  }
}

TEST(JsonNumberTest, RefusesWhatOnlyLooksLikeOne) {
  for (const char* const text : {"", "-", "01", "+1", ".5", "1.", "1e", "1e+",
                                 "1x", " 1", "1 ", "0x1", "NaN", "--1"}) {
    EXPECT_FALSE(IsJsonNumber(text)) << text;
  }
}

}  // namespace
}  // namespace millrace
