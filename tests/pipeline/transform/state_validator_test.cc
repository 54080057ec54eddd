// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/state_validator.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Normalise(std::string_view value, std::string_view country) {
  char out[kStateBytesMax];
  return std::string(out, NormaliseState(value, country, out));
}

int CountCodes(std::string_view country) {
  int count = 0;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      const std::string code = {a, b};
      count += Normalise(code, country) == code;
    }
  }
  return count;
}

TEST(StateValidatorTest, TakesCodesInAnyCase) {
  EXPECT_EQ(Normalise("MA", "US"), "MA");
  EXPECT_EQ(Normalise("ma", ""), "MA");
  EXPECT_EQ(Normalise("Dc", "US"), "DC");
  EXPECT_EQ(Normalise("on", "CA"), "ON");
  // 50 states, DC, 6 areas, 3 associated states, 3 of the military.
  EXPECT_EQ(CountCodes("US"), 63);
  EXPECT_EQ(CountCodes(""), 63);
  EXPECT_EQ(CountCodes("CA"), 13);
}

TEST(StateValidatorTest, TakesNamesInAnyCase) {
  EXPECT_EQ(Normalise("Massachusetts", "US"), "MA");
  EXPECT_EQ(Normalise("NEW YORK", ""), "NY");
  EXPECT_EQ(Normalise("district of columbia", "US"), "DC");
  EXPECT_EQ(Normalise("Puerto Rico", "US"), "PR");
  EXPECT_EQ(Normalise("Wyoming", "US"), "WY");
  EXPECT_EQ(Normalise("Iowa", "US"), "IA");
  EXPECT_EQ(Normalise("ontario", "CA"), "ON");
  EXPECT_EQ(Normalise("Yukon", "CA"), "YT");
  EXPECT_EQ(Normalise("Qu\xC3\xA9"
                      "bec",
                      "CA"),
            "QC");
  EXPECT_EQ(Normalise("QU\xC3\x89"
                      "BEC",
                      "CA"),
            "QC");
  EXPECT_EQ(Normalise("\xC3\xAE"
                      "le-du-prince-\xC3\xA9"
                      "douard",
                      "CA"),
            "PE");
}

TEST(StateValidatorTest, RefusesTheRest) {
  for (const std::string_view value :
       {"", "M", "XX", "ON", "MAS", "Mass", "Mass.", "M1", "25", "New  York",
        "Ontario", "MassachusettsX", "\xC3\xA9\xC3\xA9"}) {
    EXPECT_EQ(Normalise(value, "US"), "") << value;
  }
  for (const std::string_view value : {"", "MA", "PQ", "Massachusetts",
                                       "Qu\xC3\xA8"
                                       "bec",
                                       "Qu\xC3"
                                       "bec"}) {
    EXPECT_EQ(Normalise(value, "CA"), "") << value;
  }
}

TEST(StateValidatorTest, TakesAnyTextElsewhere) {
  EXPECT_EQ(Normalise("Bayern", "DE"), "Bayern");
  EXPECT_EQ(Normalise("ma", "GB"), "ma");
  const std::string longest(kStateBytesMax, 'x');
  EXPECT_EQ(Normalise(longest, "DE"), longest);
  EXPECT_EQ(Normalise(longest + "x", "DE"), "");
}

TEST(StateValidatorTest, ChecksUsStateCodes) {
  int count = 0;
  for (int code = 0; code < 256 * 256; ++code) {
    const char value[] = {static_cast<char>(code / 256),
                          static_cast<char>(code % 256)};
    count += IsUsStateCode({value, 2});
  }
  EXPECT_EQ(count, 51);
  EXPECT_TRUE(IsUsStateCode("DC"));
  for (const std::string_view value : {"", "M", "ma", "PR", "AA", "MAX"}) {
    EXPECT_FALSE(IsUsStateCode(value)) << value;
  }
}

}  // namespace
}  // namespace millrace
