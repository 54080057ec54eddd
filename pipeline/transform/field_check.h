// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FieldCheck: reads one value as its step of the plan wants it: checks it and
// brings it into the form that is stored.
//
// Threading: one thread at a time; a worker has its own.

#ifndef MILLRACE_PIPELINE_TRANSFORM_FIELD_CHECK_H_
#define MILLRACE_PIPELINE_TRANSFORM_FIELD_CHECK_H_

#include <string>
#include <string_view>

#include "engine/base/arena.h"
#include "millrace/outcome.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/transform/phone_validator.h"

namespace millrace {

class FieldCheck {
 public:
  // value is trimmed, not blank, valid UTF-8; country is normalised or empty.
  // Returns kProcessed and sets *normal (the value itself, or bytes in the
  // arena, or the plan's), or the code of the defect.
  Code Check(const PlanStep& step, std::string_view value,
             std::string_view country, Arena* arena, std::string_view* normal);

 private:
  Code CheckByType(const PlanStep& step, std::string_view value,
                   std::string_view country, Arena* arena,
                   std::string_view* normal);
  Code CheckPhone(const PlanStep& step, std::string_view value,
                  std::string_view country, Arena* arena,
                  std::string_view* normal);

  PhoneValidator phone_;
  std::string folded_;
  std::string custom_;
};

// A constant that no other cell of the row decides about: it has one normal
// form, or one defect, for all rows.
bool IsFixedConstant(const PlanStep& step);

// A choice by its id or its unique name, without regard to case.
const ChoiceTable::Entry* FindChoice(const ChoiceTable& choices,
                                     std::string_view value,
                                     std::string* folded);

// How names and ids of choices are compared: ASCII letters in lower case.
void FoldChoice(std::string_view value, std::string* folded);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_FIELD_CHECK_H_
