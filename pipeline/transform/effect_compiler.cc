// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/effect_compiler.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/base/check.h"
#include "pipeline/transform/step_compiler.h"

namespace millrace {
namespace {

constexpr std::string_view kBestPart = "IsBest";

std::string KindName(std::string_view collection, std::string_view item_key) {
  return std::string(collection) + "/" + std::string(item_key);
}

// An effect's item key for one instance of a patterned field.
std::string ItemKeyOf(const Effect& effect, const std::string& pattern_value) {
  const size_t at = effect.item_key.find("<n>");
  if (at == std::string::npos) return effect.item_key;
  std::string key = effect.item_key;
  return key.replace(at, 3, pattern_value);
}

Code KeptCodeOf(KeptItem item) {
  switch (item) {
    case KeptItem::kEmail:
      return Code::kKeptBestEmail;
    case KeptItem::kAddress:
      return Code::kKeptBestAddress;
    default:
      return Code::kKeptBestPhone;
  }
}

class EffectCompiler {
 public:
  EffectCompiler(const Catalogue& catalogue, const MappingType& type,
                 const std::vector<BoundField>& bound,
                 const std::function<NameId(const std::string&)>& names,
                 std::vector<PlanReference>* references, PlanMapping* mapping)
      : catalogue_(catalogue),
        type_(type),
        bound_(bound),
        names_(names),
        references_(references),
        mapping_(mapping) {}

