// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/row_generator_values.h"

#include <vector>

#include "tests/support/reference_importer_binding.h"
#include "tests/support/reference_importer_values.h"

namespace millrace {
namespace {

using Pool = std::vector<std::string>;

const Pool kNames = {"Ana",
                     "ANA",
                     "\xC3\x81na",
                     "Jos\xC3\xA9",
                     "Jose",
                     "Jose Maria",
                     "jose  maria",
                     "O'Neil",
                     "Zo\xC3\xAB",
                     "X",
                     "Stra\xC3\x9F"
                     "e",
                     "STRASSE"};
// So few that people of the same name meet.
const Pool kPersonNames = {"Ana", "ANA", "\xC3\x81na", "Jos\xC3\xA9", "jose"};
const Pool kStreets = {"1630 Revello Drive", "1630 REVELLO DR. #2",
                       "1630 Revello",       "12-14 Main St, Apt 4",
                       "12-14  main street", "P.O. Box 7",
                       "7a Elm Court South"};
const Pool kEmails = {"ana@example.org", "ANA@example.org", "jose@example.org",
                      "zoe@example.net", "x@example.com"};
const Pool kBadEmails = {"ana@",        "@example.org",     "ana@example",
                         "ana example", "ana@@example.org", "a,b@example.org"};
const Pool kPhones = {"413-555-0928", "(413) 555-0928",   "+1 413 555 0928",
                      "14135550928",  "413-555-0938",     "617.555.1224 x12",
                      "843-555-0728", "+44 20 7946 0018", "+33 1 42 68 53 00",
                      "020 7946 0018"};
const Pool kBadPhones = {"01632 960387",
                         "555-1224",
                         "n/a",
                         "123",
                         "413-055-0928",
                         "+1 999 555 0000",
                         "++1 413 555 0928",
                         "413-555-0928-0000"};
const Pool kCountries = {"US", "us", "US", "US", "GB", "CA", "FR"};
const Pool kBadCountries = {"UK", "USA", "U", "1"};
const Pool kStates = {"CA", "ca", "Massachusetts", "NY",  "AK",
                      "MA", "QC", "Quebec",        "Kent"};
const Pool kBadStates = {"ZZ", "Atlantis", "California Dreaming"};
const Pool kPostals = {"91115", "91115-1234", "01909",   "91115",
                       "01909", "01909-0001", "K1A 0B1", "SW1A 1AA"};
const Pool kBadPostals = {"9111", "911155", "A", "--"};
const Pool kDates = {"1980-02-29",
                     "2024-05-01",
                     "2024-05-01T10:00:00Z",
                     "1980-02-29 00:00",
                     "2024-05-01T23:30:00-05:00",
                     "2024-05-02T04:30:00.500Z"};
const Pool kBadDates = {"2023-02-29",  "29.2.1980",  "2024-5-1",
                        "2024-05-01T", "0000-01-01", "2024-05-01T24:00"};
const Pool kIntegers = {"0", "7", "007", "+7", "-3", "42", "1000000"};
const Pool kBadIntegers = {"7.0", "seven", "--7", "9223372036854775808", "1e3"};
const Pool kDecimals = {"1", "1.50", "001.5", "+2", "0.01", "-0", "99.99"};
const Pool kBadDecimals = {"1.234", "1,50", "$2", ".", "1e3", "1000000000000"};
const Pool kYesNo = {"Y", "N", "yes", "no", "TRUE", "false", "1", "0"};
const Pool kBadYesNo = {"maybe", "2", "ja"};
const Pool kBlanks = {"", "", "", " ", "\t", "  \t "};

struct Pools {
  const Pool* good = nullptr;
  const Pool* bad = nullptr;
};

Pools PoolsOf(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return {&kNames, nullptr};
    case FieldType::kInteger:
      return {&kIntegers, &kBadIntegers};
    case FieldType::kDecimal:
      return {&kDecimals, &kBadDecimals};
    case FieldType::kDate:
    case FieldType::kDateTime:
      return {&kDates, &kBadDates};
    case FieldType::kEmail:
      return {&kEmails, &kBadEmails};
    case FieldType::kPhone:
      return {&kPhones, &kBadPhones};
    case FieldType::kPostalCode:
      return {&kPostals, &kBadPostals};
    case FieldType::kCountry:
      return {&kCountries, &kBadCountries};
    case FieldType::kState:
      return {&kStates, &kBadStates};
    case FieldType::kYesNo:
      return {&kYesNo, &kBadYesNo};
    case FieldType::kChoice:
      break;
  }
  return {};
}

std::string RandomChoice(const Catalogue& catalogue, const Field& field,
                         bool is_good, Dice* dice) {
  const std::vector<Choice>& choices = reference::ChoicesOf(catalogue, field);
  if (choices.empty() || !is_good) return dice->Percent(50) ? "none" : "999";
  const Choice& choice = choices[dice->Below(choices.size())];
  std::string text = dice->Percent(60) ? choice.id : choice.name;
  if (text.empty()) text = choice.id;
  return dice->Percent(30) ? reference::LowerCase(text) : text;
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// Values of some text fields are more alike than others'.
const Pool& TextsOf(const Field& field, Dice* dice) {
  if (field.name == "FirstName" || field.name == "LastName") {
    return dice->Percent(80) ? kPersonNames : kNames;
  }
  if (EndsWith(field.name, "Line1") || EndsWith(field.name, "Line")) {
    return kStreets;
  }
  return kNames;
}

// A key that some records have.
std::string NamedKey(Dice* dice) {
  return std::to_string(dice->Between(1, 14));
}

std::string LongText(const Field& field, Dice* dice) {
  const size_t most = field.length_max == 0 ? 50 : field.length_max;
  std::string text;
  const size_t count = most + dice->Below(2);
  for (size_t i = 0; i < count; ++i) {
    text += dice->Percent(80) ? "x" : "\xC3\xA9";
  }
  return text;
}

}  // namespace

std::string RandomValue(const Catalogue& catalogue, const Field& field,
                        size_t bad_percent, Dice* dice) {
  if (dice->Percent(field.is_required ? 12 : 35)) return dice->Pick(kBlanks);
  const bool is_good = !dice->Percent(bad_percent);
  std::string text;
  if (field.type == FieldType::kChoice) {
    text = RandomChoice(catalogue, field, is_good, dice);
  } else if (field.role == FieldRole::kExternalId ||
             (field.type == FieldType::kText && dice->Percent(15))) {
    text = std::to_string(dice->Below(12));
  } else if (!field.record_of.empty() && is_good) {
    text = NamedKey(dice);
  } else if (field.type == FieldType::kText && !is_good) {
    text = LongText(field, dice);
  } else if (field.type == FieldType::kText) {
    text = dice->Pick(TextsOf(field, dice));
  } else {
    const Pools pools = PoolsOf(field.type);
    const Pool* pool = is_good || pools.bad == nullptr ? pools.good : pools.bad;
    text = dice->Pick(*pool);
  }
  if (dice->Percent(6)) text = " " + text;
  if (dice->Percent(6)) text += "\t ";
  return text;
}

std::string ValidValue(const Catalogue& catalogue, const Field& field,
                       Dice* dice) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    std::string text;
    if (field.type == FieldType::kChoice) {
      text = RandomChoice(catalogue, field, true, dice);
      const Choice* choice =
          reference::FindChoice(reference::ChoicesOf(catalogue, field), text);
      if (choice != nullptr && choice->parents.empty()) return text;
      continue;
    }
    text = field.record_of.empty() ? dice->Pick(*PoolsOf(field.type).good)
                                   : NamedKey(dice);
    if (!field.validator.empty()) continue;
    const reference::Checked checked =
        reference::CheckValue(field, text, "", {}, {});
    if (checked.code == Code::kNone && !text.empty()) return text;
  }
  return "";
}

