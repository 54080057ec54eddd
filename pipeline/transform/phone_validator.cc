// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A value is first reduced to its digits. What has country code 1, by a plus
// sign or by its country, is decided from the digits alone; the comments below
// say which of libphonenumber's rules each step stands for, and the test
// compares the two over every area code. A value that the reduction does not
// understand is parsed by the library; if it turns out to be North American,
// the table still has the last word, so that the answer does not depend on the
// spelling.

#include "pipeline/transform/phone_validator.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include "pipeline/transform/letter_pairs.h"

namespace millrace {
namespace {

#include "pipeline/transform/nanp_area_codes.inc"

// Longer values are no phone numbers to libphonenumber either.
constexpr size_t kValueBytesMax = 250;
// Three needless leading ones and ten digits, or 17 digits after a country
// code and an international prefix: more is not a number anywhere.
constexpr size_t kDigitCountMax = 28;
constexpr size_t kNationalDigits = 10;

// What a byte of a phone number may be.
enum ByteClass : uint8_t { kOther, kDigit, kSeparator, kPlus };

constexpr std::array<ByteClass, 256> MakeClasses() {
  std::array<ByteClass, 256> classes = {};
  for (int c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  // The ASCII part of what libphonenumber skips, but for "~" and "x", which
  // may also start an extension.
  for (const char c : {' ', '(', ')', '.', '-', '/', '[', ']'}) {
    classes[static_cast<uint8_t>(c)] = kSeparator;
  }
  classes['+'] = kPlus;
  return classes;
}

constexpr std::array<ByteClass, 256> kClasses = MakeClasses();

constexpr LetterPairs kNanpCountrySet(kNanpCountries);

char ToLower(char c) { return static_cast<char>(c | 0x20); }

// Whether an unadorned ten-digit number of `country` is dialled as in the US:
// the library's rules for the two differ in nothing that matters here.
bool IsUsOrCanada(std::string_view country) {
  return country.empty() || country == "US" || country == "CA";
}

bool IsNanpCountry(std::string_view country) {
  return IsUsOrCanada(country) || kNanpCountrySet.Contains(country);
}

// Whether ten digits are a number in use.
bool IsNanpNumber(const char* digits) {
  uint32_t prefix = 0;
  for (int i = 0; i < 3; ++i) prefix = prefix * 10 + (digits[i] - '0');
  const bool is_whole = (kNanpWholeAreas[prefix / 64] >> prefix % 64 & 1) != 0;
  if (is_whole && digits[3] >= '2') [[likely]] {
    return true;
  }
  for (int i = 3; i < 7; ++i) prefix = prefix * 10 + (digits[i] - '0');
  const NanpRange* const range = std::lower_bound(
      std::begin(kNanpRanges), std::end(kNanpRanges), prefix,
      [](const NanpRange& a, uint32_t b) { return a.last < b; });
  return range != std::end(kNanpRanges) && range->first <= prefix;
}

size_t WriteNanp(const char* digits, char* out) {
  out[0] = '+';
  out[1] = '1';
  std::memcpy(out + 2, digits, kNationalDigits);
  return kNationalDigits + 2;
}

// Whether `tail` is an extension in its usual spellings, "x12", "Ext. 12":
// those that libphonenumber takes in any country.
bool IsExtension(std::string_view tail) {
  size_t i = 0;
  if (ToLower(tail[0]) == 'e') {
    if (tail.size() < 3 || ToLower(tail[1]) != 'x') return false;
    if (ToLower(tail[2]) != 't') return false;
    i = 3;
  } else if (ToLower(tail[0]) == 'x') {
    i = 1;
  } else {
    return false;
  }
  if (i < tail.size() && (tail[i] == '.' || tail[i] == ':')) ++i;
  while (i < tail.size() && (tail[i] == ' ' || tail[i] == '-')) ++i;
  const size_t digit_count = tail.size() - i;
  if (digit_count < 1 || digit_count > 6) return false;
  return std::all_of(tail.begin() + i, tail.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

struct Digits {
  char text[kDigitCountMax + 1];
  size_t count = 0;
  bool has_plus = false;  // a plus sign before the first digit
  bool is_plain = true;   // else the library must look at the value
};

Digits ReadDigits(std::string_view value) {
  Digits digits;
  for (size_t i = 0; i < value.size(); ++i) {
    const ByteClass byte_class = kClasses[static_cast<uint8_t>(value[i])];
    if (byte_class == kPlus) {
      digits.is_plain &= digits.count == 0 && !digits.has_plus;
      digits.has_plus = true;
    } else if (byte_class == kOther) {
      // Fewer digits than three are no number that could have an extension.
      digits.is_plain &= digits.count > 2 && IsExtension(value.substr(i));
      return digits;
    }
    // Where the separators are differs from value to value: no branch on it.
    digits.text[digits.count] = value[i];
    digits.count += byte_class == kDigit;
    if (digits.count > kDigitCountMax) return digits;
  }
  return digits;
}

enum class Verdict { kValid, kInvalid, kAskLibrary };

// Judges digits that are known to have country code 1. If kValid, `start` is
// where the ten digits of the number start.
Verdict JudgeNanp(const Digits& digits, std::string_view country,
                  size_t& start) {
  size_t one_count = 0;
  while (one_count < digits.count && digits.text[one_count] == '1') ++one_count;
  start = one_count;
  const size_t rest_count = digits.count - one_count;
  const bool is_us_rule = digits.has_plus || IsUsOrCanada(country);

  if (rest_count == kNationalDigits && digits.text[start] != '0') [[likely]] {
    // The country code and the trunk prefix are both 1. The library takes one
    // off as each of these in turn, and once more if what is left is too long;
    // elsewhere in the plan the prefix pattern has other parts too.
    const size_t one_count_max = digits.has_plus ? 2 : is_us_rule ? 3 : 1;
    if (one_count <= one_count_max) {
      return IsNanpNumber(digits.text + start) ? Verdict::kValid
                                               : Verdict::kInvalid;
    }
  }
  // A local number, where the area code is the country's own.
  if (!is_us_rule) return Verdict::kAskLibrary;
  // "011" dials another country.
  if (!digits.has_plus && digits.text[0] == '0') return Verdict::kAskLibrary;
  // Canada's 310-xxxx is a whole number and has no area code.
  if (rest_count == 7 && digits.text[start] == '3') return Verdict::kAskLibrary;
  return Verdict::kInvalid;
}

// Whether a value of unusual spelling cannot be a number, so that the library
// need not be asked about every "N/A" and "none".
bool IsHopeless(std::string_view value, bool is_nanp) {
  size_t digit_count = 0;
  size_t symbol_count = 0;  // what could stand for a digit
  for (const char c : value) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_ascii_letter = ToLower(c) >= 'a' && ToLower(c) <= 'z';
    const bool is_beyond_ascii = static_cast<uint8_t>(c) >= 0x80;
    digit_count += is_digit || is_beyond_ascii;
    symbol_count += is_digit || is_ascii_letter || is_beyond_ascii;
  }
  // A number starts with a digit; the shortest in the plan has seven.
  return digit_count == 0 || (is_nanp && symbol_count < 7);
}

// What NormalisePhoneShape loses, one bit per character.
constexpr uint64_t kShapeSeparators = 1ULL << ' ' | 1ULL << '(' | 1ULL << ')' |
                                      1ULL << '.' | 1ULL << '-' | 1ULL << '+';

bool IsShapeSeparator(char c) {
  const auto code = static_cast<uint8_t>(c);
  return code < 64 && (kShapeSeparators >> code & 1) != 0;
}

}  // namespace

class PhoneValidator::Library {
 public:
  size_t Normalise(std::string_view value, std::string_view country, char* out);

 private:
  static constexpr size_t kSlotCount = 1024;  // 64 KiB; a power of two
  static constexpr size_t kSlotValueBytes = 35;

  struct Slot {
    char answer[kPhoneBytesMax] = {};
    uint8_t answer_bytes = 0;
    uint8_t value_bytes = 0;  // 0: slot not in use
    uint8_t country_bytes = 0;
    char country[2] = {};
    char value[kSlotValueBytes] = {};
  };
  static_assert(sizeof(Slot) <= 64);

  size_t Ask(std::string_view value, std::string_view country, char* out) const;
  Slot& SlotOf(std::string_view value, std::string_view country);

  std::array<Slot, kSlotCount> slots_;
};

size_t PhoneValidator::Library::Normalise(std::string_view value,
                                          std::string_view country, char* out) {
  if (value.size() > kSlotValueBytes || country.size() > 2) {
    return Ask(value, country, out);
  }
  Slot& slot = SlotOf(value, country);
  const bool is_hit =
      std::string_view(slot.value, slot.value_bytes) == value &&
      std::string_view(slot.country, slot.country_bytes) == country;
  if (!is_hit) {
    slot.answer_bytes = static_cast<uint8_t>(Ask(value, country, slot.answer));
    slot.value_bytes = static_cast<uint8_t>(value.size());
    slot.country_bytes = static_cast<uint8_t>(country.size());
    value.copy(slot.value, value.size());
    country.copy(slot.country, country.size());
  }
  std::memcpy(out, slot.answer, slot.answer_bytes);
  return slot.answer_bytes;
}

PhoneValidator::Library::Slot& PhoneValidator::Library::SlotOf(
    std::string_view value, std::string_view country) {
  uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : country) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211U;
  }
  for (const char c : value) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211U;
  }
  return slots_[(hash ^ hash >> 32) % kSlotCount];
}

