// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Texts are held against a length before a regular expression sees them:
// std::regex recurses once a character.

#include "tests/support/reference_importer_values.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <regex>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>
#include <utf8proc.h>

#include "millrace/limits.h"
#include "tests/support/reference_importer_places.h"

namespace millrace::reference {
namespace {

// The table of North American numbers is data that both sides read.
#include "pipeline/transform/nanp_area_codes.inc"

bool IsNanpNumber(const std::string& ten_digits) {
  const auto area = std::stoul(ten_digits.substr(0, 3));
  const auto start = std::stoul(ten_digits.substr(0, 7));
  const bool is_whole_area = (kNanpWholeAreas[area / 64] >> area % 64 & 1) != 0;
  if (is_whole_area && ten_digits[3] != '0' && ten_digits[3] != '1') {
    return true;
  }
  for (const NanpRange& range : kNanpRanges) {
    if (range.first <= start && start <= range.last) return true;
  }
  return false;
}

bool Matches(const std::string& text, const char* pattern) {
  return std::regex_match(text, std::regex(pattern));
}

bool IsUs(const std::string& country) {
  return country.empty() || country == "US";
}

// A decimal times 10^18, so that numbers can be compared.
__int128 Scaled(const std::string& decimal) {
  constexpr int kScale = 18;
  const size_t point = decimal.find('.');
  std::string digits = decimal.substr(0, point);
  std::string fraction =
      point == std::string::npos ? "" : decimal.substr(point + 1);
  fraction.resize(kScale, '0');
  digits += fraction;
  const bool is_negative = digits[0] == '-';
  __int128 number = 0;
  for (const char c : digits.substr(is_negative ? 1 : 0)) {
    number = number * 10 + (c - '0');
  }
  return is_negative ? -number : number;
}

bool IsInRange(const Field& field, const std::string& number) {
  if (!field.min.empty() && Scaled(number) < Scaled(field.min)) return false;
  return field.max.empty() || Scaled(number) <= Scaled(field.max);
}

std::chrono::year_month_day CalendarDay(const std::smatch& match) {
  return {std::chrono::year(std::stoi(match[1])),
          std::chrono::month(static_cast<unsigned>(std::stoi(match[2]))),
          std::chrono::day(static_cast<unsigned>(std::stoi(match[3])))};
}

// The pieces of an ISO date, or date-time, in the groups of a match: year,
// month, day, hour, minute, second, fraction, offset.
bool MatchDate(const std::string& text, std::smatch* match) {
  static const std::regex kPattern(
      "(\\d{4})-(\\d\\d)-(\\d\\d)"
      "(?:[T ]([01]\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d)(?:\\.(\\d{1,7}))?)?"
      "(Z|[+-](?:[01]\\d|2[0-3]):?[0-5]\\d)?)?");
  if (text.size() > 40 || !std::regex_match(text, *match, kPattern)) {
    return false;
  }
  return std::stoi((*match)[1]) >= 1 && CalendarDay(*match).ok();
}

Checked Written(const std::optional<std::string>& value, Code refused) {
  if (!value) return {refused, ""};
  return {Code::kNone, *value};
}

Checked CheckByType(const Field& field, const std::string& value,
                    const std::string& country,
                    const std::vector<Choice>& choices) {
  switch (field.type) {
    case FieldType::kText: {
      const size_t most =
          field.length_max == 0 ? kFieldScalarsMaxDefault : field.length_max;
      if (CountScalars(value) > most) return {Code::kValueTooLong, ""};
      return {Code::kNone, value};
    }
    case FieldType::kInteger:
    case FieldType::kDecimal: {
      const auto number = field.type == FieldType::kInteger
                              ? CheckInteger(value)
                              : CheckDecimal(value, field.scale);
      if (!number || !IsInRange(field, *number)) {
        return {Code::kInvalidNumber, ""};
      }
      return {Code::kNone, *number};
    }
    case FieldType::kDate:
    case FieldType::kDateTime: {
      const auto date = field.type == FieldType::kDate ? CheckDate(value)
                                                       : CheckDateTime(value);
      if (!date || (!field.min.empty() && *date < field.min) ||
          (!field.max.empty() && *date > field.max)) {
        return {Code::kInvalidDate, ""};
      }
      return {Code::kNone, *date};
    }
    case FieldType::kEmail:
      if (!IsEmailAddress(value)) return {Code::kInvalidEmail, ""};
      return {Code::kNone, value};
    case FieldType::kPhone:
      return Written(CheckPhone(value, country, field.is_shape_check),
                     Code::kInvalidPhone);
    case FieldType::kPostalCode:
      if (!IsPostal(value, country)) return {Code::kInvalidValue, ""};
      return {Code::kNone, value};
    case FieldType::kCountry:
      return Written(CheckCountry(value, field.is_shape_check),
                     Code::kInvalidCountry);
    case FieldType::kState:
      return Written(CheckState(value, country, field.is_shape_check),
                     Code::kInvalidValue);
    case FieldType::kYesNo:
      return Written(CheckYesNo(value), Code::kInvalidValue);
    case FieldType::kChoice: {
      const Choice* choice = FindChoice(choices, value);
      if (choice == nullptr) return {Code::kInvalidValue, ""};
      return {Code::kNone, choice->id};
    }
  }
  return {Code::kInvalidValue, ""};
}

bool IsWhiteSpace(utf8proc_int32_t scalar) {
  const utf8proc_category_t category = utf8proc_category(scalar);
  return (scalar >= '\t' && scalar <= '\r') ||
         category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool IsMarkOrControl(utf8proc_int32_t scalar) {
  const utf8proc_category_t category = utf8proc_category(scalar);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CC ||
         category == UTF8PROC_CATEGORY_CF;
}

}  // namespace

std::string Trim(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string LowerCase(const std::string& text) {
  std::string lower = text;
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool EqualsNoCase(const std::string& a, const std::string& b) {
  return LowerCase(a) == LowerCase(b);
}

size_t CountScalars(const std::string& text) {
  size_t count = 0;
  for (const char c : text) {
    count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }
  return count;
}

std::string Fold(const std::string& text, size_t take) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD));
  if (size < 0) return "";
  std::vector<std::string> characters;
  bool wants_space = false;
  for (utf8proc_ssize_t at = 0; at < size;) {
    utf8proc_int32_t scalar = 0;
    const utf8proc_ssize_t used =
        utf8proc_iterate(mapped + at, size - at, &scalar);
    const std::string character(reinterpret_cast<const char*>(mapped + at),
                                static_cast<size_t>(used));
    at += used;
    if (IsWhiteSpace(scalar)) {
      wants_space = !characters.empty();
    } else if (!IsMarkOrControl(scalar)) {
      if (wants_space) characters.emplace_back(" ");
      wants_space = false;
      characters.push_back(character);
    }
  }
  std::free(mapped);
  if (take != 0 && characters.size() > take) characters.resize(take);
  while (!characters.empty() && characters.back() == " ") characters.pop_back();
  std::string folded;
  for (const std::string& character : characters) folded += character;
  return folded;
}

const Choice* FindChoice(const std::vector<Choice>& choices,
                         const std::string& text) {
  for (const Choice& choice : choices) {
    if (EqualsNoCase(choice.id, text)) {
      return choice.retired ? nullptr : &choice;
    }
  }
  const Choice* found = nullptr;
  for (const Choice& choice : choices) {
    if (choice.retired || !EqualsNoCase(choice.name, text)) continue;
    if (found != nullptr) return nullptr;
    found = &choice;
  }
  return found;
}

std::optional<std::string> CheckInteger(const std::string& text) {
  static const std::regex kPattern("([+-]?)0*(\\d{1,19})");
  std::smatch match;
  // More zeros in front than anybody writes are taken off by hand.
  std::string rest = text;
  while (rest.size() > 25) {
    const size_t at = rest[0] == '+' || rest[0] == '-' ? 1 : 0;
    if (rest[at] != '0') return std::nullopt;
    rest.erase(at, 1);
  }
  if (!std::regex_match(rest, match, kPattern)) return std::nullopt;
  const bool is_negative = match[1] == "-";
  const __int128 magnitude = std::stoull(match[2]);
  const __int128 most = __int128{INT64_MAX} + (is_negative ? 1 : 0);
  if (magnitude > most) return std::nullopt;
  const std::string digits = std::to_string(std::stoull(match[2]));
  return (is_negative && digits != "0" ? "-" : "") + digits;
}

std::optional<std::string> CheckDecimal(const std::string& text, int scale) {
  constexpr size_t kDigitsMost = 18;
  if (text.empty() || text.size() > 2000) return std::nullopt;
  static const std::regex kPattern("([+-]?)(\\d*)(?:\\.(\\d*))?");
  std::smatch match;
  if (!std::regex_match(text, match, kPattern)) return std::nullopt;
  std::string whole = match[2];
  std::string fraction = match[3];
  if (whole.empty() && fraction.empty()) return std::nullopt;
  while (!whole.empty() && whole[0] == '0') whole.erase(0, 1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > static_cast<size_t>(scale)) return std::nullopt;
  if (whole.size() + fraction.size() > kDigitsMost) return std::nullopt;
  const bool is_negative =
      match[1] == "-" && !(whole.empty() && fraction.empty());
  return (is_negative ? "-" : "") + (whole.empty() ? "0" : whole) +
         (fraction.empty() ? "" : "." + fraction);
}

std::optional<std::string> CheckDate(const std::string& text) {
  std::smatch match;
  if (!MatchDate(text, &match)) return std::nullopt;
  return text.substr(0, 10);
}

std::optional<std::string> CheckDateTime(const std::string& text) {
  std::smatch match;
  if (!MatchDate(text, &match)) return std::nullopt;
  if (!match[8].matched) {
    std::string kept = text;
    if (kept.size() > 10) kept[10] = 'T';
    return kept;
  }
  const std::string offset = match[8];
  int minutes = std::stoi(match[4]) * 60 + std::stoi(match[5]);
  if (offset != "Z") {
    const int east = std::stoi(offset.substr(1, 2)) * 60 +
                     std::stoi(offset.substr(offset.size() - 2));
    minutes += offset[0] == '-' ? east : -east;
  }
  auto days = std::chrono::sys_days(CalendarDay(match));
  for (; minutes < 0; minutes += 24 * 60) days -= std::chrono::days(1);
  for (; minutes >= 24 * 60; minutes -= 24 * 60) days += std::chrono::days(1);
  const std::chrono::year_month_day day(days);
  const int year = static_cast<int>(day.year());
  if (year < 1 || year > 9999) return std::nullopt;
  char room[32];
  std::snprintf(room, sizeof(room), "%04d-%02u-%02uT%02d:%02d:", year,
                static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()), minutes / 60, minutes % 60);
  std::string fraction = match[7];
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return room + (match[6].matched ? match[6].str() : std::string("00")) +
         (fraction.empty() ? "" : "." + fraction) + "Z";
}

