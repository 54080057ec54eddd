// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/plan_compiler.h"

#include <algorithm>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/field_binding.h"
#include "pipeline/batch/match_key.h"
#include "pipeline/transform/effect_compiler.h"
#include "pipeline/transform/field_check.h"
#include "pipeline/transform/step_compiler.h"
#include "pipeline/transform/text_validator.h"

namespace millrace {
namespace {

// A match rule's ingredient as the record has it: "Field" or
// "Collection.Part".
MatchIngredient IngredientOf(const MatchPart& part, const NameResolver& names) {
  MatchIngredient ingredient;
  ingredient.take = part.take;
  ingredient.starts_with_digit = part.starts_with_digit;
  for (const std::string& word : part.drop_from) {
    AppendFolded(word, 0, &ingredient.drop_from.emplace_back());
  }
  std::sort(ingredient.drop_from.begin(), ingredient.drop_from.end());
  const size_t dot = part.field.find('.');
  if (dot == std::string::npos) {
    ingredient.name = names(part.field);
  } else {
    ingredient.collection = names(part.field.substr(0, dot));
    ingredient.name = names(part.field.substr(dot + 1));
  }
  return ingredient;
}

// The slots of a mapping that write what the ingredient names; of a collection
// one for each item of the mapping, kNoSlot where it has no such part.
std::vector<Slot> SlotsWriting(const PlanMapping& mapping,
                               const MatchIngredient& ingredient) {
  std::vector<Slot> slots;
  if (ingredient.collection == NameId{0}) {
    for (const ScalarTarget& target : mapping.scalars) {
      if (target.name == ingredient.name) slots.push_back(target.slot);
    }
    return slots;
  }
  for (const ItemTarget& item : mapping.items) {
    if (item.collection != ingredient.collection) continue;
    slots.push_back(kNoSlot);
    for (const PartTarget& part : item.parts) {
      if (part.name == ingredient.name) slots.back() = part.slot;
    }
  }
  return slots;
}

class PlanCompiler {
 public:
  PlanCompiler(const JobSpec& spec, const Catalogue& catalogue,
               const NameResolver& names, const Validators& validators)
      : spec_(spec),
        catalogue_(catalogue),
        resource_(*catalogue.FindResourceType(spec.resource_type)),
        names_(names),
        validators_(validators),
        binding_(BindFields(spec, catalogue, resource_)) {}

  absl::StatusOr<MappingPlan> Compile(ResourceTypeId type) {
    plan_ = IndexPlan(catalogue_.RecordsOf(resource_), type, names_);
    plan_.type_singular = resource_.singular;
    plan_.key_name = resource_.key_name;
    plan_.on_mapping_failure = resource_.on_mapping_failure;
    plan_.duplicate_policy = spec_.duplicate_policy;
    plan_.column_count = spec_.file.columns.size();
    plan_.column_names = spec_.file.columns;
    CompileKey();
    for (size_t m = 0; m < spec_.mapping_types.size(); ++m) {
      MILLRACE_RETURN_IF_ERROR(CompileMapping(m));
    }
    MILLRACE_RETURN_IF_ERROR(CompileRowSteps());
    CompileMatchFinders();
    for (const std::string& name : spec_.columns_to_include) {
      plan_.requested_columns.push_back(FindColumn(spec_, name));
    }
    ChooseWays();
    return std::move(plan_);
  }

 private:
  void CompileKey() {
    if (!binding_.key.has_value()) return;
    plan_.has_key = true;
    plan_.key_column = binding_.key->column;
    plan_.key_value_map = MakeValueMap(binding_.key->explicit_mapping);
    if (binding_.key->static_value.has_value()) {
      plan_.key_constant = std::string(TrimBlank(*binding_.key->static_value));
    }
  }

  absl::Status CompileMapping(size_t index) {
    const MappingType& type =
        *catalogue_.FindMappingType(spec_.mapping_types[index].name);
    PlanMapping mapping;
    mapping.name = type.name;
    mapping.creates = type.creates;
    mapping.first_slot = static_cast<Slot>(plan_.slot_count);
    StepCompiler steps(catalogue_, type, validators_);
    MILLRACE_RETURN_IF_ERROR(Annotate(
        steps.Compile(binding_.mappings[index], &plan_.slot_count, &mapping),
        type.name));
    mapping.slot_count =
        static_cast<Slot>(plan_.slot_count - mapping.first_slot);
    CompileEffects(catalogue_, type, binding_.mappings[index], names_,
                   &plan_.references, &mapping);
    if (mapping.creates && plan_.creating_mapping < 0) {
      plan_.creating_mapping = static_cast<int>(index);
    }
    plan_.mappings.push_back(std::move(mapping));
    return absl::OkStatus();
  }

  // External ids of the row find before any match rule does.
  absl::Status CompileRowSteps() {
    for (const BoundField& bound : binding_.external_ids) {
      PlanMapping row;
      StepCompiler steps(catalogue_, *bound.type, validators_);
      MILLRACE_RETURN_IF_ERROR(steps.Compile({bound}, &plan_.slot_count, &row));
      MILLRACE_CHECK_EQ(row.steps.size(), size_t{1});
      Finder finder;
      finder.slot = row.steps.front().slot;
      finder.kind = names_(IdentityKindOf(*bound.type, bound));
      finder.name = bound.name;
      plan_.row_steps.push_back(std::move(row.steps.front()));
      plan_.finders.push_back(finder);
    }
    return absl::OkStatus();
  }