  void Compile() {
    if (type_.effects.empty()) {
      SetAllFields();
    }
    for (const Effect& effect : type_.effects) {
      switch (effect.kind) {
        case EffectKind::kSetFields:
          SetFields(effect);
          break;
        case EffectKind::kPutItem:
          PutItem(effect);
          break;
        case EffectKind::kBindIdentity:
          BindIdentity(effect);
          break;
      }
    }
    NameRecords();
    auto& scalars = mapping_->scalars;
    std::sort(scalars.begin(), scalars.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    auto& slots = mapping_->value_slots;
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  }

 private:
  // Fields whose value is the key of a record that must be there.
  void NameRecords() {
    for (size_t i = 0; i < bound_.size(); ++i) {
      const PlanStep* const step = StepOf(i);
      if (step == nullptr || bound_[i].field->record_of.empty()) continue;
      const ResourceType& type =
          *catalogue_.FindResourceType(bound_[i].field->record_of);
      ReferenceTarget target;
      target.reference = ReferenceTo(type);
      target.slot = step->slot;
      target.field_index = step->field_index;
      Use(target.slot);
      mapping_->references.push_back(target);
      mapping_->fields[i].reference_singular = type.singular;
    }
  }

  // The plan's entry for the type, made at first.
  size_t ReferenceTo(const ResourceType& type) {
    for (size_t i = 0; i < references_->size(); ++i) {
      if ((*references_)[i].type_name == type.name) return i;
    }
    references_->push_back(
        {.type_name = type.name,
         .is_key_integer = type.key_type == KeyType::kInteger});
    return references_->size() - 1;
  }

  const PlanStep* StepOf(size_t field_index) const {
    for (const PlanStep& step : mapping_->steps) {
      if (step.field_index == field_index) return &step;
    }
    return nullptr;
  }

  // The steps of a field: none, one, or an instance each of a pattern.
  std::vector<std::pair<const PlanStep*, const BoundField*>> StepsOf(
      std::string_view field) const {
    std::vector<std::pair<const PlanStep*, const BoundField*>> steps;
    for (size_t i = 0; i < bound_.size(); ++i) {
      if (!EqualNames(bound_[i].field->name, field)) continue;
      const PlanStep* const step = StepOf(i);
      if (step != nullptr) steps.emplace_back(step, &bound_[i]);
    }
    return steps;
  }

  Slot SlotOf(std::string_view field) const {
    const auto steps = StepsOf(field);
    return steps.empty() ? kNoSlot : steps.front().first->slot;
  }

  void Use(Slot slot) {
    if (slot != kNoSlot) mapping_->value_slots.push_back(slot);
  }

  void SetAllFields() {
    for (size_t i = 0; i < bound_.size(); ++i) {
      const PlanStep* const step = StepOf(i);
      if (step == nullptr || step->role != FieldRole::kValue) continue;
      mapping_->scalars.push_back({names_(bound_[i].name), step->slot});
    }
  }

  void SetFields(const Effect& effect) {
    for (const EffectPart& part : effect.parts) {
      for (const auto& [step, bound] : StepsOf(part.field)) {
        const std::string& name =
            bound->field->is_patterned() || part.part.empty() ? bound->name
                                                              : part.part;
        const Slot slot = part.as_given ? step->given_slot : step->slot;
        mapping_->scalars.push_back({names_(name), slot});
      }
    }
  }

  void PutItem(const Effect& effect) {
    // Patterned fields (custom fields, say) put an item an instance.
    std::vector<std::string> instances;
    for (const EffectPart& part : effect.parts) {
      for (const auto& [step, bound] : StepsOf(part.field)) {
        if (bound->field->is_patterned()) {
          instances.push_back(bound->pattern_value);
        }
      }
    }
    if (instances.empty()) return AddItem(effect, {});
    std::sort(instances.begin(), instances.end());
    instances.erase(std::unique(instances.begin(), instances.end()),
                    instances.end());
    for (const std::string& instance : instances) AddItem(effect, instance);
  }

  void AddItem(const Effect& effect, const std::string& instance) {
    ItemTarget target;
    target.collection = names_(effect.collection);
    target.key = ItemKeyOf(effect, instance);
    if (!effect.item_key_fields.empty()) {
      target.key = effect.item_key_default;
      for (const std::string& field : effect.item_key_fields) {
        target.key_slots.push_back(SlotOf(field));
        Use(target.key_slots.back());
      }
    }
    if (!effect.subscription.empty()) {
      target.subscription_part = names_(effect.subscription);
    }
    target.rule = effect.rule;
    target.kept_code = KeptCodeOf(effect.keeps);
    target.has_same_by = !effect.same_by.empty();
    if (effect.rule == ItemRule::kBest) {
      target.best_part = names_(std::string(kBestPart));
      if (!effect.best_field.empty()) {
        target.best_slot = SlotOf(effect.best_field);
        Use(target.best_slot);
      }
    }
    for (const EffectPart& part : effect.parts)
      AddPart(effect, part, instance, &target);
    std::sort(target.parts.begin(), target.parts.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    if (target.parts.empty() && target.rule != ItemRule::kOnce) return;
    // Without what tells it apart (its number) there is never an item.
    const auto bound = static_cast<size_t>(
        std::count_if(target.parts.begin(), target.parts.end(),
                      [](const PartTarget& part) { return part.tells_apart; }));
    if (bound < effect.same_by.size()) return;
    mapping_->items.push_back(std::move(target));
  }

  void AddPart(const Effect& effect, const EffectPart& part,
               const std::string& instance, ItemTarget* target) {
    const std::string& name = part.part.empty() ? part.field : part.part;
    const bool tells_apart =
        std::find(effect.same_by.begin(), effect.same_by.end(), name) !=
        effect.same_by.end();
    for (const auto& [step, bound] : StepsOf(part.field)) {
      if (bound->field->is_patterned() && bound->pattern_value != instance) {
        continue;
      }
      const Slot slot = part.as_given ? step->given_slot : step->slot;
      Use(slot);
      target->parts.push_back({names_(name), slot, part.as_given, tells_apart});
    }
  }

  void BindIdentity(const Effect& effect) {
    MILLRACE_CHECK(effect.parts.size() == 1);
    const EffectPart& part = effect.parts.front();
    for (const auto& [step, bound] : StepsOf(part.field)) {
      IdentityTarget target;
      target.collection = names_(effect.collection);
      target.part = names_(part.part.empty() ? part.field : part.part);
      target.slot = step->slot;
      target.field_index = step->field_index;
      Use(target.slot);
      if (effect.item_key_fields.empty()) {
        target.key = ItemKeyOf(effect, bound->pattern_value);
        AddKind(effect, target.key, &target);
      } else {
        target.key = effect.item_key_default;
        target.key_slot = SlotOf(effect.item_key_fields.front());
        Use(target.key_slot);
        AddKindsOfField(effect, &target);
      }
      mapping_->identities.push_back(std::move(target));
    }
  }

  void AddKind(const Effect& effect, const std::string& item_key,
               IdentityTarget* target) {
    target->kinds[item_key] = names_(KindName(effect.collection, item_key));
  }

  // Every type of id that a row may name.
  void AddKindsOfField(const Effect& effect, IdentityTarget* target) {
    if (!target->key.empty()) AddKind(effect, target->key, target);
    const Field* const field = FindField(type_, effect.item_key_fields.front());
    MILLRACE_CHECK(field != nullptr);
    for (const Choice& choice : catalogue_.ChoicesOf(*field)) {
      AddKind(effect, choice.id, target);
    }
  }

  const Catalogue& catalogue_;
  const MappingType& type_;
  const std::vector<BoundField>& bound_;
  const std::function<NameId(const std::string&)>& names_;
  std::vector<PlanReference>* const references_;
  PlanMapping* const mapping_;
};

}  // namespace

void CompileEffects(const Catalogue& catalogue, const MappingType& type,
                    const std::vector<BoundField>& bound,
                    const std::function<NameId(const std::string&)>& names,
                    std::vector<PlanReference>* references,
                    PlanMapping* mapping) {
  EffectCompiler(catalogue, type, bound, names, references, mapping).Compile();
}

std::string IdentityKindOf(const MappingType& type, const BoundField& bound) {
  for (const Effect& effect : type.effects) {
    if (effect.kind != EffectKind::kBindIdentity) continue;
    for (const EffectPart& part : effect.parts) {
      if (EqualNames(part.field, bound.field->name)) {
        return KindName(effect.collection,
                        ItemKeyOf(effect, bound.pattern_value));
      }
    }
  }
  return KindName(bound.field->name, bound.pattern_value);
}

}  // namespace millrace