std::optional<std::string> CheckPhone(const std::string& text,
                                      const std::string& country,
                                      bool is_shape_check) {
  const bool is_nanp_rule = IsUs(country) || country == "CA";
  if (is_shape_check) {
    std::string digits;
    for (const char c : text) {
      if (std::string(" ().-+").find(c) == std::string::npos) digits += c;
    }
    if (digits.size() > 15) return std::nullopt;
    if (!is_nanp_rule) {
      if (!Matches(digits, "\\d{7,15}")) return std::nullopt;
      return "+" + digits;
    }
    if (!Matches(digits, "1?[2-9]\\d\\d[2-9]\\d{6}")) return std::nullopt;
    return "+1" + digits.substr(digits.size() - 10);
  }
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(text, country.empty() ? "US" : country, &number) !=
      PhoneNumberUtil::NO_PARSING_ERROR) {
    return std::nullopt;
  }
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  const bool is_nanp = e164.size() == 12 && e164.substr(0, 2) == "+1";
  if (is_nanp ? !IsNanpNumber(e164.substr(2)) : !util.IsValidNumber(number)) {
    return std::nullopt;
  }
  return e164;
}

std::optional<std::string> CheckState(const std::string& text,
                                      const std::string& country,
                                      bool is_shape_check) {
  if (is_shape_check) {
    if (!IsCodeOf(kStatesAndDc, text)) return std::nullopt;
    return text;
  }
  if (!IsUs(country) && country != "CA") {
    if (text.size() > 50) return std::nullopt;
    return text;
  }
  return StateCode(text, country == "CA");
}