  void CompileMatchFinders() {
    if (plan_.creating_mapping < 0) return;
    const PlanMapping& creating =
        plan_.mappings[static_cast<size_t>(plan_.creating_mapping)];
    for (size_t r = 0; r < plan_.match_rules.size(); ++r) {
      bool is_complete = true;
      for (MatchIngredient& ingredient : plan_.match_rules[r].ingredients) {
        ingredient.slots = SlotsWriting(creating, ingredient);
        is_complete &=
            std::any_of(ingredient.slots.begin(), ingredient.slots.end(),
                        [](Slot slot) { return slot != kNoSlot; });
      }
      if (!is_complete) continue;
      Finder finder;
      finder.kind = plan_.match_rules[r].kind;
      finder.is_match = true;
      finder.match_rule_index = r;
      finder.name = plan_.match_rules[r].name;
      plan_.finders.push_back(finder);
    }
  }

  // Decides which of the ways through the sink this job may take.
  void ChooseWays() {
    bool binds = false;
    bool has_action = false;
    for (const PlanMapping& mapping : plan_.mappings) {
      binds |= !mapping.identities.empty();
      has_action |= mapping.creates && mapping.action_slot != kNoSlot;
    }
    const bool by_upload = plan_.key_assigner == KeyAssigner::kUpload;
    if (by_upload) plan_.finders.clear();
    const bool names_records = !plan_.references.empty();
    plan_.is_keyed_only = !binds && !names_records && plan_.finders.empty();
    // With the creating mapping first, the first mapping that fails is what
    // rejects the row, whether it makes a record or changes one.
    plan_.rejects_early = plan_.on_mapping_failure == MappingFailure::kReject &&
                          by_upload && plan_.creating_mapping == 0 &&
                          !has_action && !binds && !names_records &&
                          plan_.duplicate_policy == DuplicatePolicy::kUpdate;
    plan_.may_reject_late = !plan_.rejects_early;
  }

  const JobSpec& spec_;
  const Catalogue& catalogue_;
  const ResourceType& resource_;
  const NameResolver& names_;
  const Validators& validators_;
  const JobBinding binding_;
  MappingPlan plan_;
};

}  // namespace

std::string MatchKindName(const ResourceType& type, const MatchRule& rule) {
  return "Match/" + type.name + "/" + rule.name;
}

void ResolveReferences(
    const std::function<ResourceTypeId(const std::string& name)>& types,
    MappingPlan* plan) {
  for (PlanReference& reference : plan->references) {
    reference.type = types(reference.type_name);
  }
}

MappingPlan IndexPlan(const ResourceType& type, ResourceTypeId id,
                      const NameResolver& names) {
  MappingPlan plan;
  plan.type = id;
  plan.type_singular = type.singular;
  plan.key_name = type.key_name;
  plan.is_key_integer = type.key_type == KeyType::kInteger;
  plan.key_assigner = type.key_assigner;
  for (const MatchRule& rule : type.match_rules) {
    PlanMatchRule compiled;
    compiled.name = rule.name;
    compiled.kind = names(MatchKindName(type, rule));
    for (const MatchPart& part : rule.parts) {
      compiled.ingredients.push_back(IngredientOf(part, names));
    }
    plan.match_rules.push_back(std::move(compiled));
  }
  return plan;
}

absl::StatusOr<MappingPlan> CompilePlan(const JobSpec& spec,
                                        const Catalogue& catalogue,
                                        ResourceTypeId type,
                                        const NameResolver& names,
                                        const Validators& validators) {
  return PlanCompiler(spec, catalogue, names, validators).Compile(type);
}

std::vector<SpecDefect> CheckConstants(const JobSpec& spec,
                                       const MappingPlan& plan) {
  std::vector<SpecDefect> defects;
  FieldCheck check;
  Arena arena;
  for (size_t m = 0; m < plan.mappings.size(); ++m) {
    const PlanMapping& mapping = plan.mappings[m];
    for (const PlanStep& step : mapping.steps) {
      if (!IsFixedConstant(step)) continue;
      std::string_view normal;
      const Code code = check.Check(step, step.constant, {}, &arena, &normal);
      if (code == Code::kProcessed) continue;
      const std::string& field = mapping.fields[step.field_index].name;
      const auto& given = spec.mapping_types[m].field_value_mappings;
      size_t i = 0;
      while (i < given.size() && !given[i].static_value.has_value()) ++i;
      for (size_t k = i; k < given.size(); ++k) {
        if (given[k].static_value.has_value() &&
            EqualNames(given[k].field_name, field)) {
          i = k;
        }
      }
      SpecDefect defect;
      defect.path = "actions[0].mappingTypes[" + std::to_string(m) +
                    "].fieldValueMappings[" + std::to_string(i) +
                    "].staticValue";
      defect.text = MessageText(code, field, {}, plan.type_singular);
      defects.push_back(std::move(defect));
    }
  }
  return defects;
}

}  // namespace millrace