size_t PhoneValidator::Library::Ask(std::string_view value,
                                    std::string_view country, char* out) const {
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const auto error =
      util.Parse(std::string(value),
                 country.empty() ? "US" : std::string(country), &number);
  if (error != PhoneNumberUtil::NO_PARSING_ERROR) return 0;
  std::string text;
  util.Format(number, PhoneNumberUtil::E164, &text);
  if (text.size() > kPhoneBytesMax) return 0;
  const bool is_nanp =
      number.country_code() == 1 && text.size() == kNationalDigits + 2;
  const bool is_valid =
      is_nanp ? IsNanpNumber(text.data() + 2) : util.IsValidNumber(number);
  if (!is_valid) return 0;
  std::memcpy(out, text.data(), text.size());
  return text.size();
}

PhoneValidator::PhoneValidator() : library_(std::make_unique<Library>()) {}
PhoneValidator::~PhoneValidator() = default;
PhoneValidator::PhoneValidator(PhoneValidator&&) noexcept = default;
PhoneValidator& PhoneValidator::operator=(PhoneValidator&&) noexcept = default;

size_t PhoneValidator::Normalise(std::string_view value,
                                 std::string_view country, char* out) {
  if (value.size() > kValueBytesMax) return 0;
  const Digits digits = ReadDigits(value);
  if (digits.count > kDigitCountMax) return 0;
  const bool is_nanp = digits.has_plus
                           ? digits.count > 0 && digits.text[0] == '1'
                           : IsNanpCountry(country);
  if (digits.is_plain) {
    if (digits.count == 0) return 0;
    size_t start = 0;
    const Verdict verdict =
        is_nanp ? JudgeNanp(digits, country, start) : Verdict::kAskLibrary;
    if (verdict == Verdict::kValid) [[likely]] {
      return WriteNanp(digits.text + start, out);
    }
    if (verdict == Verdict::kInvalid) return 0;
  } else if (IsHopeless(value, is_nanp)) {
    return 0;
  }
  return library_->Normalise(value, country, out);
}

size_t NormalisePhoneShape(std::string_view value, std::string_view country,
                           char* out) {
  constexpr size_t kCountMax = 15;
  char digits[kCountMax + 1];
  size_t count = 0;
  for (const char c : value) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && !IsShapeSeparator(c)) return 0;
    digits[count] = c;
    count += is_digit;
    if (count > kCountMax) return 0;
  }
  if (IsUsOrCanada(country)) {
    const size_t start = count == kNationalDigits + 1 && digits[0] == '1';
    const char* const number = digits + start;
    if (count - start != kNationalDigits) return 0;
    if (number[0] < '2' || number[3] < '2') return 0;
    return WriteNanp(number, out);
  }
  if (count < 7) return 0;
  out[0] = '+';
  std::memcpy(out + 1, digits, count);
  return count + 1;
}

}  // namespace millrace
