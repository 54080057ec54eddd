// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/date_validator.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Date(std::string_view value) {
  char out[kDateBytesMax];
  return std::string(out, NormaliseDate(value, out));
}

std::string DateTime(std::string_view value) {
  char out[kDateBytesMax];
  return std::string(out, NormaliseDateTime(value, out));
}

std::string Format(int year, int month, int day) {
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
  return text;
}

TEST(DateValidatorTest, KnowsTheCalendar) {
  for (const int year : {0, 1, 4, 100, 400, 1600, 1700, 1900, 1999, 2000, 2023,
                         2024, 2100, 2400, 9996, 9999}) {
    for (int month = 0; month <= 13; ++month) {
      for (int day = 0; day <= 32; ++day) {
        const std::chrono::year_month_day date(
            std::chrono::year(year),
            std::chrono::month(static_cast<unsigned>(month)),
            std::chrono::day(static_cast<unsigned>(day)));
        const std::string text = Format(year, month, day);
        const std::string expected = date.ok() && year > 0 ? text : "";
        ASSERT_EQ(Date(text), expected) << text;
        ASSERT_EQ(DateTime(text), expected) << text;
      }
    }
  }
}

TEST(DateValidatorTest, RefusesWhatIsNotADate) {
  for (const std::string_view value :
       {"", "2024", "2024-05", "2024-05-0", "2024-5-1", "24-05-01",
        "05/01/2024", "2024/05/01", "2024-05-01x", "2024-05-01T", "20240501",
        "2024-05-01 ", "2024-0a-01", "2024-05-0:", "202:-05-01", "-024-05-01",
        "+024-05-01", "2024-05--1", "12024-05-01"}) {
    EXPECT_EQ(Date(value), "") << value;
    EXPECT_EQ(DateTime(value), "") << value;
  }
}

TEST(DateValidatorTest, DateTakesTheDateOfADateTime) {
  EXPECT_EQ(Date("2024-05-01T00:00:00"), "2024-05-01");
  EXPECT_EQ(Date("2024-05-01 23:59"), "2024-05-01");
  // As written: not 30 April.
  EXPECT_EQ(Date("2024-05-01T01:00:00+02:00"), "2024-05-01");
  EXPECT_EQ(Date("2024-05-01T25:00"), "");
  EXPECT_EQ(Date("2024-02-30T00:00"), "");
}

TEST(DateValidatorTest, KeepsTimesWithoutOffset) {
  EXPECT_EQ(DateTime("2024-05-01"), "2024-05-01");
  EXPECT_EQ(DateTime("2024-05-01T10:00"), "2024-05-01T10:00");
  EXPECT_EQ(DateTime("2024-05-01 10:00:59"), "2024-05-01T10:00:59");
  EXPECT_EQ(DateTime("2024-05-01T23:59:59.1234567"),
            "2024-05-01T23:59:59.1234567");
  EXPECT_EQ(DateTime("2024-05-01T00:00:00.0"), "2024-05-01T00:00:00.0");
}

TEST(DateValidatorTest, ShiftsInstantsToUtc) {
  EXPECT_EQ(DateTime("2024-05-01T10:00Z"), "2024-05-01T10:00:00Z");
  EXPECT_EQ(DateTime("2024-05-01 10:00:05Z"), "2024-05-01T10:00:05Z");
  EXPECT_EQ(DateTime("2024-05-01T10:00:05+02:00"), "2024-05-01T08:00:05Z");
  EXPECT_EQ(DateTime("2024-05-01T10:00:05-0730"), "2024-05-01T17:30:05Z");
  EXPECT_EQ(DateTime("2024-05-01T10:00:05+0000"), "2024-05-01T10:00:05Z");
  EXPECT_EQ(DateTime("2024-05-01T10:00:05.1200000-00:00"),
            "2024-05-01T10:00:05.12Z");
  EXPECT_EQ(DateTime("2024-05-01T10:00:05.000+00:00"), "2024-05-01T10:00:05Z");
  EXPECT_EQ(DateTime("2024-05-01T10:00:05.1234567+02:00"),
            "2024-05-01T08:00:05.1234567Z");
  EXPECT_EQ(DateTime("2024-03-01T01:00+02:00"), "2024-02-29T23:00:00Z");
  EXPECT_EQ(DateTime("2023-03-01T01:00+02:00"), "2023-02-28T23:00:00Z");
  EXPECT_EQ(DateTime("2023-12-31T23:30-01:00"), "2024-01-01T00:30:00Z");
  EXPECT_EQ(DateTime("2024-01-01T00:00+23:59"), "2023-12-31T00:01:00Z");
  EXPECT_EQ(DateTime("2024-01-01T23:59-23:59"), "2024-01-02T23:58:00Z");
}

