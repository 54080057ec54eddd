// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/step_compiler.h"

#include <algorithm>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "millrace/limits.h"
#include "pipeline/transform/field_check.h"
#include "pipeline/transform/pattern_validator.h"
#include "pipeline/transform/text_validator.h"

namespace millrace {
namespace {

// A pattern of the catalogue's, as a validator.
class PatternCheck : public Validator {
 public:
  explicit PatternCheck(std::unique_ptr<PatternValidator> pattern)
      : pattern_(std::move(pattern)) {}

  bool Check(std::string_view value, std::string*) const override {
    return pattern_->Matches(value);
  }

 private:
  const std::unique_ptr<PatternValidator> pattern_;
};

char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

}  // namespace

std::shared_ptr<const std::map<std::string, std::string, std::less<>>>
MakeValueMap(const FieldValueMapping* mapping) {
  if (mapping == nullptr || mapping->values.empty()) return nullptr;
  auto map =
      std::make_shared<std::map<std::string, std::string, std::less<>>>();
  for (const ValueTranslation& entry : mapping->values) {
    map->emplace(std::string(TrimBlank(entry.source_value)),
                 std::string(TrimBlank(entry.target_value)));
  }
  return map;
}

bool EqualNames(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return LowerCase(x) == LowerCase(y);
         });
}

bool StepCompiler::WantsGiven(std::string_view field) const {
  for (const Effect& effect : type_.effects) {
    for (const EffectPart& part : effect.parts) {
      if (part.as_given && EqualNames(part.field, field)) return true;
    }
  }
  return false;
}

std::shared_ptr<const ChoiceTable> StepCompiler::MakeChoices(
    const Field& field) const {
  auto table = std::make_shared<ChoiceTable>();
  std::map<std::string, int> name_counts;
  std::string folded;
  const std::vector<Choice>& choices = catalogue_.ChoicesOf(field);
  for (const Choice& choice : choices) {
    if (choice.retired) continue;
    FoldChoice(choice.name, &folded);
    ++name_counts[folded];
    ChoiceTable::Entry entry;
    entry.id = choice.id;
    for (const ChoiceParent& parent : choice.parents) {
      entry.limits.push_back({SlotOf(parent.field), parent.allowed_ids});
    }
    FoldChoice(choice.id, &folded);
    table->by_text.emplace(folded, table->entries.size());
    table->entries.push_back(std::move(entry));
  }
  // Ids win over names; a name counts if no other entry has it (l.26).
  size_t index = 0;
  for (const Choice& choice : choices) {
    if (choice.retired) continue;
    FoldChoice(choice.name, &folded);
    if (name_counts[folded] == 1) table->by_text.emplace(folded, index);
    ++index;
  }
  return table;
}

absl::Status StepCompiler::AddValidators(const Field& field,
                                         PlanStep* step) const {
  if (!field.pattern.empty()) {
    MILLRACE_ASSIGN_OR_RETURN(auto pattern,
                              PatternValidator::Create(field.pattern));
    step->validators.push_back(
        std::make_shared<PatternCheck>(std::move(pattern)));
  }
  if (!field.validator.empty()) {
    const auto found = validators_.find(field.validator);
    if (found == validators_.end()) {
      return StatusOf(absl::StatusCode::kInvalidArgument,
                      "validator not registered: " + field.validator);
    }
    step->validators.push_back(found->second);
  }
  return absl::OkStatus();
}

Slot StepCompiler::SlotOf(std::string_view field) const {
  for (const auto& [name, slot] : slots_) {
    if (EqualNames(name, field)) return slot;
  }
  return kNoSlot;
}

absl::StatusOr<PlanStep> StepCompiler::MakeStep(const BoundField& bound,
                                                uint8_t field_index,
                                                size_t* slot_count) {
  const Field& field = *bound.field;
  PlanStep step;
  step.type = field.type;
  step.role = field.role;
  step.is_shape_check = field.is_shape_check;
  step.is_required = field.is_required;
  step.takes_part = !IsControl(field.role) && field.role != FieldRole::kKey;
  step.field_index = field_index;
  step.slot = static_cast<Slot>((*slot_count)++);
  if (WantsGiven(field.name)) {
    step.given_slot = static_cast<Slot>((*slot_count)++);
  }
  step.column = bound.column;
  step.length_max =
      field.length_max == 0 ? kFieldScalarsMaxDefault : field.length_max;
  step.scale = field.scale;
  step.min = field.min;
  step.max = field.max;
  if (bound.static_value.has_value()) {
    step.constant = std::string(TrimBlank(*bound.static_value));
  }
  step.value_map = MakeValueMap(bound.explicit_mapping);
  if (bound.explicit_mapping != nullptr) {
    step.may_clear = bound.explicit_mapping->may_clear();
    step.blank_clears = bound.explicit_mapping->blank_clears;
    step.clear_marker =
        std::string(TrimBlank(bound.explicit_mapping->clear_marker));
  }
  MILLRACE_RETURN_IF_ERROR(Annotate(AddValidators(field, &step), field.name));
  return step;
}

