// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/yes_no_validator.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(YesNoValidatorTest, TakesYes) {
  for (const std::string_view value :
       {"Y", "y", "yes", "Yes", "YES", "yEs", "true", "True", "TRUE", "1"}) {
    EXPECT_EQ(ParseYesNo(value), 1) << value;
  }
}

TEST(YesNoValidatorTest, TakesNo) {
  for (const std::string_view value :
       {"N", "n", "no", "No", "NO", "false", "False", "FALSE", "0"}) {
    EXPECT_EQ(ParseYesNo(value), 0) << value;
  }
}

TEST(YesNoValidatorTest, RefusesTheRest) {
  for (const std::string_view value :
       {"", "2", "01", "10", "t", "f", "ye", "yess", "nope", "on", "off", "ok",
        "True ", "falsee", "\x19", "\x11", "+", "X"}) {
    EXPECT_EQ(ParseYesNo(value), -1) << value;
  }
  // Every single byte.
  int known_count = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    known_count += ParseYesNo({&c, 1}) != -1;
  }
  EXPECT_EQ(known_count, 6);
}

}  // namespace
}  // namespace millrace
