// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Fixed positions are read where the form has them, optional parts one after
// the other. Calendar arithmetic is needed only where an offset crosses
// midnight; std::chrono does it, which, unlike absl::CivilDay, does not wrap
// 30 February into March.

#include "pipeline/transform/date_validator.h"

#include <chrono>
#include <cstdint>
#include <cstring>

namespace millrace {
namespace {

constexpr size_t kDateBytes = 10;  // YYYY-MM-DD
constexpr size_t kFractionDigitsMax = 7;
constexpr int kMinutesPerDay = 24 * 60;

struct DateTime {
  int year = 0;
  int month = 0;
  int day = 0;
  int minute = 0;  // of the day
  int second = 0;
  std::string_view fraction;  // digits after the point
  bool has_offset = false;
  int offset_minutes = 0;  // east of UTC
};

// Reads `count` digits; a result below zero means that one was none.
template <int count>
int ReadDigits(const char* text) {
  int number = 0;
  unsigned is_bad = 0;
  for (int i = 0; i < count; ++i) {
    const auto digit = static_cast<unsigned char>(text[i] - '0');
    is_bad |= digit > 9;
    number = number * 10 + digit;
  }
  return is_bad != 0 ? -1 : number;
}

void WriteTwo(int number, char* out) {
  out[0] = static_cast<char>('0' + number / 10);
  out[1] = static_cast<char>('0' + number % 10);
}

int DaysInMonth(int year, int month) {
  static constexpr int8_t kDays[] = {31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && is_leap);
}

bool ParseDate(std::string_view value, DateTime& time) {
  if (value.size() < kDateBytes) return false;
  const char* const text = value.data();
  if (text[4] != '-' || text[7] != '-') return false;
  time.year = ReadDigits<4>(text);
  time.month = ReadDigits<2>(text + 5);
  time.day = ReadDigits<2>(text + 8);
  if (time.year < 1 || time.month < 1 || time.month > 12) return false;
  return time.day >= 1 && time.day <= DaysInMonth(time.year, time.month);
}

// Takes "hh:mm" off the front of `rest`, the colon being optional if
// `is_compact` allows it.
bool TakeHourMinute(std::string_view& rest, bool is_compact, int& minutes) {
  const bool has_colon = rest.size() >= 3 && rest[2] == ':';
  if (!has_colon && !is_compact) return false;
  const size_t minute_at = has_colon ? 3 : 2;
  if (rest.size() < minute_at + 2) return false;
  const int hour = ReadDigits<2>(rest.data());
  const int minute = ReadDigits<2>(rest.data() + minute_at);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  minutes = hour * 60 + minute;
  rest.remove_prefix(minute_at + 2);
  return true;
}

// Takes ":ss" and ".f", if they are there, off the front of `rest`.
bool TakeSeconds(std::string_view& rest, DateTime& time) {
  if (rest.empty() || rest[0] != ':') return true;
  if (rest.size() < 3) return false;
  time.second = ReadDigits<2>(rest.data() + 1);
  // No leap seconds: clocks that show them are not those of people's records.
  if (time.second < 0 || time.second > 59) return false;
  rest.remove_prefix(3);
  if (rest.empty() || rest[0] != '.') return true;
  size_t end = 1;
  while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
  if (end == 1 || end - 1 > kFractionDigitsMax) return false;
  time.fraction = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  return true;
}

// Reads "Z", "+hh:mm" or "+hhmm", which must be all there is.
bool ReadOffset(std::string_view rest, DateTime& time) {
  if (rest.empty()) return true;
  time.has_offset = true;
  const char sign = rest[0];
  rest.remove_prefix(1);
  if (sign == 'Z') return rest.empty();
  if (sign != '+' && sign != '-') return false;
  int minutes = 0;
  if (!TakeHourMinute(rest, /*is_compact=*/true, minutes)) return false;
  time.offset_minutes = sign == '-' ? -minutes : minutes;
  return rest.empty();
}

// Reads what follows the date.
bool ParseTime(std::string_view rest, DateTime& time) {
  if (rest[0] != 'T' && rest[0] != ' ') return false;
  rest.remove_prefix(1);
  if (!TakeHourMinute(rest, /*is_compact=*/false, time.minute)) return false;
  return TakeSeconds(rest, time) && ReadOffset(rest, time);
}

// Shifts to UTC. Returns false if that leaves the years we know.
bool ShiftToUtc(DateTime& time) {
  time.minute -= time.offset_minutes;
  const int shift = time.minute < 0 ? -1 : time.minute < kMinutesPerDay ? 0 : 1;
  if (shift == 0) return true;
  time.minute -= shift * kMinutesPerDay;
  const std::chrono::year_month_day date(
      std::chrono::sys_days(std::chrono::year_month_day(
          std::chrono::year(time.year),
          std::chrono::month(static_cast<unsigned>(time.month)),
          std::chrono::day(static_cast<unsigned>(time.day)))) +
      std::chrono::days(shift));
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return time.year >= 1 && time.year <= 9999;
}

size_t WriteInstant(const DateTime& time, char* out) {
  std::memcpy(out, "YYYY-MM-DDThh:mm:ss", 19);
  WriteTwo(time.year / 100, out);
  WriteTwo(time.year % 100, out + 2);
  WriteTwo(time.month, out + 5);
  WriteTwo(time.day, out + 8);
  WriteTwo(time.minute / 60, out + 11);
  WriteTwo(time.minute % 60, out + 14);
  WriteTwo(time.second, out + 17);
  size_t size = 19;
  size_t digit_count = time.fraction.size();
  while (digit_count > 0 && time.fraction[digit_count - 1] == '0') {
    --digit_count;
  }
  if (digit_count > 0) {
    out[size++] = '.';
    std::memcpy(out + size, time.fraction.data(), digit_count);
    size += digit_count;
  }
  out[size++] = 'Z';
  return size;
}

}  // namespace

size_t NormaliseDate(std::string_view value, char* out) {
  DateTime time;
  if (!ParseDate(value, time)) return 0;
  if (value.size() > kDateBytes && !ParseTime(value.substr(kDateBytes), time)) {
    return 0;
  }
  std::memcpy(out, value.data(), kDateBytes);
  return kDateBytes;
}

size_t NormaliseDateTime(std::string_view value, char* out) {
  DateTime time;
  if (!ParseDate(value, time)) return 0;
  if (value.size() > kDateBytes) {
    if (!ParseTime(value.substr(kDateBytes), time)) return 0;
    if (time.has_offset) return ShiftToUtc(time) ? WriteInstant(time, out) : 0;
  }
  // What has been parsed has a bounded length: it fits.
  std::memcpy(out, value.data(), value.size());
  if (value.size() > kDateBytes) out[kDateBytes] = 'T';
  return value.size();
}

}  // namespace millrace