// How many fields must be read before this one.
size_t StepCompiler::DepthOf(std::string_view name, size_t limit) const {
  const Field* const field = FindField(type_, name);
  if (field == nullptr || limit == 0) return 0;
  size_t depth = 0;
  const auto needs = [&](std::string_view other) {
    depth = std::max(depth, 1 + DepthOf(other, limit - 1));
  };
  if (!field->country_field.empty()) needs(field->country_field);
  for (const FieldParent& parent : field->parents) {
    // What is read by this field's country comes behind it.
    const Field* const other = FindField(type_, parent.field);
    const bool is_read_by_it =
        other != nullptr && EqualNames(other->country_field, field->name);
    if (!is_read_by_it) needs(parent.field);
  }
  if (field->type == FieldType::kChoice) {
    for (const Choice& choice : catalogue_.ChoicesOf(*field)) {
      for (const ChoiceParent& parent : choice.parents) needs(parent.field);
    }
  }
  return depth;
}

void StepCompiler::LinkSteps(const std::vector<BoundField>& bound,
                             PlanMapping* mapping) {
  for (PlanStep& step : mapping->steps) {
    const Field& field = *bound[step.field_index].field;
    if (!field.country_field.empty()) {
      step.country_slot = SlotOf(field.country_field);
    }
    for (const FieldParent& parent : field.parents) {
      step.parents.push_back({SlotOf(parent.field), parent.limited_to});
      mapping->fields[step.field_index].parent_name = parent.field;
    }
    if (field.type == FieldType::kChoice) step.choices = MakeChoices(field);
  }
  std::vector<size_t> depths(bound.size());
  for (size_t i = 0; i < bound.size(); ++i) {
    depths[i] = DepthOf(bound[i].field->name, type_.fields.size());
  }
  std::stable_sort(mapping->steps.begin(), mapping->steps.end(),
                   [&](const PlanStep& a, const PlanStep& b) {
                     return depths[a.field_index] < depths[b.field_index];
                   });
}

void StepCompiler::SetControls(PlanMapping* mapping) const {
  for (const PlanStep& step : mapping->steps) {
    switch (step.role) {
      case FieldRole::kAction:
        mapping->action_slot = step.slot;
        break;
      case FieldRole::kDoNotUpdateBest:
        mapping->do_not_update_best_slot = step.slot;
        mapping->value_slots.push_back(step.slot);
        break;
      case FieldRole::kSkipSubscription:
        mapping->skip_subscription_slot = step.slot;
        mapping->value_slots.push_back(step.slot);
        break;
      case FieldRole::kInFileMatching:
        mapping->in_file_matching_slot = step.slot;
        break;
      default:
        break;
    }
  }
}

// Contract m.4: the fields that the catalogue names, or any value's.
void StepCompiler::SetEnoughToCreate(PlanMapping* mapping) const {
  for (size_t i = 0; i < mapping->steps.size(); ++i) {
    const PlanStep& step = mapping->steps[i];
    const std::string& name = mapping->fields[step.field_index].name;
    const bool is_named = std::any_of(
        type_.enough_to_create.begin(), type_.enough_to_create.end(),
        [&](const std::string& wanted) { return EqualNames(wanted, name); });
    const bool is_enough = type_.enough_to_create.empty()
                               ? step.role == FieldRole::kValue
                               : is_named;
    if (is_enough) mapping->enough_to_create.push_back(i);
  }
}

// The bound fields of which a row must give one. A constant among them gives
// it in every row.
void StepCompiler::SetRequiredOneOf(const std::vector<BoundField>& bound,
                                    PlanMapping* mapping) const {
  for (size_t i = 0; i < mapping->steps.size(); ++i) {
    const Field& field = *bound[mapping->steps[i].field_index].field;
    if (std::find(type_.required_one_of.begin(), type_.required_one_of.end(),
                  field.name) != type_.required_one_of.end()) {
      mapping->required_one_of.push_back(i);
    }
  }
}

absl::Status StepCompiler::Compile(const std::vector<BoundField>& bound,
                                   size_t* slot_count, PlanMapping* mapping) {
  bool has_required = false;
  bool required_are_constant = true;
  for (size_t i = 0; i < bound.size(); ++i) {
    PlanField field;
    field.name = bound[i].name;
    field.column = bound[i].column;
    mapping->fields.push_back(std::move(field));
    if (bound[i].field->role == FieldRole::kKey) continue;
    MILLRACE_ASSIGN_OR_RETURN(
        PlanStep step, MakeStep(bound[i], static_cast<uint8_t>(i), slot_count));
    slots_[bound[i].name] = step.slot;
    if (step.takes_part && step.column != kNoColumn) {
      mapping->has_columns = true;
    }
    mapping->may_clear |= step.may_clear;
    if (step.is_required) {
      has_required = true;
      required_are_constant &= step.column == kNoColumn;
    }
    mapping->steps.push_back(std::move(step));
  }
  LinkSteps(bound, mapping);
  SetControls(mapping);
  SetEnoughToCreate(mapping);
  SetRequiredOneOf(bound, mapping);
  if (!type_.required_one_of.empty()) {
    has_required = true;
    required_are_constant &= std::any_of(
        mapping->required_one_of.begin(), mapping->required_one_of.end(),
        [&](size_t i) { return mapping->steps[i].column == kNoColumn; });
  }
  mapping->applies_when_blank = has_required && required_are_constant;
  mapping->blank_may_apply = mapping->may_clear && required_are_constant;
  return absl::OkStatus();
}

}  // namespace millrace
