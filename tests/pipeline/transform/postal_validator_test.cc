// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/postal_validator.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(PostalValidatorTest, ChecksUnitedStates) {
  for (const std::string_view country : {"", "US"}) {
    EXPECT_TRUE(IsPostalCode("02139", country));
    EXPECT_TRUE(IsPostalCode("02139-4307", country));
    for (const std::string_view value :
         {"", "2139", "021390", "02139-", "02139-430", "02139-43070",
          "02139 4307", "021394307", "0213A", "02139-430A", "-0213",
          "A1A 1A1"}) {
      EXPECT_FALSE(IsPostalCode(value, country)) << value;
    }
  }
}

TEST(PostalValidatorTest, ChecksCanada) {
  for (const std::string_view value : {"K1A 0B1", "K1A0B1", "k1a 0b1"}) {
    EXPECT_TRUE(IsPostalCode(value, "CA")) << value;
  }
  for (const std::string_view value :
       {"", "K1A", "K1A-0B1", "K1A  0B1", "1KA 0B1", "K1A 0BB", "KAA 0B1",
        "K1A 0B", "02139"}) {
    EXPECT_FALSE(IsPostalCode(value, "CA")) << value;
  }
}

TEST(PostalValidatorTest, ChecksGreatBritain) {
  for (const std::string_view value :
       {"M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB",
        "ec1a1bb", "M11AE", "GIR 0AA", "gir0aa"}) {
    EXPECT_TRUE(IsPostalCode(value, "GB")) << value;
  }
  for (const std::string_view value :
       {"", "M1", "1AE", "M1  1AE", "M1 AAE", "M1 11E", "M 1AE", "MM 1AE",
        "M111 1AE", "MMM1 1AE", "M1AA 1AE", "EC1A-1BB", "ABC 0AA", "02139"}) {
    EXPECT_FALSE(IsPostalCode(value, "GB")) << value;
  }
}

TEST(PostalValidatorTest, ChecksElsewhere) {
  for (const std::string_view value :
       {"10115", "1010 AB", "SW-1", "00", "AB", "123456789012", "A-"}) {
    EXPECT_TRUE(IsPostalCode(value, "DE")) << value;
  }
  for (const std::string_view value : {"", "1", "--", "- -", "1234567890123",
                                       "12_34", "12.34", "\xC3\x84\xC3\x84"}) {
    EXPECT_FALSE(IsPostalCode(value, "DE")) << value;
  }
}

}  // namespace
}  // namespace millrace
