// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// StepCompiler: the bound fields of one mapping become the steps that read
// them, in an order in which what a step depends on comes before it.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_TRANSFORM_STEP_COMPILER_H_
#define MILLRACE_PIPELINE_TRANSFORM_STEP_COMPILER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/validator.h"
#include "pipeline/batch/field_binding.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

class StepCompiler {
 public:
  StepCompiler(
      const Catalogue& catalogue, const MappingType& type,
      const std::map<std::string, std::shared_ptr<const Validator>>& validators)
      : catalogue_(catalogue), type_(type), validators_(validators) {}

  // Fills the mapping's fields, steps, control slots and what follows from
  // them; takes slots from *slot_count on. Key fields get no step: the key
  // belongs to the row.
  absl::Status Compile(const std::vector<BoundField>& bound, size_t* slot_count,
                       PlanMapping* mapping);

 private:
  absl::StatusOr<PlanStep> MakeStep(const BoundField& bound,
                                    uint8_t field_index, size_t* slot_count);
  absl::Status AddValidators(const Field& field, PlanStep* step) const;
  void LinkSteps(const std::vector<BoundField>& bound, PlanMapping* mapping);
  std::shared_ptr<const ChoiceTable> MakeChoices(const Field& field) const;
  Slot SlotOf(std::string_view field) const;
  size_t DepthOf(std::string_view field, size_t limit) const;
  void SetControls(PlanMapping* mapping) const;
  void SetEnoughToCreate(PlanMapping* mapping) const;
  void SetRequiredOneOf(const std::vector<BoundField>& bound,
                        PlanMapping* mapping) const;
  bool WantsGiven(std::string_view field) const;

  const Catalogue& catalogue_;
  const MappingType& type_;
  const std::map<std::string, std::shared_ptr<const Validator>>& validators_;

  // Of the mapping being compiled: bound fields' slots by name.
  std::map<std::string, Slot, std::less<>> slots_;
};

// A binding's value translations by what they translate; null: none.
std::shared_ptr<const std::map<std::string, std::string, std::less<>>>
MakeValueMap(const FieldValueMapping* mapping);

// Names of fields and columns compare without regard to (ASCII) case.
bool EqualNames(std::string_view a, std::string_view b);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_STEP_COMPILER_H_
