// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/value_shape.h"

#include <algorithm>
#include <cstddef>

#include "pipeline/transform/country_validator.h"
#include "pipeline/transform/date_validator.h"
#include "pipeline/transform/email_validator.h"
#include "pipeline/transform/number_validator.h"
#include "pipeline/transform/phone_validator.h"
#include "pipeline/transform/postal_validator.h"
#include "pipeline/transform/state_validator.h"

namespace millrace {
namespace {

// Longer than the normal form of any shape.
constexpr size_t kRoomBytes = 64;
static_assert(kRoomBytes >= kPhoneBytesMax && kRoomBytes >= kDateBytesMax &&
              kRoomBytes >= kStateBytesMax && kRoomBytes >= kCountryBytes);

// Uploads mostly hold addresses of one country, and the interface's own is US;
// Canadian ones are as easily told.
bool IsOfShape(FieldType type, const std::string& value,
               PhoneValidator* phones) {
  char room[kRoomBytes];
  switch (type) {
    case FieldType::kEmail:
      return IsEmail(value);
    case FieldType::kPhone:
      return value.size() >= 7 && phones->Normalise(value, "", room) > 0;
    case FieldType::kDate:
      return NormaliseDate(value, room) > 0;
    case FieldType::kDateTime:
      return NormaliseDateTime(value, room) > 0;
    case FieldType::kPostalCode:
      return IsPostalCode(value, "US") || IsPostalCode(value, "CA");
    case FieldType::kCountry:
      return NormaliseCountry(value, room) > 0;
    case FieldType::kState:
      return NormaliseState(value, "US", room) > 0 ||
             NormaliseState(value, "CA", room) > 0;
    default:
      return false;
  }
}

}  // namespace

std::string_view ShapeName(FieldType type) {
  switch (type) {
    case FieldType::kEmail:
      return "e-mail addresses";
    case FieldType::kPhone:
      return "phone numbers";
    case FieldType::kDate:
    case FieldType::kDateTime:
      return "dates";
    case FieldType::kPostalCode:
      return "postal codes";
    case FieldType::kCountry:
      return "country codes";
    case FieldType::kState:
      return "states or provinces";
    default:
      return "";
  }
}

int PercentOfShape(FieldType type, const std::vector<std::string>& values) {
  PhoneValidator phones;
  const auto count = std::count_if(values.begin(), values.end(),
                                   [&](const std::string& value) {
                                     return IsOfShape(type, value, &phones);
                                   });
  return static_cast<int>(static_cast<size_t>(count) * 100 / values.size());
}

}  // namespace millrace
