// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/number_validator.h"

#include <cstdio>
#include <iterator>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Integer(std::string_view value) {
  char out[kIntegerBytesMax];
  int64_t number = 0;
  const std::string text(out, NormaliseInteger(value, out, &number));
  if (!text.empty()) {
    EXPECT_EQ(text, std::to_string(number)) << value;
  }
  return text;
}

std::string Decimal(std::string_view value, int scale_max = 2) {
  char out[kDecimalBytesMax];
  return std::string(out, NormaliseDecimal(value, scale_max, out));
}

int Sign(int number) { return (number > 0) - (number < 0); }

TEST(NumberValidatorTest, TakesIntegers) {
  EXPECT_EQ(Integer("0"), "0");
  EXPECT_EQ(Integer("-0"), "0");
  EXPECT_EQ(Integer("+0000"), "0");
  EXPECT_EQ(Integer("7"), "7");
  EXPECT_EQ(Integer("+0042"), "42");
  EXPECT_EQ(Integer("-0042"), "-42");
  EXPECT_EQ(Integer("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(Integer("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Integer(std::string(100, '0') + "1"), "1");
}

TEST(NumberValidatorTest, RefusesWhatIsNoInteger) {
  for (const std::string_view value : {"",
                                       "+",
                                       "-",
                                       "--1",
                                       "+-1",
                                       "1-",
                                       "1 2",
                                       " 1",
                                       "1.0",
                                       "1.",
                                       "1,000",
                                       "1e3",
                                       "0x10",
                                       "$5",
                                       "one",
                                       "9223372036854775808",
                                       "-9223372036854775809",
                                       "9999999999999999999",
                                       "18446744073709551616",
                                       "18446744073709551617",
                                       "99999999999999999999999"}) {
    EXPECT_EQ(Integer(value), "") << value;
  }
}

TEST(NumberValidatorTest, WritesDecimalsCanonically) {
  for (const std::string_view value :
       {"0", "-0", "+0.00", ".0", "0.", "-.0", "000.000"}) {
    EXPECT_EQ(Decimal(value), "0") << value;
  }
  EXPECT_EQ(Decimal("5"), "5");
  EXPECT_EQ(Decimal("5."), "5");
  EXPECT_EQ(Decimal("+05.50"), "5.5");
  EXPECT_EQ(Decimal("-0.50"), "-0.5");
  EXPECT_EQ(Decimal("-.05"), "-0.05");
  EXPECT_EQ(Decimal("100"), "100");
  EXPECT_EQ(Decimal("100.10"), "100.1");
  EXPECT_EQ(Decimal("999999.99"), "999999.99");
}

TEST(NumberValidatorTest, LimitsDecimals) {
  EXPECT_EQ(Decimal("1.230000"), "1.23");
  EXPECT_EQ(Decimal("1.231"), "");
  EXPECT_EQ(Decimal("1.5", 0), "");
  EXPECT_EQ(Decimal("1.0", 0), "1");
  EXPECT_EQ(Decimal("123456789012345678"), "123456789012345678");
  EXPECT_EQ(Decimal("1234567890123456789"), "");
  EXPECT_EQ(Decimal("-1234567890123456.78"), "-1234567890123456.78");
  EXPECT_EQ(Decimal("12345678901234567.89"), "");
  EXPECT_EQ(Decimal("-0.123456789012345678", 18), "-0.123456789012345678");
  EXPECT_EQ(Decimal("0.1234567890123456789", 30), "");
  EXPECT_EQ(Decimal(std::string(50, '0') + "1.5" + std::string(50, '0')),
            "1.5");
}

TEST(NumberValidatorTest, RefusesWhatIsNoDecimal) {
  for (const std::string_view value :
       {"", ".", "+", "-", "-.", "1..2", "1.2.3", "1,5", "1,000.00", "1e3",
        "$5", "5 USD", "1 000", "--1", "1-", "(5)", "NaN", "inf", "0x1"}) {
    EXPECT_EQ(Decimal(value), "") << value;
  }
}

TEST(NumberValidatorTest, ComparesDecimals) {
  constexpr std::string_view kAscending[] = {
      "-100",  "-99.99", "-10",
      "-9.5",  "-1",     "-0.51",
      "-0.5",  "-0.05",  "0",
      "0.01",  "0.05",   "0.5",
      "0.51",  "0.6",    "1",
      "1.01",  "9.5",    "10",
      "99.99", "100",    "999999999999999999"};
  for (size_t i = 0; i < std::size(kAscending); ++i) {
    for (size_t j = 0; j < std::size(kAscending); ++j) {
      EXPECT_EQ(Sign(CompareDecimals(kAscending[i], kAscending[j])),
                (i > j) - (i < j))
          << kAscending[i] << ' ' << kAscending[j];
    }
  }
}

TEST(NumberValidatorTest, ComparesLikeScaledIntegers) {
  std::mt19937 random(1);
  const auto make = [&random](int64_t& cents) {
    cents = static_cast<int64_t>(random() % 40'001) - 20'000;
    if (random() % 2 == 0) cents /= 100;
    const int64_t magnitude = cents < 0 ? -cents : cents;
    char text[32];
    std::snprintf(text, sizeof(text), "%s%d.%02d", cents < 0 ? "-" : "",
                  static_cast<int>(magnitude / 100),
                  static_cast<int>(magnitude % 100));
    return Decimal(text);
  };
  for (int i = 0; i < 100'000; ++i) {
    int64_t a = 0;
    int64_t b = 0;
    const std::string a_text = make(a);
    const std::string b_text = make(b);
    ASSERT_EQ(Sign(CompareDecimals(a_text, b_text)), (a > b) - (a < b))
        << a_text << ' ' << b_text;
    ASSERT_EQ(a_text == b_text, a == b);
  }
}

TEST(NumberValidatorTest, ChecksRanges) {
  EXPECT_TRUE(DecimalInRange("5", "", ""));
  EXPECT_TRUE(DecimalInRange("0.01", "0.01", "999999.99"));
  EXPECT_TRUE(DecimalInRange("999999.99", "0.01", "999999.99"));
  EXPECT_FALSE(DecimalInRange("0", "0.01", "999999.99"));
  EXPECT_FALSE(DecimalInRange("1000000", "0.01", "999999.99"));
  EXPECT_FALSE(DecimalInRange("-5", "0", ""));
  EXPECT_TRUE(DecimalInRange("-5", "", "0"));
}

}  // namespace
}  // namespace millrace
