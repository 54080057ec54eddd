// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/field_check.h"

#include <cstdint>

#include "pipeline/transform/country_validator.h"
#include "pipeline/transform/date_validator.h"
#include "pipeline/transform/email_validator.h"
#include "pipeline/transform/number_validator.h"
#include "pipeline/transform/postal_validator.h"
#include "pipeline/transform/state_validator.h"
#include "pipeline/transform/text_validator.h"
#include "pipeline/transform/yes_no_validator.h"

namespace millrace {
namespace {

// Room for any normal form that is written anew and not as long as its value.
constexpr size_t kNormalBytesMax = 64;

// Keeps what a normaliser wrote, or reports that it refused the value.
Code Written(size_t bytes, Code refused, char* room, Arena* arena,
             std::string_view* normal) {
  arena->Commit(bytes);
  if (bytes == 0) return refused;
  *normal = {room, bytes};
  return Code::kProcessed;
}

Code CheckNumber(const PlanStep& step, std::string_view value, Arena* arena,
                 std::string_view* normal) {
  char* const room = arena->Reserve(kNormalBytesMax);
  int64_t number = 0;
  const size_t bytes = step.type == FieldType::kInteger
                           ? NormaliseInteger(value, room, &number)
                           : NormaliseDecimal(value, step.scale, room);
  const Code code = Written(bytes, Code::kInvalidNumber, room, arena, normal);
  if (code != Code::kProcessed) return code;
  return DecimalInRange(*normal, step.min, step.max) ? Code::kProcessed
                                                     : Code::kInvalidNumber;
}

Code CheckDate(const PlanStep& step, std::string_view value, Arena* arena,
               std::string_view* normal) {
  char* const room = arena->Reserve(kNormalBytesMax);
  const size_t bytes = step.type == FieldType::kDate
                           ? NormaliseDate(value, room)
                           : NormaliseDateTime(value, room);
  const Code code = Written(bytes, Code::kInvalidDate, room, arena, normal);
  if (code != Code::kProcessed) return code;
  // ISO dates compare as text.
  const bool too_early = !step.min.empty() && *normal < step.min;
  const bool too_late = !step.max.empty() && *normal > step.max;
  return too_early || too_late ? Code::kInvalidDate : Code::kProcessed;
}

Code CheckCountry(const PlanStep& step, std::string_view value, Arena* arena,
                  std::string_view* normal) {
  if (step.is_shape_check) {
    *normal = value;
    return IsCountryShape(value) ? Code::kProcessed : Code::kInvalidCountry;
  }
  char* const room = arena->Reserve(kNormalBytesMax);
  return Written(NormaliseCountry(value, room), Code::kInvalidCountry, room,
                 arena, normal);
}

Code CheckState(const PlanStep& step, std::string_view value,
                std::string_view country, Arena* arena,
                std::string_view* normal) {
  if (step.is_shape_check) {
    *normal = value;
    return IsUsStateCode(value) ? Code::kProcessed : Code::kInvalidValue;
  }
  char* const room = arena->Reserve(kNormalBytesMax);
  return Written(NormaliseState(value, country, room), Code::kInvalidValue,
                 room, arena, normal);
}

}  // namespace

bool IsFixedConstant(const PlanStep& step) {
  if (step.column != kNoColumn || step.constant.empty() ||
      step.country_slot != kNoSlot || !step.parents.empty()) {
    return false;
  }
  if (step.choices == nullptr) return true;
  for (const ChoiceTable::Entry& entry : step.choices->entries) {
    if (!entry.limits.empty()) return false;
  }
  return true;
}

void FoldChoice(std::string_view value, std::string* folded) {
  folded->assign(value);
  for (char& c : *folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
}

const ChoiceTable::Entry* FindChoice(const ChoiceTable& choices,
                                     std::string_view value,
                                     std::string* folded) {
  FoldChoice(value, folded);
  const auto found = choices.by_text.find(*folded);
  return found == choices.by_text.end() ? nullptr
                                        : &choices.entries[found->second];
}

Code FieldCheck::Check(const PlanStep& step, std::string_view value,
                       std::string_view country, Arena* arena,
                       std::string_view* normal) {
  const Code code = CheckByType(step, value, country, arena, normal);
  if (code != Code::kProcessed) return code;
  for (const auto& validator : step.validators) {
    custom_.clear();
    if (!validator->Check(*normal, &custom_)) return Code::kInvalidValue;
    if (!custom_.empty()) *normal = arena->Copy(custom_);
  }
  return Code::kProcessed;
}

Code FieldCheck::CheckByType(const PlanStep& step, std::string_view value,
                             std::string_view country, Arena* arena,
                             std::string_view* normal) {
  *normal = value;
  switch (step.type) {
    case FieldType::kText:
      return ExceedsScalars(value, step.length_max) ? Code::kValueTooLong
                                                    : Code::kProcessed;
    case FieldType::kInteger:
    case FieldType::kDecimal:
      return CheckNumber(step, value, arena, normal);
    case FieldType::kDate:
    case FieldType::kDateTime:
      return CheckDate(step, value, arena, normal);
    case FieldType::kEmail:
      return IsEmail(value) ? Code::kProcessed : Code::kInvalidEmail;
    case FieldType::kPhone:
      return CheckPhone(step, value, country, arena, normal);
    case FieldType::kPostalCode:
      return IsPostalCode(value, country) ? Code::kProcessed
                                          : Code::kInvalidValue;
    case FieldType::kCountry:
      return CheckCountry(step, value, arena, normal);
    case FieldType::kState:
      return CheckState(step, value, country, arena, normal);
    case FieldType::kYesNo: {
      const int yes = ParseYesNo(value);
      *normal = yes == 1 ? "1" : "0";
      return yes < 0 ? Code::kInvalidValue : Code::kProcessed;
    }
    case FieldType::kChoice: {
      const ChoiceTable::Entry* entry =
          FindChoice(*step.choices, value, &folded_);
      if (entry == nullptr) return Code::kInvalidValue;
      *normal = entry->id;
      return Code::kProcessed;
    }
  }
  return Code::kInvalidValue;
}

Code FieldCheck::CheckPhone(const PlanStep& step, std::string_view value,
                            std::string_view country, Arena* arena,
                            std::string_view* normal) {
  char* const room = arena->Reserve(kNormalBytesMax);
  const size_t bytes = step.is_shape_check
                           ? NormalisePhoneShape(value, country, room)
                           : phone_.Normalise(value, country, room);
  return Written(bytes, Code::kInvalidPhone, room, arena, normal);
}

}  // namespace millrace
