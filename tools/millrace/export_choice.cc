// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/export_choice.h"

#include <algorithm>

#include "tools/millrace/export_columns.h"
#include "tools/millrace/export_items.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

bool IsFor(const MappingType& mapping, const ResourceType& type) {
  return std::any_of(mapping.resource_types.begin(),
                     mapping.resource_types.end(),
                     [&type](const std::string& name) {
                       return EqualsIgnoringCase(name, type.name);
                     });
}

bool IsOfRow(const Field& field) {
  return field.role == FieldRole::kKey || field.role == FieldRole::kExternalId;
}

// Whether some effect writes the field to one place only.
bool HasOnePlace(const MappingType& mapping, const Field& field) {
  if (mapping.effects.empty()) return field.role == FieldRole::kValue;
  for (const Effect& effect : mapping.effects) {
    bool is_all = effect.kind == EffectKind::kSetFields && effect.parts.empty();
    if (is_all && field.role == FieldRole::kValue) return true;
    if (!effect.item_key_fields.empty()) continue;
    for (const EffectPart& part : effect.parts) {
      if (EqualsIgnoringCase(part.field, field.name)) return true;
    }
  }
  return false;
}

bool HasColumns(const MappingType& mapping) {
  return std::any_of(
      mapping.fields.begin(), mapping.fields.end(),
      [&mapping](const Field& field) { return HasOnePlace(mapping, field); });
}

// The first required field that no column could give; null if there is none.
const Field* UnmetField(const MappingType& mapping) {
  for (const Field& field : mapping.fields) {
    if (!field.is_required || IsOfRow(field)) continue;
    if (!IsByName(field) || !HasOnePlace(mapping, field)) return &field;
  }
  return nullptr;
}

// The name of a field that a column of that name would reach in both mapping
// types; empty if there is none.
std::string SharedField(const MappingType& one, const MappingType& other) {
  for (const Field& field : one.fields) {
    if (IsOfRow(field) || !IsByName(field)) continue;
    std::string name = FieldNameFor(field, "1");
    const Field* shared = FindField(other, name);
    if (shared != nullptr && !IsOfRow(*shared) && IsByName(*shared)) {
      return name;
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<ExportChoice> ChooseByName(
    const Catalogue& catalogue, const ResourceType& type,
    const std::vector<std::string>& names) {
  ExportChoice choice;
  for (const std::string& name : names) {
    const MappingType* mapping = catalogue.FindMappingType(name);
    if (mapping == nullptr || !IsFor(*mapping, type)) {
      std::vector<std::string> known;
      for (const MappingType& other : catalogue.mapping_types) {
        if (IsFor(other, type)) known.push_back(other.name);
      }
      return absl::InvalidArgumentError(type.name + " has no mapping type " +
                                        name + "; it has " + ListText(known));
    }
    if (!HasColumns(*mapping) &&
        ExportItems::KeyedEffect(*mapping) != nullptr) {
      if (names.size() > 1) {
        return absl::InvalidArgumentError(
            mapping->name + " gives a row for every item: export it alone");
      }
      choice.by_item = mapping;
      return choice;
    }
    if (const Field* field = UnmetField(*mapping)) {
      return absl::InvalidArgumentError(mapping->name + " requires " +
                                        field->name +
                                        ", which no column could give back");
    }
    for (const MappingType* before : choice.mappings) {
      std::string shared = SharedField(*before, *mapping);
      if (shared.empty()) continue;
      return absl::InvalidArgumentError(before->name + " and " + mapping->name +
                                        " both have a field " + shared +
                                        ": export them apart");
    }
    choice.mappings.push_back(mapping);
  }
  return choice;
}

ExportChoice ChooseByDefault(const Catalogue& catalogue,
                             const ResourceType& type) {
  ExportChoice choice;
  for (bool creates : {true, false}) {
    for (const MappingType& mapping : catalogue.mapping_types) {
      if (mapping.creates != creates || !IsFor(mapping, type)) continue;
      if (!HasColumns(mapping) || UnmetField(mapping) != nullptr) continue;
      bool goes_beside =
          std::none_of(choice.mappings.begin(), choice.mappings.end(),
                       [&mapping](const MappingType* before) {
                         return !SharedField(*before, mapping).empty() ||
                                !SharedField(mapping, *before).empty();
                       });
      if (goes_beside) choice.mappings.push_back(&mapping);
    }
  }
  if (!choice.mappings.empty()) return choice;
  for (const MappingType& mapping : catalogue.mapping_types) {
    if (choice.by_item == nullptr && IsFor(mapping, type) &&
        ExportItems::KeyedEffect(mapping) != nullptr) {
      choice.by_item = &mapping;
    }
  }
  return choice;
}

std::string MappingForItems(const Catalogue& catalogue,
                            const ResourceType& type,
                            std::string_view collection) {
  for (const MappingType& mapping : catalogue.mapping_types) {
    if (!IsFor(mapping, type) || HasColumns(mapping)) continue;
    const Effect* effect = ExportItems::KeyedEffect(mapping);
    if (effect != nullptr && effect->collection == collection) {
      return mapping.name;
    }
  }
  return "";
}

}  // namespace millrace::tool
