// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/country_validator.h"

#include "pipeline/transform/letter_pairs.h"

namespace millrace {
namespace {

// The 249 codes of ISO 3166-1 as of 2026. Reserved codes such as "UK" and
// user-assigned ones such as "XK" are not countries to it, nor to us.
constexpr LetterPairs kCountries(
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBW"
    "BYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFI"
    "FJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMIN"
    "IOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDME"
    "MFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPF"
    "PGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSV"
    "SXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYE"
    "YTZAZMZW");

}  // namespace

size_t NormaliseCountry(std::string_view value, char* out) {
  if (value.size() != kCountryBytes) return 0;
  for (size_t i = 0; i < kCountryBytes; ++i) {
    const char c = value[i];
    out[i] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const bool is_known = kCountries.Contains({out, kCountryBytes});
  return is_known ? kCountryBytes : 0;
}

bool IsCountryShape(std::string_view value) {
  return value.size() == kCountryBytes && value[0] >= 'A' && value[0] <= 'Z' &&
         value[1] >= 'A' && value[1] <= 'Z';
}

}  // namespace millrace
