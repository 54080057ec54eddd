// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/country_validator.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Normalise(std::string_view value) {
  char out[kCountryBytes];
  return std::string(out, NormaliseCountry(value, out));
}

TEST(CountryValidatorTest, TakesAnyCase) {
  for (const std::string_view value : {"US", "us", "Us", "uS"}) {
    EXPECT_EQ(Normalise(value), "US") << value;
  }
  EXPECT_EQ(Normalise("gb"), "GB");
  EXPECT_EQ(Normalise("AD"), "AD");
  EXPECT_EQ(Normalise("ZW"), "ZW");
}

TEST(CountryValidatorTest, KnowsTheAssignedCodes) {
  int count = 0;
  for (int code = 0; code < 256 * 256; ++code) {
    const char value[] = {static_cast<char>(code / 256),
                          static_cast<char>(code % 256)};
    const std::string_view text(value, 2);
    const bool is_known = !Normalise(text).empty();
    if (!IsCountryShape(text)) {
      ASSERT_TRUE(!is_known || Normalise(text) != text) << text;
    } else {
      count += is_known;
    }
  }
  EXPECT_EQ(count, 249);
}

TEST(CountryValidatorTest, RefusesTheRest) {
  for (const std::string_view value :
       {"", "U", "USA", "UK", "EU", "XK", "AN", "ZZ", "AA", "U1", "1", "840",
        "U ", "\xC3\x9C", "United States"}) {
    EXPECT_EQ(Normalise(value), "") << value;
  }
}

TEST(CountryValidatorTest, ChecksShape) {
  EXPECT_TRUE(IsCountryShape("US"));
  EXPECT_TRUE(IsCountryShape("ZZ"));
  for (const std::string_view value :
       {"", "U", "us", "Us", "uS", "USA", "U1", "1U", "@A", "A[", "U "}) {
    EXPECT_FALSE(IsCountryShape(value)) << value;
  }
}

}  // namespace
}  // namespace millrace
