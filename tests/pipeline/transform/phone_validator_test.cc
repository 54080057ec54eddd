// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What is judged by hand is compared with libphonenumber itself, over every
// area code and over random spellings. The library of the distribution is years
// old, so the differences are listed below; a newer library has fewer.

#include "pipeline/transform/phone_validator.h"

#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <phonenumbers/phonenumberutil.h>

namespace millrace {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// Area codes that libphonenumber 8.12.57 (October 2022) does not know.
const std::set<int> kNewAreas = {227, 235, 257, 273, 274, 324, 327, 329, 350,
                                 353, 354, 363, 369, 382, 428, 472, 528, 529,
                                 532, 557, 633, 645, 683, 686, 728, 730, 738,
                                 748, 821, 835, 879, 942, 975, 983};

// Area codes of which it knows fewer exchanges.
const std::set<int> kGrownAreas = {242, 264, 340, 345, 441, 505, 671,
                                   684, 809, 829, 849, 868, 876};

std::string Normalise(PhoneValidator& validator, const std::string& value,
                      const std::string& country) {
  char out[kPhoneBytesMax];
  return std::string(out, validator.Normalise(value, country, out));
}

std::string Normalise(const std::string& value, const std::string& country) {
  PhoneValidator validator;
  return Normalise(validator, value, country);
}

std::string Shape(const std::string& value, const std::string& country) {
  char out[kPhoneBytesMax];
  return std::string(out, NormalisePhoneShape(value, country, out));
}

// The library's answer.
std::string Ask(const std::string& value, const std::string& country) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(value, country.empty() ? "US" : country, &number) !=
      PhoneNumberUtil::NO_PARSING_ERROR) {
    return "";
  }
  std::string text;
  if (util.IsValidNumber(number)) {
    util.Format(number, PhoneNumberUtil::E164, &text);
  }
  return text;
}

