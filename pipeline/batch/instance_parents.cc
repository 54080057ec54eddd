// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/instance_parents.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/match.h"

#include "engine/base/absl_view.h"

namespace millrace {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(AbslView(a), AbslView(b));
}

bool HasId(const std::vector<std::string>& ids, std::string_view id) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& one) { return SameName(one, id); });
}

// The value by its id, or by a name that no other has; null: none.
const Choice* FindValue(const Catalogue& catalogue, const Field& field,
                        std::string_view text) {
  const Choice* named = nullptr;
  bool is_unique = true;
  for (const Choice& choice : catalogue.ChoicesOf(field)) {
    if (SameName(choice.id, text)) return &choice;
    if (choice.retired || !SameName(choice.name, text)) continue;
    is_unique = named == nullptr;
    named = &choice;
  }
  return is_unique ? named : nullptr;
}

// Whether the instance is part of something that the mapping's constants
// exclude.
bool IsOthers(const Catalogue& catalogue, const BoundField& one,
              const std::vector<BoundField>& bound) {
  const Choice* entry = InstanceEntry(catalogue, one);
  if (entry == nullptr) return false;
  for (const ChoiceParent& parent : entry->parents) {
    for (const BoundField& other : bound) {
      if (!SameName(other.name, parent.field)) continue;
      if (!other.static_value.has_value()) continue;
      const Choice* value =
          FindValue(catalogue, *other.field, *other.static_value);
      if (value != nullptr && !HasId(parent.allowed_ids, value->id)) {
        return true;
      }
    }
  }
  return false;
}

// What all bound instances are part of, as a value of the field.
std::optional<std::string> CommonParent(const Catalogue& catalogue,
                                        const Field& field,
                                        const std::vector<BoundField>& bound) {
  std::optional<std::string> common;
  for (const BoundField& one : bound) {
    if (!one.field->is_patterned()) continue;
    const Choice* entry = InstanceEntry(catalogue, one);
    if (entry == nullptr) return std::nullopt;
    const auto parent = std::find_if(
        entry->parents.begin(), entry->parents.end(),
        [&](const ChoiceParent& of) { return SameName(of.field, field.name); });
    if (parent == entry->parents.end() || parent->allowed_ids.size() != 1) {
      return std::nullopt;
    }
    const std::string& id = parent->allowed_ids.front();
    if (common.has_value() && *common != id) return std::nullopt;
    common = id;
  }
  return common;
}

}  // namespace

const Choice* InstanceEntry(const Catalogue& catalogue,
                            const BoundField& bound) {
  if (!bound.field->is_patterned() || bound.field->list.empty()) return nullptr;
  for (const Choice& entry : catalogue.ChoicesOf(*bound.field)) {
    if (entry.id == bound.pattern_value) return &entry;
  }
  return nullptr;
}

void DropOthersInstances(const Catalogue& catalogue,
                         std::vector<BoundField>* bound) {
  std::vector<BoundField> kept;
  for (const BoundField& one : *bound) {
    const bool is_by_name = one.explicit_mapping == nullptr;
    if (is_by_name && IsOthers(catalogue, one, *bound)) continue;
    kept.push_back(one);
  }
  bound->swap(kept);
}

void DeriveParents(const Catalogue& catalogue, const MappingType& type,
                   std::vector<BoundField>* bound) {
  for (const Field& field : type.fields) {
    if (!field.is_required || field.is_patterned()) continue;
    if (std::any_of(bound->begin(), bound->end(), [&](const BoundField& one) {
          return one.field == &field;
        })) {
      continue;
    }
    const std::optional<std::string> value =
        CommonParent(catalogue, field, *bound);
    if (!value.has_value()) continue;
    const auto behind =
        std::find_if(bound->begin(), bound->end(),
                     [&](const BoundField& one) { return one.field > &field; });
    bound->insert(behind, {.field = &field,
                           .type = &type,
                           .name = field.name,
                           .static_value = *value});
  }
}

}  // namespace millrace
