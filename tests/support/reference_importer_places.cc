// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer_places.h"

#include "tests/support/reference_importer_values.h"

namespace millrace::reference {
namespace {

constexpr char kOtherUsCodes[] = "AA AE AP AS FM GU MH MP PR PW UM VI";
constexpr char kProvinceCodes[] = "AB BC MB NB NL NS NT NU ON PE QC SK YT";

struct Place {
  const char* code;
  const char* names;  // with a bar between them
};

constexpr Place kUsPlaces[] = {
    {"AA", "Armed Forces Americas"},
    {"AE", "Armed Forces Europe"},
    {"AK", "Alaska"},
    {"AL", "Alabama"},
    {"AP", "Armed Forces Pacific"},
    {"AR", "Arkansas"},
    {"AS", "American Samoa"},
    {"AZ", "Arizona"},
    {"CA", "California"},
    {"CO", "Colorado"},
    {"CT", "Connecticut"},
    {"DC", "District of Columbia|Washington DC|Washington, DC"},
    {"DE", "Delaware"},
    {"FL", "Florida"},
    {"FM", "Federated States of Micronesia|Micronesia"},
    {"GA", "Georgia"},
    {"GU", "Guam"},
    {"HI", "Hawaii"},
    {"IA", "Iowa"},
    {"ID", "Idaho"},
    {"IL", "Illinois"},
    {"IN", "Indiana"},
    {"KS", "Kansas"},
    {"KY", "Kentucky"},
    {"LA", "Louisiana"},
    {"MA", "Massachusetts"},
    {"MD", "Maryland"},
    {"ME", "Maine"},
    {"MH", "Marshall Islands"},
    {"MI", "Michigan"},
    {"MN", "Minnesota"},
    {"MO", "Missouri"},
    {"MP", "Northern Mariana Islands"},
    {"MS", "Mississippi"},
    {"MT", "Montana"},
    {"NC", "North Carolina"},
    {"ND", "North Dakota"},
    {"NE", "Nebraska"},
    {"NH", "New Hampshire"},
    {"NJ", "New Jersey"},
    {"NM", "New Mexico"},
    {"NV", "Nevada"},
    {"NY", "New York"},
    {"OH", "Ohio"},
    {"OK", "Oklahoma"},
    {"OR", "Oregon"},
    {"PA", "Pennsylvania"},
    {"PR", "Puerto Rico"},
    {"PW", "Palau"},
    {"RI", "Rhode Island"},
    {"SC", "South Carolina"},
    {"SD", "South Dakota"},
    {"TN", "Tennessee"},
    {"TX", "Texas"},
    {"UM", "United States Minor Outlying Islands"},
    {"UT", "Utah"},
    {"VA", "Virginia"},
    {"VI", "U.S. Virgin Islands|US Virgin Islands|Virgin Islands"},
    {"VT", "Vermont"},
    {"WA", "Washington"},
    {"WI", "Wisconsin"},
    {"WV", "West Virginia"},
    {"WY", "Wyoming"},
};

// French names are compared without their accents.
constexpr Place kCanadianPlaces[] = {
    {"AB", "Alberta"},
    {"BC", "British Columbia|Colombie-Britannique"},
    {"MB", "Manitoba"},
    {"NB", "New Brunswick|Nouveau-Brunswick"},
    {"NL", "Newfoundland|Newfoundland and Labrador|Terre-Neuve-et-Labrador"},
    {"NS", "Nova Scotia|Nouvelle-Ecosse"},
    {"NT", "Northwest Territories|Territoires du Nord-Ouest"},
    {"NU", "Nunavut"},
    {"ON", "Ontario"},
    {"PE", "Prince Edward Island|Ile-du-Prince-Edouard"},
    {"QC", "Quebec"},
    {"SK", "Saskatchewan"},
    {"YT", "Yukon|Yukon Territory"},
};

bool HasName(const Place& place, const std::string& folded) {
  return ("|" + Fold(place.names, 0) + "|").find("|" + folded + "|") !=
         std::string::npos;
}

}  // namespace

const char* const kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH "
    "BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL "
    "CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET "
    "FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU "
    "GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE "
    "KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC "
    "MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC "
    "NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT "
    "PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR "
    "SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA "
    "UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

const char* const kStatesAndDc =
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI "
    "MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA "
    "VT WA WI WV WY";

bool IsCodeOf(const char* codes, const std::string& code) {
  if (code.size() != 2 || code.find(' ') != std::string::npos) return false;
  return (" " + std::string(codes) + " ").find(" " + code + " ") !=
         std::string::npos;
}

std::optional<std::string> StateCode(const std::string& text, bool is_canada) {
  if (text.size() == 2) {
    std::string upper;
    for (const char c : text) {
      upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    const bool is_code = is_canada ? IsCodeOf(kProvinceCodes, upper)
                                   : IsCodeOf(kStatesAndDc, upper) ||
                                         IsCodeOf(kOtherUsCodes, upper);
    if (!is_code) return std::nullopt;
    return upper;
  }
  const std::string folded = Fold(text, 0);
  if (folded.find('|') != std::string::npos) return std::nullopt;
  if (is_canada) {
    for (const Place& place : kCanadianPlaces) {
      if (HasName(place, folded)) return place.code;
    }
  } else {
    for (const Place& place : kUsPlaces) {
      if (HasName(place, folded)) return place.code;
    }
  }
  return std::nullopt;
}

}  // namespace millrace::reference