bool IsValidToLibrary(int prefix) {
  PhoneNumber number;
  number.set_country_code(1);
  number.set_national_number(static_cast<uint64_t>(prefix) * 10'000 + 1234);
  return PhoneNumberUtil::GetInstance()->IsValidNumber(number);
}

// Whether `text`, +1XXXXXXXXXX, is of an area where the library is behind.
bool IsOfNewerArea(const std::string& text) {
  if (text.size() != 12 || text.compare(0, 2, "+1") != 0) return false;
  const int area = std::stoi(text.substr(2, 3));
  return kNewAreas.count(area) != 0 || kGrownAreas.count(area) != 0;
}

TEST(PhoneValidatorTest, TakesTheNumbersOfTheWorkedExample) {
  EXPECT_EQ(Normalise("413-555-0928", "US"), "+14135550928");
  EXPECT_EQ(Normalise("843-555-2852", "US"), "+18435552852");
  EXPECT_EQ(Normalise("843-555-0728", "US"), "+18435550728");
  EXPECT_EQ(Normalise("617-555-1224", "US"), "+16175551224");
  EXPECT_EQ(Normalise("617-555-1000", "US"), "+16175551000");
  EXPECT_EQ(Normalise("413-555-0938", "US"), "+14135550938");
  EXPECT_EQ(Normalise("01632 960387", "GB"), "");
}

TEST(PhoneValidatorTest, TakesAnySpelling) {
  for (const char* value : {"4135550928",
                            "14135550928",
                            "+14135550928",
                            "+1 (413) 555-0928",
                            "1.413.555.0928",
                            "(413)555-0928",
                            "413/555/0928",
                            "[413] 555 0928",
                            "1-413-555-0928-",
                            "- 413 555 0928",
                            "++1 413 555 0928",
                            "+1 1 413 555 0928",
                            "1 1 413 555 0928",
                            "413-555-0928 x12",
                            "413-555-0928x1",
                            "413-555-0928 ext. 123456",
                            "413-555-0928 EXT:7",
                            "413-555-0928 Ext - 7",
                            "413-555-0928 extension 12",
                            "413-555-0928 #12",
                            "Home: 413 555 0928",
                            "tel:+1-413-555-0928",
                            "\xEF\xBC\x94\xEF\xBC\x91\xEF\xBC\x93 555 0928"}) {
    EXPECT_EQ(Normalise(value, "US"), "+14135550928") << value;
    EXPECT_EQ(Normalise(value, ""), "+14135550928") << value;
    EXPECT_EQ(Normalise(value, "CA"), "+14135550928") << value;
  }
  EXPECT_EQ(Normalise("1-800-FLOWERS", "US"), "+18003569377");
}

TEST(PhoneValidatorTest, RefusesTheRest) {
  for (const char* value : {"+",
                            "-",
                            "N/A",
                            "none",
                            "911",
                            "555-0928",
                            "413-555-092",
                            "413-555-09281",
                            "013-555-0928",
                            "113-555-0928",
                            "413-155-0928",
                            "413-055-0928",
                            "911-555-0928",
                            "211-555-0928",
                            "999-555-0928",
                            "413-555-0928 home",
                            "413+555-0928",
                            "+2 413 555 0928",
                            "x12",

                            "@413-555-0928@413-555-0928",
                            "4135550928413555092841355509284135550928"}) {
    EXPECT_EQ(Normalise(value, "US"), "") << value;
  }
  EXPECT_EQ(Normalise(std::string(251, '-') + "413-555-0928", "US"), "");
  EXPECT_EQ(Normalise(std::string(5'000, '4'), "GB"), "");
}

TEST(PhoneValidatorTest, FollowsTheCountry) {
  EXPECT_EQ(Normalise("020 7946 0000", "GB"), "+442079460000");
  EXPECT_EQ(Normalise("020 7946 0000", "US"), "");
  EXPECT_EQ(Normalise("030 123456", "DE"), "+4930123456");
  EXPECT_EQ(Normalise("876 926 1234", "JM"), "+18769261234");
  EXPECT_EQ(Normalise("787 555 1234", "PR"), "+17875551234");
  EXPECT_EQ(Normalise("413-555-0928", "GB"), "");
  EXPECT_EQ(Normalise("413-555-0928", "XX"), "");
  EXPECT_EQ(Normalise("413-555-0928", "USA"), "");
  // A local number of a country that is one area code.
  EXPECT_EQ(Normalise("460 5555", "AG"), Ask("460 5555", "AG"));
  EXPECT_EQ(Normalise("460 5555", "AG"), "+12684605555");
}

TEST(PhoneValidatorTest, PlusOverridesTheCountry) {
  EXPECT_EQ(Normalise("+44 20 7946 0000", "US"), "+442079460000");
  EXPECT_EQ(Normalise("011 44 20 7946 0000", "US"), "+442079460000");
  EXPECT_EQ(Normalise("+1 413 555 0928", "GB"), "+14135550928");
  EXPECT_EQ(Normalise("001 413 555 0928", "GB"), "+14135550928");
  EXPECT_EQ(Normalise("+1 413 555 0928", "XX"), "+14135550928");
  EXPECT_EQ(Normalise("+39 06 698 12345", "US"), "+390669812345");
}

// The table has the last word over numbers that the library parses.
TEST(PhoneValidatorTest, KnowsNewAreasInAnySpelling) {
  for (const char* value : {"983-455-1212", "+1 983 455 1212",
                            "983-455-1212 #5", "tel:983-455-1212",
                            "\xEF\xBC\x99"
                            "83 455 1212"}) {
    EXPECT_EQ(Normalise(value, "US"), "+19834551212") << value;
  }
  EXPECT_EQ(Normalise("001 983 455 1212", "GB"), "+19834551212");
}

// Every area code, and every exchange of those that have rules of their own.
TEST(PhoneValidatorTest, AgreesWithTheLibraryOverAreasAndExchanges) {
  PhoneValidator validator;
  std::mt19937 random(1);
  std::map<int, int> by_hand_only;  // area code -> exchanges
  std::set<int> new_areas;
  for (int area = 200; area < 1000; ++area) {
    std::vector<int> exchanges = {0,   99,  100, 140, 199,
                                  200, 211, 555, 911, 999};
    if (kGrownAreas.count(area) != 0) {
      exchanges.resize(1000);
      for (int i = 0; i < 1000; ++i) exchanges[i] = i;
    }
    for (int i = 0; i < 20; ++i)
      exchanges.push_back(static_cast<int>(random() % 1000));
    bool is_known = false;
    for (const int exchange : exchanges) {
      const int prefix = area * 1000 + exchange;
      const bool is_valid =
          !Normalise(validator, std::to_string(prefix) + "1234", "US").empty();
      const bool is_library_valid = IsValidToLibrary(prefix);
      is_known |= is_library_valid;
      if (is_valid == is_library_valid) continue;
      // The library knows nothing that the table does not.
      ASSERT_TRUE(is_valid) << prefix;
      ++by_hand_only[area];
    }
    if (!is_known && by_hand_only.count(area) != 0) new_areas.insert(area);
  }
  for (const auto& [area, count] : by_hand_only) {
    EXPECT_TRUE(kNewAreas.count(area) != 0 || kGrownAreas.count(area) != 0)
        << area << ": libphonenumber lacks " << count << " exchanges";
  }
  // With the library that the lists were made from, they are exact.
  const bool is_library_of_2022 =
      !IsValidToLibrary(*kNewAreas.begin() * 1000 + 234);
  if (is_library_of_2022) {
    EXPECT_EQ(new_areas, kNewAreas);
    EXPECT_EQ(by_hand_only.size(), kNewAreas.size() + kGrownAreas.size());
  }
}

// Spellings that are decided by hand, and those around them that are not.
TEST(PhoneValidatorTest, AgreesWithTheLibraryOverSpellings) {
  constexpr const char* kStarts[] = {"",     "",    "",  "",   "+",
                                     "+1",   "1",   "1", "11", "111",
                                     "1111", "011", "0", "+11"};
  constexpr const char* kTails[] = {" x",   "x",      " ext", " ext. ",
                                    "ext:", " EXT ",  "X-",   "/x",
                                    " #",   " extn ", "ex"};
  constexpr const char* kCountries[] = {"", "US", "CA", "JM", "AG", "PR", "GB"};
  PhoneValidator validator;
  std::mt19937 random(1);
  const auto append_digits = [&random](std::string& text, size_t count) {
    for (; count > 0; --count) text += static_cast<char>('0' + random() % 10);
  };
  int valid_count = 0;
  for (int i = 0; i < 8'000; ++i) {
    std::string dialled = kStarts[random() % std::size(kStarts)];
    switch (random() % 4) {
      case 0:
        append_digits(dialled, 1 + random() % 16);
        break;
      case 1:
        append_digits(dialled += "310", 4);
        break;
      default:
        append_digits(dialled += random() % 2 ? "413555" : "819222",
                      random() % 8 == 0 ? 5 : 4);
    }
    std::string value;
    for (const char c : dialled) {
      value += c;
      if (random() % 5 == 0) value += " ()./-["[random() % 7];
      if (random() % 300 == 0) value += "+xa~*#,"[random() % 7];
    }
    if (random() % 8 == 0) {
      append_digits(value += kTails[random() % std::size(kTails)],
                    1 + random() % 7);
    }
    const std::string country = kCountries[random() % std::size(kCountries)];
    const std::string answer = Normalise(validator, value, country);
    if (IsOfNewerArea(answer)) continue;
    ASSERT_EQ(answer, Ask(value, country)) << value << ", " << country;
    valid_count += !answer.empty();
  }
  EXPECT_GT(valid_count, 2'000);
}

TEST(PhoneValidatorTest, CacheChangesNoAnswer) {
  PhoneValidator validator;
  std::mt19937 random(1);
  for (int i = 0; i < 3'000; ++i) {
    const std::string value = "020 7946 " + std::to_string(random() % 1500);
    const std::string country = random() % 2 == 0 ? "GB" : "DE";
    ASSERT_EQ(Normalise(validator, value, country), Ask(value, country))
        << value << ", " << country;
  }
}

TEST(PhoneValidatorTest, Moves) {
  PhoneValidator validator;
  EXPECT_EQ(Normalise(validator, "020 7946 0000", "GB"), "+442079460000");
  PhoneValidator other = std::move(validator);
  EXPECT_EQ(Normalise(other, "020 7946 0000", "GB"), "+442079460000");
}

TEST(PhoneValidatorTest, ChecksShape) {
  EXPECT_EQ(Shape("413-555-0928", ""), "+14135550928");
  EXPECT_EQ(Shape("+1 (413) 555.0928", "US"), "+14135550928");
  EXPECT_EQ(Shape("1999 999 9999", "CA"), "+19999999999");
  EXPECT_EQ(Shape("4+13-555-0928", "CA"), "+14135550928");
  for (const char* value :
       {"", "-", "113-555-0928", "413-155-0928", "413-555-092", "2413-555-0928",
        "413-555-09281", "11413-555-0928", "413-555-CALL", "413/555/0928",
        "413\t555 0928", "41355509284135550928"}) {
    EXPECT_EQ(Shape(value, "US"), "") << value;
    EXPECT_EQ(Shape(value, ""), "") << value;
  }
  EXPECT_EQ(Shape("01632 960387", "GB"), "+01632960387");
  EXPECT_EQ(Shape("1234567", "GB"), "+1234567");
  EXPECT_EQ(Shape("123456", "GB"), "");
  EXPECT_EQ(Shape("123456789012345", "GB"), "+123456789012345");
  EXPECT_EQ(Shape("1234567890123456", "GB"), "");
  EXPECT_EQ(Shape("020 7946 000x", "GB"), "");
}

}  // namespace
}  // namespace millrace