TEST(DateValidatorTest, StaysInTheYearsWeKnow) {
  EXPECT_EQ(DateTime("0001-01-01T01:00+01:00"), "0001-01-01T00:00:00Z");
  EXPECT_EQ(DateTime("0001-01-01T00:00+00:01"), "");
  EXPECT_EQ(DateTime("9999-12-31T22:59-01:00"), "9999-12-31T23:59:00Z");
  EXPECT_EQ(DateTime("9999-12-31T23:00-01:00"), "");
}

TEST(DateValidatorTest, RefusesWhatIsNotATime) {
  for (const std::string_view time : {"T",
                                      "T10",
                                      "T10:",
                                      "T10:0",
                                      "T1:00",
                                      "T1000",
                                      "T24:00",
                                      "T10:60",
                                      "T10:00:",
                                      "T10:00:6",
                                      "T10:00:60",
                                      "T10:00:00.",
                                      "T10:00:00.12345678",
                                      "T10:00:00,1",
                                      "T10:00.5",
                                      "t10:00",
                                      "  10:00",
                                      "\t10:00",
                                      "T10:00z",
                                      "T10:00ZZ",
                                      "T10:00 Z",
                                      "T10:00+",
                                      "T10:00+2",
                                      "T10:00+02",
                                      "T10:00+02:",
                                      "T10:00+02:0",
                                      "T10:00+02:60",
                                      "T10:00+24:00",
                                      "T10:00+020",
                                      "T10:00+02000",
                                      "T10:00+02:000",
                                      "T10:00:00.1+02:00Z",
                                      "T10:00*02:00",
                                      "T-1:00",
                                      "T10:00:00 PM"}) {
    const std::string value = "2024-05-01" + std::string(time);
    EXPECT_EQ(DateTime(value), "") << value;
    EXPECT_EQ(Date(value), "") << value;
  }
}

// Every minute around a leap day, at several offsets, against std::chrono.
TEST(DateValidatorTest, AgreesWithChronoOnShifts) {
  using std::chrono::minutes;
  const std::chrono::sys_days start(std::chrono::year(2024) / 2 / 28);
  for (int minute = 0; minute < 3 * 24 * 60; minute += 7) {
    for (const int offset :
         {-23 * 60 - 59, -600, -1, 0, 1, 345, 23 * 60 + 59}) {
      const auto format = [](std::chrono::sys_time<minutes> time) {
        const auto day = std::chrono::floor<std::chrono::days>(time);
        const std::chrono::year_month_day date(day);
        const int rest = static_cast<int>((time - day).count());
        char text[16];
        std::snprintf(text, sizeof(text), "T%02d:%02d", rest / 60 % 24,
                      rest % 60);
        return Format(static_cast<int>(date.year()),
                      static_cast<int>(static_cast<unsigned>(date.month())),
                      static_cast<int>(static_cast<unsigned>(date.day()))) +
               text;
      };
      char suffix[16];
      std::snprintf(suffix, sizeof(suffix), "%c%02d:%02d",
                    offset < 0 ? '-' : '+', std::abs(offset) / 60 % 24,
                    std::abs(offset) % 60);
      const std::string value = format(start + minutes(minute)) + suffix;
      ASSERT_EQ(DateTime(value),
                format(start + minutes(minute - offset)) + ":00Z")
          << value;
    }
  }
}

}  // namespace
}  // namespace millrace
