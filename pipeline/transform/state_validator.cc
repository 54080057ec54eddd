// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Codes are looked up in a bit set, names in a list: uploads give codes, or
// else the list is still short against the cost of a row.

#include "pipeline/transform/state_validator.h"

#include <cstring>
#include <iterator>

#include "pipeline/transform/letter_pairs.h"

namespace millrace {
namespace {

constexpr size_t kCodeBytes = 2;

struct Name {
  std::string_view text;
  std::string_view code;
};

constexpr LetterPairs kUsStates(
    "AKALARAZCACOCTDCDEFLGAHIIAIDILINKSKYLAMAMDMEMIMNMOMSMTNCNDNENHNJNMNVNYOHOK"
    "ORPARISCSDTNTXUTVAVTWAWIWVWY");

// Areas and military mail.
constexpr LetterPairs kUsOthers("AAAEAPASFMGUMHMPPRPWUMVI");

constexpr LetterPairs kCanadianProvinces("ABBCMBNBNLNSNTNUONPEQCSKYT");

constexpr Name kUsNames[] = {
    {"Alabama", "AL"},
    {"Alaska", "AK"},
    {"American Samoa", "AS"},
    {"Arizona", "AZ"},
    {"Arkansas", "AR"},
    {"Armed Forces Americas", "AA"},
    {"Armed Forces Europe", "AE"},
    {"Armed Forces Pacific", "AP"},
    {"California", "CA"},
    {"Colorado", "CO"},
    {"Connecticut", "CT"},
    {"Delaware", "DE"},
    {"District of Columbia", "DC"},
    {"Federated States of Micronesia", "FM"},
    {"Florida", "FL"},
    {"Georgia", "GA"},
    {"Guam", "GU"},
    {"Hawaii", "HI"},
    {"Idaho", "ID"},
    {"Illinois", "IL"},
    {"Indiana", "IN"},
    {"Iowa", "IA"},
    {"Kansas", "KS"},
    {"Kentucky", "KY"},
    {"Louisiana", "LA"},
    {"Maine", "ME"},
    {"Marshall Islands", "MH"},
    {"Maryland", "MD"},
    {"Massachusetts", "MA"},
    {"Michigan", "MI"},
    {"Micronesia", "FM"},
    {"Minnesota", "MN"},
    {"Mississippi", "MS"},
    {"Missouri", "MO"},
    {"Montana", "MT"},
    {"Nebraska", "NE"},
    {"Nevada", "NV"},
    {"New Hampshire", "NH"},
    {"New Jersey", "NJ"},
    {"New Mexico", "NM"},
    {"New York", "NY"},
    {"North Carolina", "NC"},
    {"North Dakota", "ND"},
    {"Northern Mariana Islands", "MP"},
    {"Ohio", "OH"},
    {"Oklahoma", "OK"},
    {"Oregon", "OR"},
    {"Palau", "PW"},
    {"Pennsylvania", "PA"},
    {"Puerto Rico", "PR"},
    {"Rhode Island", "RI"},
    {"South Carolina", "SC"},
    {"South Dakota", "SD"},
    {"Tennessee", "TN"},
    {"Texas", "TX"},
    {"U.S. Virgin Islands", "VI"},
    {"US Virgin Islands", "VI"},
    {"United States Minor Outlying Islands", "UM"},
    {"Utah", "UT"},
    {"Vermont", "VT"},
    {"Virgin Islands", "VI"},
    {"Virginia", "VA"},
    {"Washington", "WA"},
    {"Washington DC", "DC"},
    {"Washington, DC", "DC"},
    {"West Virginia", "WV"},
    {"Wisconsin", "WI"},
    {"Wyoming", "WY"},
};

// Accented letters are written as their UTF-8 bytes.
constexpr Name kCanadianNames[] = {
    {"Alberta", "AB"},
    {"British Columbia", "BC"},
    {"Colombie-Britannique", "BC"},
    {"Ile-du-Prince-Edouard", "PE"},
    {"Manitoba", "MB"},
    {"New Brunswick", "NB"},
    {"Newfoundland", "NL"},
    {"Newfoundland and Labrador", "NL"},
    {"Northwest Territories", "NT"},
    {"Nouveau-Brunswick", "NB"},
    {"Nouvelle-Ecosse", "NS"},
    {"Nouvelle-\xC3\x89"
     "cosse",
     "NS"},
    {"Nova Scotia", "NS"},
    {"Nunavut", "NU"},
    {"Ontario", "ON"},
    {"Prince Edward Island", "PE"},
    {"Quebec", "QC"},
    {"Qu\xC3\x89"
     "bec",
     "QC"},
    {"Saskatchewan", "SK"},
    {"Terre-Neuve-et-Labrador", "NL"},
    {"Territoires du Nord-Ouest", "NT"},
    {"Yukon", "YT"},
    {"Yukon Territory", "YT"},
    {"\xC3\x8E"
     "le-du-Prince-\xC3\x89"
     "douard",
     "PE"},
};

char ToUpper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Whether two names are equal but for the case of letters with or without
// accents. The letters of French with accents are C3 80 to C3 9E in UTF-8, and
// 20 higher in the second byte in lower case.
bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (ToUpper(a[i]) == ToUpper(b[i])) continue;
    const bool is_accented = i > 0 && a[i - 1] == '\xC3' && (a[i] & 0x80) != 0;
    if (!is_accented || (a[i] ^ b[i]) != 0x20) return false;
  }
  return true;
}

size_t WriteName(std::string_view value, const Name* name, const Name* end,
                 char* out) {
  for (; name != end; ++name) {
    if (!EqualsIgnoringCase(value, name->text)) continue;
    std::memcpy(out, name->code.data(), kCodeBytes);
    return kCodeBytes;
  }
  return 0;
}

}  // namespace

size_t NormaliseState(std::string_view value, std::string_view country,
                      char* out) {
  const bool is_us = country.empty() || country == "US";
  if (!is_us && country != "CA") {
    if (value.size() > kStateBytesMax) return 0;
    std::memcpy(out, value.data(), value.size());
    return value.size();
  }
  if (value.size() == kCodeBytes) {
    out[0] = ToUpper(value[0]);
    out[1] = ToUpper(value[1]);
    const std::string_view code(out, kCodeBytes);
    const bool is_known =
        is_us ? kUsStates.Contains(code) || kUsOthers.Contains(code)
              : kCanadianProvinces.Contains(code);
    return is_known ? kCodeBytes : 0;
  }
  return is_us ? WriteName(value, std::begin(kUsNames), std::end(kUsNames), out)
               : WriteName(value, std::begin(kCanadianNames),
                           std::end(kCanadianNames), out);
}

bool IsUsStateCode(std::string_view value) { return kUsStates.Contains(value); }

}  // namespace millrace
