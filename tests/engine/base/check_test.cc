// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/check.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace millrace {
namespace {

enum class Colour : uint8_t { kRed = 1, kBlue = 2 };

TEST(CheckTest, PassesWhatHolds) {
  int evaluated = 0;
  MILLRACE_CHECK(++evaluated == 1);
  MILLRACE_CHECK_EQ(++evaluated, 2);
  MILLRACE_CHECK_NE(std::string("a"), "b");
  MILLRACE_CHECK_LT(1, 2);
  MILLRACE_CHECK_LE(2, 2);
  MILLRACE_CHECK_GT(2.5, 2.0);
  MILLRACE_CHECK_GE(Colour::kBlue, Colour::kRed);
  EXPECT_EQ(evaluated, 2);
}

TEST(CheckTest, ComparesIntegersOfDifferentSignByValue) {
  MILLRACE_CHECK_LT(-1, size_t{0});
  MILLRACE_CHECK_EQ(size_t{3}, 3);
  MILLRACE_CHECK_NE(-1, SIZE_MAX);
}

TEST(CheckDeathTest, PrintsPlaceAndCondition) {
  EXPECT_DEATH(MILLRACE_CHECK(1 + 1 == 3),
               "check_test\\.cc:[0-9]+: check failed: 1 \\+ 1 == 3");
}

TEST(CheckDeathTest, PrintsBothValues) {
  const size_t read = 5;
  EXPECT_DEATH(MILLRACE_CHECK_EQ(read, 4),
               "check failed: read == 4 \\(5 and 4\\)");
  EXPECT_DEATH(MILLRACE_CHECK_GE(-2, -1), "\\(-2 and -1\\)");
  EXPECT_DEATH(MILLRACE_CHECK_EQ(Colour::kRed, Colour::kBlue), "1 and 2");
  EXPECT_DEATH(MILLRACE_CHECK_EQ(std::string_view("a"), "b"),
               "\"a\" and \"b\"");
  EXPECT_DEATH(MILLRACE_CHECK_EQ(true, false), "true and false");
  EXPECT_DEATH(MILLRACE_CHECK_LT(0.5, 0.25), "0.5 and 0.25");
  EXPECT_DEATH(MILLRACE_CHECK_EQ('a', 'b'), "character 97 and character 98");
  const int* const null = nullptr;
  EXPECT_DEATH(MILLRACE_CHECK_NE(null, null), "null != null");
}

TEST(CheckDeathTest, PrintsAPlaceForValuesWithoutText) {
  struct Opaque {
    bool operator==(const Opaque&) const { return false; }
  };
  EXPECT_DEATH(MILLRACE_CHECK_EQ(Opaque(), Opaque()), "value. and .value");
}

TEST(CheckDeathTest, DebugCheckIsForDebugBuilds) {
  int evaluated = 0;
#ifdef NDEBUG
  MILLRACE_DCHECK(++evaluated == 7);
  EXPECT_EQ(evaluated, 0);
#else
  EXPECT_DEATH(MILLRACE_DCHECK(++evaluated == 7), "check failed");
#endif
}

}  // namespace
}  // namespace millrace