std::string RandomKey(const ResourceType& type, Dice* dice) {
  if (type.key_assigner == KeyAssigner::kStore) {
    if (dice->Percent(40)) return dice->Pick(kBlanks);
    if (dice->Percent(4)) return dice->Pick(kBadIntegers);
    return std::to_string(dice->Between(1, 9));
  }
  if (dice->Percent(6)) return dice->Pick(kBlanks);
  if (type.key_type == KeyType::kInteger) {
    if (dice->Percent(6)) return dice->Pick(kBadIntegers);
    return std::to_string(dice->Between(-3, 20));
  }
  if (dice->Percent(3)) return std::string(255 + dice->Below(2), 'k');
  return dice->Percent(50) ? dice->Pick(kNames)
                           : "K" + std::to_string(dice->Below(20));
}

std::vector<ListEntry> EntriesFor(const ValueList& list) {
  std::vector<ListEntry> entries = {{.id = "2", .name = "Two"},
                                    {.id = "3", .name = "Three"},
                                    {.id = "31", .name = "Three"},
                                    {.id = "32", .name = "2"},
                                    {.id = "33", .name = "Old"}};
  entries.back().retired = true;
  if (list.parent_field.empty()) return entries;
  for (ListEntry& entry : entries) {
    entry.parent_id = entry.id == "2" ? "2" : "3";
  }
  return entries;
}

ErrorBudget RandomBudget(Dice* dice) {
  ErrorBudget budget;
  if (dice->Percent(60)) budget.rejected_max = dice->Below(12);
  if (!budget.rejected_max.has_value() || dice->Percent(20)) {
    budget.percent_max = static_cast<uint32_t>(dice->Below(60));
    budget.sample_rows = 1 + dice->Below(30);
  }
  return budget;
}

}  // namespace millrace
