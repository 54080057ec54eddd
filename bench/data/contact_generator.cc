// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The order in which the dice are thrown is part of what a seed means: throw
// none more, none fewer, and none elsewhere.

#include "bench/data/contact_generator.h"

#include <charconv>
#include <cstdio>
#include <iterator>

#include "bench/data/contact_words.h"

namespace millrace::bench {
namespace {

constexpr uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;
constexpr uint64_t kFirstKey = 100000001;

// SplitMix64's finishing.
uint64_t Mix(uint64_t bits) {
  bits += kGoldenRatio;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

class ContactDice {
 public:
  explicit ContactDice(uint64_t state) : state_(state) {}

  uint64_t Next() {
    state_ += kGoldenRatio;
    return Mix(state_);
  }
  unsigned Below(unsigned count) {
    return static_cast<unsigned>((Next() >> 32) * count >> 32);
  }
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  bool Chance(double probability) { return Fraction() < probability; }

  template <typename Value, size_t count>
  const Value& Pick(const Value (&values)[count]) {
    return values[Below(static_cast<unsigned>(count))];
  }

 private:
  uint64_t state_;
};

void AppendDecimal(uint64_t number, std::string* to) {
  char digits[24];
  const auto end = std::to_chars(digits, std::end(digits), number);
  to->append(digits, end.ptr);
}

void AppendPadded(uint64_t number, size_t width, std::string* to) {
  char digits[24];
  const auto end = std::to_chars(digits, std::end(digits), number);
  const auto count = static_cast<size_t>(end.ptr - digits);
  if (count < width) to->append(width - count, '0');
  to->append(digits, count);
}

void AppendLowered(const char* word, std::string* to) {
  for (; *word != '\0'; ++word) to->push_back(static_cast<char>(*word | 32));
}

struct PhoneDigits {
  unsigned area;
  unsigned exchange;
  unsigned line;
};

PhoneDigits ThrowPhone(ContactDice* dice) {
  PhoneDigits phone = {};
  phone.area = 200 + dice->Below(800);
  phone.exchange = 200 + dice->Below(800);
  phone.line = dice->Below(10000);
  // No service codes (N11), no area codes that are kept for expansion (N9X).
  if (phone.area % 100 == 11) ++phone.area;
  if (phone.exchange % 100 == 11) ++phone.exchange;
  if (phone.area % 100 / 10 == 9) phone.area -= 10;
  return phone;
}

template <typename... Numbers>
void AppendFormatted(std::string* to, const char* format, Numbers... numbers) {
  char text[40];
  const int bytes = std::snprintf(text, sizeof(text), format, numbers...);
  to->append(text, static_cast<size_t>(bytes));
}

void AppendGoodPhone(ContactDice* dice, std::string* to) {
  const auto [area, exchange, line] = ThrowPhone(dice);
  switch (dice->Below(6)) {
    case 0:
    case 1:
      return AppendFormatted(to, "%03u%03u%04u", area, exchange, line);
    case 2:
      return AppendFormatted(to, "(%03u) %03u-%04u", area, exchange, line);
    case 3:
      return AppendFormatted(to, "%03u-%03u-%04u", area, exchange, line);
    case 4:
      return AppendFormatted(to, "%03u.%03u.%04u", area, exchange, line);
    default:
      return AppendFormatted(to, "+1 %03u %03u %04u", area, exchange, line);
  }
}

void AppendBadPhone(ContactDice* dice, std::string* to) {
  const auto [area, exchange, line] = ThrowPhone(dice);
  switch (dice->Below(5)) {
    case 0:
      return AppendFormatted(to, "%03u-%03u-%04u", dice->Below(200), exchange,
                             line);
    case 1:
      return AppendFormatted(to, "%03u-%04u", exchange, line);
    case 2:
      return AppendFormatted(to, "%03u%03u%04u%u", area, exchange, line,
                             dice->Below(9) + 1);
    case 3:
      return AppendFormatted(to, "%03u-%03u-CALL", area, exchange);
    default:
      return AppendFormatted(to, "(%03u) %03u-%04u", area, dice->Below(200),
                             line);
  }
}

void AppendPhone(ContactDice* dice, bool is_bad, std::string* to) {
  is_bad ? AppendBadPhone(dice, to) : AppendGoodPhone(dice, to);
}

// Which of a row's values are to be bad.
struct Flaws {
  bool email = false;
  bool home_phone = false;
  bool mobile_phone = false;
  bool zip = false;

  bool any() const { return email || home_phone || mobile_phone || zip; }
};

void AppendStreet(ContactDice* dice, std::string* to) {
  AppendDecimal(1 + dice->Below(9999), to);
  to->push_back(' ');
  to->append(dice->Pick(kStreets));
  to->push_back(' ');
  to->append(dice->Pick(kStreetSuffixes));
  const double rest = dice->Fraction();
  if (rest < 0.12) {
    to->append(", Apt ");
    AppendDecimal(1 + dice->Below(99), to);
    to->push_back(static_cast<char>('A' + dice->Below(6)));
  } else if (rest < 0.13) {
    to->append(", \"The Annex\" No ");
    AppendDecimal(dice->Below(90), to);
  } else if (rest < 0.131) {
    to->append("\nc/o Front Desk");
  }
}

void AppendZip(ContactDice* dice, const City& city, bool is_bad,
               std::string* to) {
  AppendPadded(city.zip_prefix * 100 + dice->Below(100), 5, to);
  if (dice->Chance(0.1)) {
    to->push_back('-');
    AppendPadded(dice->Below(10000), 4, to);
  }
  if (is_bad) *to = dice->Pick(kBadZips);
}

void AppendEmail(ContactDice* dice, bool is_bad, std::string* to) {
  AppendLowered(dice->Pick(kFirstNames), to);
  to->push_back('.');
  AppendLowered(kLastNames[dice->Below(40)], to);
  AppendDecimal(dice->Below(10000), to);
  const char* const domain = dice->Pick(kMailDomains);
  switch (is_bad ? dice->Below(5) : 9) {
    case 0:
      to->append(domain);
      break;
    case 1:
      to->append("@@").append(domain);
      break;
    case 2:
      to->append("@gmail");
      break;
    case 3:
      to->append(" @").append(domain);
      break;
    case 4:
      to->append("@").append(domain).append(".");
      break;
    default:
      to->append("@").append(domain);
      break;
  }
}

void AppendHomePhone(ContactDice* dice, bool is_bad, ContactCells* cells) {
  std::string& phone = (*cells)[kHomePhoneColumn];
  std::string& country = (*cells)[kHomeCountryColumn];
  if (!is_bad && dice->Chance(0.005)) {
    AppendFormatted(&phone, "+44 20 7946 %04u", dice->Below(10000));
    country = "GB";
    return;
  }
  AppendPhone(dice, is_bad, &phone);
  country = dice->Chance(0.03) ? "CA" : "US";
}

// Makes an update of a row: three of four good values go.
void BlankMost(ContactDice* dice, const Flaws& flaws, ContactCells* cells) {
  std::string& phone = (*cells)[kHomePhoneColumn];
  std::string& country = (*cells)[kHomeCountryColumn];
  for (size_t k = 1; k + 1 < kContactColumnCount; ++k) {
    const bool is_bad = (k == kEmailColumn && flaws.email) ||
                        (k == kHomePhoneColumn && flaws.home_phone) ||
                        (k == kMobilePhoneColumn && flaws.mobile_phone) ||
                        (k == kZipColumn && flaws.zip);
    if (!is_bad && dice->Chance(0.75)) {
      (*cells)[k].clear();
      if (k == kHomePhoneColumn) country.clear();
    } else if (k == kHomeCountryColumn && phone.empty()) {
      country.clear();
    }
  }
  if (!flaws.home_phone && phone.empty()) country.clear();
  if (country.empty() && phone.starts_with("+44")) country = "GB";
  cells->back().clear();
}

}  // namespace

const std::array<const char*, kContactColumnCount> kContactColumns = {
    "VanID",     "FirstName", "LastName",    "StreetAddress",
    "City",      "State",     "Zip",         "Email",
    "HomePhone", "HPCountry", "MobilePhone", "ExternalID"};

ContactGenerator::Shuffle::Shuffle(uint64_t count, uint64_t key)
    : count_(count), key_(key) {
  while ((uint64_t{1} << (2 * half_bits_)) < count) ++half_bits_;
}

uint64_t ContactGenerator::Shuffle::At(uint64_t index) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  do {
    uint64_t left = index >> half_bits_;
    uint64_t right = index & mask;
    for (uint64_t round = 0; round < 4; ++round) {
      const uint64_t before = right;
      right = left ^ (Mix(right * 31 + key_ + round) & mask);
      left = before;
    }
    index = (left << half_bits_) | right;
  } while (index >= count_);
  return index;
}

ContactGenerator::ContactGenerator(const ContactOptions& options)
    : options_(options), shuffle_(options.row_count, Mix(options.seed)) {}

const ContactCells& ContactGenerator::Row(uint64_t index) {
  const bool is_update = options_.is_update;
  const bool is_clean = options_.is_clean;
  const uint64_t kind = is_update ? uint64_t{0x55aa55aa} << 20 : 0;
  ContactDice dice(Mix(options_.seed * 0x9e37 + kind) ^ Mix(index));
  uint64_t person = is_update ? 2 * index + (dice.Next() & 1) : index;
  const bool is_repeated = !is_clean && index > 0 && dice.Chance(0.005);
  if (is_repeated) {
    person = dice.Next() % index;
    if (is_update) person *= 2;
    ++counts_.repeated_keys;
  }
  for (std::string& cell : cells_) cell.clear();
  if (options_.keys != ContactKeys::kBlank) {
    const bool is_random = options_.keys == ContactKeys::kRandom;
    AppendDecimal(kFirstKey + (is_random ? shuffle_.At(person) : person),
                  &cells_[0]);
  }
  Flaws flaws;
  if (!is_clean) {
    flaws.email = dice.Chance(0.02);
    flaws.home_phone = dice.Chance(0.012);
    flaws.mobile_phone = dice.Chance(0.008);
    flaws.zip = dice.Chance(0.01);
  }
  cells_[1] = dice.Chance(0.06) ? dice.Pick(kAccentedFirstNames)
                                : dice.Pick(kFirstNames);
  cells_[2] =
      dice.Chance(0.06) ? dice.Pick(kAccentedLastNames) : dice.Pick(kLastNames);
  AppendStreet(&dice, &cells_[3]);
  const City& city = dice.Pick(kCities);
  cells_[4] = city.name;
  cells_[5] = city.state;
  AppendZip(&dice, city, flaws.zip, &cells_[kZipColumn]);
  if (flaws.email || dice.Chance(0.72)) {
    AppendEmail(&dice, flaws.email, &cells_[kEmailColumn]);
  }
  if (flaws.home_phone || dice.Chance(0.65)) {
    AppendHomePhone(&dice, flaws.home_phone, &cells_);
  }
  if (flaws.mobile_phone || dice.Chance(0.55)) {
    AppendPhone(&dice, flaws.mobile_phone, &cells_[kMobilePhoneColumn]);
  }
  cells_.back() = "EXT-";
  AppendPadded(person % 100000000, 8, &cells_.back());
  if (is_update) BlankMost(&dice, flaws, &cells_);

  ++counts_.rows;
  counts_.bad_emails += flaws.email ? 1 : 0;
  counts_.bad_home_phones += flaws.home_phone ? 1 : 0;
  counts_.bad_mobile_phones += flaws.mobile_phone ? 1 : 0;
  counts_.bad_zips += flaws.zip ? 1 : 0;
  counts_.bad_rows += flaws.any() ? 1 : 0;
  return cells_;
}

void AppendContactCell(const std::string& cell, char delimiter,
                       std::string* to) {
  const char special[] = {delimiter, '"', '\n', '\0'};
  if (cell.find_first_of(special) == std::string::npos) {
    to->append(cell);
    return;
  }
  to->push_back('"');
  for (const char c : cell) {
    if (c == '"') to->push_back('"');
    to->push_back(c);
  }
  to->push_back('"');
}

void ContactGenerator::AppendCells(char delimiter, std::string* to) const {
  for (size_t k = 0; k < kContactColumnCount; ++k) {
    if (k > 0) to->push_back(delimiter);
    AppendContactCell(cells_[k], delimiter, to);
  }
  to->push_back('\n');
}

void ContactGenerator::AppendJson(std::string* to) const {
  to->push_back('{');
  bool is_first = true;
  for (size_t k = 0; k < kContactColumnCount; ++k) {
    if (cells_[k].empty()) continue;
    if (!is_first) to->push_back(',');
    is_first = false;
    to->append("\"").append(kContactColumns[k]).append("\":");
    if (k == 0) {
      to->append(cells_[0]);
      continue;
    }
    to->push_back('"');
    for (const char c : cells_[k]) {
      if (c == '\n') {
        to->append("\\n");
        continue;
      }
      if (c == '"' || c == '\\') to->push_back('\\');
      to->push_back(c);
    }
    to->push_back('"');
  }
  to->append("}\n");
}

void ContactGenerator::AppendHeader(std::string* to) const {
  if (options_.format == ContactFormat::kNdjson) return;
  const char delimiter = options_.format == ContactFormat::kTsv ? '\t' : ',';
  for (size_t k = 0; k < kContactColumnCount; ++k) {
    if (k > 0) to->push_back(delimiter);
    to->append(kContactColumns[k]);
  }
  to->push_back('\n');
}

void ContactGenerator::AppendRow(uint64_t index, std::string* to) {
  Row(index);
  switch (options_.format) {
    case ContactFormat::kCsv:
      return AppendCells(',', to);
    case ContactFormat::kTsv:
      return AppendCells('\t', to);
    case ContactFormat::kNdjson:
      return AppendJson(to);
  }
}

std::string GenerateContacts(const ContactOptions& options) {
  ContactGenerator generator(options);
  std::string upload;
  upload.reserve(generator.row_count() * 120 + 256);
  generator.AppendHeader(&upload);
  for (uint64_t i = 0; i < generator.row_count(); ++i) {
    generator.AppendRow(i, &upload);
  }
  return upload;
}

}  // namespace millrace::bench
