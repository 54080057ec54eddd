// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/export_items.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tools/millrace/export_columns.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

const std::string& PartName(const EffectPart& part) {
  return part.part.empty() ? part.field : part.part;
}

// Whether the effect writes from the field.
bool Uses(const Effect& effect, const Field& field) {
  auto is_it = [&field](std::string_view name) {
    return EqualsIgnoringCase(name, field.name);
  };
  return std::any_of(effect.item_key_fields.begin(),
                     effect.item_key_fields.end(), is_it) ||
         is_it(effect.best_field) ||
         std::any_of(effect.parts.begin(), effect.parts.end(),
                     [&](const EffectPart& part) { return is_it(part.field); });
}

}  // namespace

const Effect* ExportItems::KeyedEffect(const MappingType& mapping) {
  for (const Effect& effect : mapping.effects) {
    if (effect.kind != EffectKind::kSetFields &&
        !effect.item_key_fields.empty()) {
      return &effect;
    }
  }
  return nullptr;
}

ExportItems::ExportItems(const Store& store, const MappingType& mapping) {
  const Effect& effect = *KeyedEffect(mapping);
  collection_ = store.FindName(effect.collection);
  for (const Field& field : mapping.fields) {
    if (!Uses(effect, field) || !IsByName(field)) continue;
    // The key of several fields is among the parts as well.
    if (effect.item_key_fields.size() == 1 &&
        EqualsIgnoringCase(field.name, effect.item_key_fields.front())) {
      key_column_ = names_.size();
    }
    names_.push_back(field.name);
  }
  // Plain parts first: of a field's two parts the normal form is taken.
  for (bool as_given : {false, true}) {
    for (const EffectPart& part : effect.parts) {
      if (part.as_given != as_given) continue;
      AddPlace(store, mapping, part.field, PartName(part));
    }
  }
  AddPlace(store, mapping, effect.best_field, kBestPartName);
}

void ExportItems::AddPlace(const Store& store, const MappingType& mapping,
                           const std::string& field_name,
                           const std::string& part_name) {
  const Field* field = FieldNamed(mapping, field_name);
  std::optional<NameId> part = store.FindName(part_name);
  if (field == nullptr || !part) return;
  auto at = std::find(names_.begin(), names_.end(), field->name);
  if (at == names_.end()) return;
  auto column = static_cast<size_t>(at - names_.begin());
  bool is_taken = std::any_of(
      part_columns_.begin(), part_columns_.end(),
      [column](const auto& place) { return place.second == column; });
  if (!is_taken) part_columns_.try_emplace(*part, column);
}

std::vector<std::vector<std::string_view>> ExportItems::Rows(
    const RecordView& record) const {
  std::vector<std::vector<std::string_view>> rows;
  ItemCursor items(record.items());
  while (items.Next()) {
    if (!collection_ || items.collection() != *collection_) continue;
    std::vector<std::string_view>& cells =
        rows.emplace_back(names_.size(), std::string_view());
    ScalarCursor parts(items.parts());
    while (parts.Next()) {
      auto place = part_columns_.find(parts.name());
      if (place != part_columns_.end()) cells[place->second] = parts.value();
    }
    if (key_column_) cells[*key_column_] = items.key();
  }
  return rows;
}

}  // namespace millrace::tool