std::optional<std::string> CheckCountry(const std::string& text,
                                        bool is_shape_check) {
  if (is_shape_check) {
    if (text.size() != 2 || !Matches(text, "[A-Z]{2}")) return std::nullopt;
    return text;
  }
  std::string upper = text;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (!IsCodeOf(kCountries, upper)) return std::nullopt;
  return upper;
}

std::optional<std::string> CheckYesNo(const std::string& text) {
  const std::string word = LowerCase(text);
  for (const char* yes : {"y", "yes", "true", "1"}) {
    if (word == yes) return "1";
  }
  for (const char* no : {"n", "no", "false", "0"}) {
    if (word == no) return "0";
  }
  return std::nullopt;
}

bool IsEmailAddress(const std::string& text) {
  return text.size() <= 254 &&
         Matches(text, "[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}");
}

bool IsPostal(const std::string& text, const std::string& country) {
  if (text.size() > 20) return false;
  if (IsUs(country)) return Matches(text, "\\d{5}(-\\d{4})?");
  if (country == "CA") {
    return Matches(text, "[A-Za-z]\\d[A-Za-z] ?\\d[A-Za-z]\\d");
  }
  if (country == "GB") {
    return Matches(text,
                   "([A-Za-z]{1,2}\\d{1,2}|[A-Za-z]{1,2}\\d[A-Za-z]|"
                   "[Gg][Ii][Rr]) ?\\d[A-Za-z]{2}");
  }
  return Matches(text, "[A-Za-z0-9 -]{2,12}") &&
         Matches(text, ".*[A-Za-z0-9].*");
}

Checked CheckValue(const Field& field, const std::string& value,
                   const std::string& country,
                   const std::vector<Choice>& choices,
                   const Validators& validators) {
  Checked checked = CheckByType(field, value, country, choices);
  if (checked.code != Code::kNone) return checked;
  if (!field.pattern.empty() &&
      !RE2::FullMatch(checked.value, RE2(field.pattern))) {
    return {Code::kInvalidValue, ""};
  }
  if (!field.validator.empty()) {
    std::string normal;
    if (!validators.at(field.validator)->Check(checked.value, &normal)) {
      return {Code::kInvalidValue, ""};
    }
    if (!normal.empty()) checked.value = normal;
  }
  return checked;
}

}  // namespace millrace::reference
