// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The peers' regular expression, run by RE2, is the oracle.

#include "pipeline/transform/email_validator.h"

#include <random>
#include <string>

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace millrace {
namespace {

TEST(EmailValidatorTest, TakesAddresses) {
  for (const std::string_view value :
       {"a@b.cc", "ada.lovelace@example.org", "A_b%c+d-e@X-1.Example.COM",
        "..@-.-.zz", "1@2.3.museum", "a@a.b.c.d.ee"}) {
    EXPECT_TRUE(IsEmail(value)) << value;
  }
}

TEST(EmailValidatorTest, RefusesTheRest) {
  for (const std::string_view value : {"",
                                       "a",
                                       "@",
                                       "a@",
                                       "@b.cc",
                                       "a@b",
                                       "a@bb",
                                       "a@b.c",
                                       "a@.cc",
                                       "a@b..cc",
                                       "a@b.cc.",
                                       "a@b.c1",
                                       "a@b.c-",
                                       "a@b.1cc",
                                       "a@@b.cc",
                                       "a@b@c.dd",
                                       "a b@c.dd",
                                       "a@b c.dd",
                                       "a@b_c.dd",
                                       "a,b@c.dd",
                                       "\"a\"@b.cc",
                                       "a@b.cc\n",
                                       "a@[1.2.3.4]",
                                       "\xC3\xA9@b.cc",
                                       "a@\xC3\xA9.cc"}) {
    EXPECT_FALSE(IsEmail(value)) << value;
  }
}

TEST(EmailValidatorTest, LimitsLength) {
  const std::string domain = "@example.org";
  const std::string longest(kEmailBytesMax - domain.size(), 'a');
  EXPECT_TRUE(IsEmail(longest + domain));
  EXPECT_FALSE(IsEmail(longest + "a" + domain));
}

TEST(EmailValidatorTest, AgreesWithTheExpression) {
  const RE2 oracle(R"(^[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$)");
  constexpr std::string_view kSymbols = "aZ09.._%+-@@ \xC3,";
  std::mt19937 random(1);
  int valid_count = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string value = i % 2 == 0 ? "" : "ab@cd.ef";
    const size_t change_count = 1 + random() % (i % 2 == 0 ? 10 : 3);
    for (size_t change = 0; change < change_count; ++change) {
      value.insert(random() % (value.size() + 1), 1,
                   kSymbols[random() % kSymbols.size()]);
    }
    const bool expected = RE2::FullMatch(value, oracle);
    ASSERT_EQ(IsEmail(value), expected) << value;
    valid_count += expected;
  }
  EXPECT_GT(valid_count, 1000);
}

}  // namespace
}  // namespace millrace
