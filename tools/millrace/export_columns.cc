// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/export_columns.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

constexpr std::string_view kPattern = "<n>";

// The digits that make the pattern into the text; nothing if none do.
std::optional<std::string> DigitsIn(std::string_view pattern,
                                    std::string_view text) {
  size_t at = pattern.find(kPattern);
  if (at == pattern.npos) return {};
  std::string_view before = pattern.substr(0, at);
  std::string_view after = pattern.substr(at + kPattern.size());
  if (text.size() <= before.size() + after.size()) return {};
  if (!text.starts_with(before) || !text.ends_with(after)) return {};
  text.remove_prefix(before.size());
  text.remove_suffix(after.size());
  if (text.find_first_not_of("0123456789") != text.npos) return {};
  return std::string(text);
}

uint32_t NumberOf(NameId name) { return static_cast<uint32_t>(name); }

// All of a mapping type's values as scalars: what it does without effects.
std::vector<EffectPart> AllFields(const MappingType& mapping) {
  std::vector<EffectPart> parts;
  for (const Field& field : mapping.fields) {
    if (field.role == FieldRole::kValue) {
      parts.push_back({.part = field.name, .field = field.name});
    }
  }
  return parts;
}

const std::string& PartName(const EffectPart& part) {
  return part.part.empty() ? part.field : part.part;
}

}  // namespace

bool IsByName(const Field& field) {
  return field.can_map_column && field.can_map_by_name;
}

std::string FieldNameFor(const Field& field, const std::string& digits) {
  std::string name = field.name;
  size_t at = name.find(kPattern);
  if (at != name.npos) name.replace(at, kPattern.size(), digits);
  return name;
}

const Field* FieldNamed(const MappingType& mapping, std::string_view name) {
  for (const Field& field : mapping.fields) {
    if (EqualsIgnoringCase(field.name, name)) return &field;
  }
  return nullptr;
}

void ExportColumns::AddMapping(const MappingType& mapping) {
  size_t index = mappings_.size();
  mappings_.push_back(&mapping);
  if (mapping.effects.empty()) AddScalars(index, AllFields(mapping));
  for (const Effect& effect : mapping.effects) {
    if (effect.kind == EffectKind::kSetFields) {
      AddScalars(index,
                 effect.parts.empty() ? AllFields(mapping) : effect.parts);
    } else if (!effect.item_key_fields.empty()) {
      continue;  // any number of items: no column could hold them
    } else if (effect.item_key.find(kPattern) != std::string::npos) {
      patterns_.push_back({.mapping_index = index, .effect = &effect});
    } else {
      AddItem(index, effect, effect.item_key, "");
    }
  }
}

int ExportColumns::AddColumn(size_t mapping_index, const Field& field,
                             const std::string& digits) {
  std::string name = FieldNameFor(field, digits);
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].mapping_index == mapping_index &&
        EqualsIgnoringCase(columns_[i].name, name)) {
      return static_cast<int>(i);
    }
  }
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  Column column;
  column.name = std::move(name);
  column.mapping_index = mapping_index;
  column.field_index =
      static_cast<size_t>(&field - mappings_[mapping_index]->fields.data());
  column.pattern_number =
      static_cast<uint64_t>(ParseInteger(digits, 0, kMax).value_or(0));
  columns_.push_back(std::move(column));
  return static_cast<int>(columns_.size() - 1);
}

void ExportColumns::AddScalars(size_t mapping_index,
                               const std::vector<EffectPart>& parts) {
  for (const EffectPart& part : parts) {
    const Field* field = FieldNamed(*mappings_[mapping_index], part.field);
    if (field == nullptr || !IsByName(*field)) continue;
    if (field->role != FieldRole::kValue) continue;
    if (field->is_patterned()) {
      patterns_.push_back({.mapping_index = mapping_index, .field = field});
      continue;
    }
    int column = AddColumn(mapping_index, *field, "");
    std::optional<NameId> name = store_.FindName(PartName(part));
    if (!name) continue;
    // The cell's own text gives the normal form again, not the reverse.
    Place place = {.column = column, .rank = part.as_given ? 0 : 1};
    scalars_.try_emplace(NumberOf(*name), std::move(place));
  }
}

void ExportColumns::AddPart(Parts* item, size_t mapping_index,
                            const std::string& field_name,
                            const std::string& part_name,
                            const std::string& digits, int rank) {
  const Field* field = FieldNamed(*mappings_[mapping_index], field_name);
  if (field == nullptr || !IsByName(*field)) return;
  if (IsControl(field->role) && field->role != FieldRole::kIsBest) return;
  int column = AddColumn(mapping_index, *field, digits);
  std::optional<NameId> name = store_.FindName(part_name);
  if (!name) return;
  item->try_emplace(NumberOf(*name), Place{.column = column, .rank = rank});
}

void ExportColumns::AddItem(size_t mapping_index, const Effect& effect,
                            const std::string& item_key,
                            const std::string& digits) {
  // Columns are wanted even if no record has anything for them: a mapping may
  // require them.
  std::optional<NameId> collection = store_.FindName(effect.collection);
  Parts unused;
  Parts& item = collection ? items_[NumberOf(*collection)][item_key] : unused;
  // An item that is the same keeps the text it came with, so that its normal
  // form is the better column: it needs no country beside it.
  bool prefers_normal = effect.rule == ItemRule::kBest;
  for (const EffectPart& part : effect.parts) {
    AddPart(&item, mapping_index, part.field, PartName(part), digits,
            part.as_given == prefers_normal ? 1 : 0);
  }
  if (!effect.best_field.empty()) {
    AddPart(&item, mapping_index, effect.best_field, kBestPartName, digits, 0);
  }
}

const ExportColumns::Place& ExportColumns::ScalarPlace(NameId name) {
  auto [at, is_new] = scalars_.try_emplace(NumberOf(name));
  if (!is_new) return at->second;
  std::string text = store_.NameOf(name);
  for (const Pattern& pattern : patterns_) {
    if (pattern.field == nullptr) continue;
    std::optional<std::string> digits = DigitsIn(pattern.field->name, text);
    if (!digits) continue;
    at->second.column =
        AddColumn(pattern.mapping_index, *pattern.field, *digits);
    return at->second;
  }
  at->second.label = std::move(text);
  return at->second;
}

ExportColumns::Parts* ExportColumns::FindItem(NameId collection,
                                              std::string_view key) {
  if (auto items = items_.find(NumberOf(collection)); items != items_.end()) {
    auto at = items->second.find(key);
    if (at != items->second.end()) return &at->second;
  }
  std::string name = store_.NameOf(collection);
  for (const Pattern& pattern : patterns_) {
    if (pattern.effect == nullptr || pattern.effect->collection != name) {
      continue;
    }
    std::optional<std::string> digits = DigitsIn(pattern.effect->item_key, key);
    if (!digits) continue;
    std::string item_key(key);
    AddItem(pattern.mapping_index, *pattern.effect, item_key, *digits);
    return &items_[NumberOf(collection)][item_key];
  }
  return nullptr;
}

const ExportColumns::Place& ExportColumns::PartPlace(NameId collection,
                                                     Parts* item, NameId part) {
  auto [at, is_new] = item->try_emplace(NumberOf(part));
  if (is_new) {
    at->second.label = store_.NameOf(collection) + "." + store_.NameOf(part);
  }
  return at->second;
}

void ExportColumns::CountColumn(int column) {
  Column& counted = columns_[static_cast<size_t>(column)];
  if (counted.last_record == record_number_) return;
  counted.last_record = record_number_;
  ++counted.records;
}

void ExportColumns::CountLeftOut(const std::string& label) {
  LeftOut& counted = left_out_[label];
  ++counted.values;
  if (counted.last_record == record_number_) return;
  counted.last_record = record_number_;
  ++counted.records;
}

void ExportColumns::SurveyItem(const ItemCursor& cursor) {
  Parts* item = FindItem(cursor.collection(), cursor.key());
  if (item == nullptr) {
    CountLeftOut(store_.NameOf(cursor.collection()));
    return;
  }
  ScalarCursor parts(cursor.parts());
  while (parts.Next()) {
    const Place& place = PartPlace(cursor.collection(), item, parts.name());
    if (place.column >= 0) {
      CountColumn(place.column);
    } else {
      CountLeftOut(place.label);
    }
  }
}

void ExportColumns::Survey(const RecordView& record) {
  ++record_number_;
  ScalarCursor scalars(record.scalars());
  while (scalars.Next()) {
    const Place& place = ScalarPlace(scalars.name());
    if (place.column >= 0) {
      CountColumn(place.column);
    } else {
      CountLeftOut(place.label);
    }
  }
  ItemCursor items(record.items());
  while (items.Next()) SurveyItem(items);
}

void ExportColumns::Close(size_t column_count_max) {
  std::set<size_t> used;
  for (const Column& column : columns_) {
    if (column.records > 0) used.insert(column.mapping_index);
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    const Field& field =
        mappings_[column.mapping_index]->fields[column.field_index];
    bool is_required = field.is_required && used.contains(column.mapping_index);
    if (column.records > 0 || is_required) kept_.push_back(i);
  }
  std::sort(kept_.begin(), kept_.end(), [this](size_t a, size_t b) {
    auto order = [](const Column& column) {
      return std::tie(column.mapping_index, column.field_index,
                      column.pattern_number, column.name);
    };
    return order(columns_[a]) < order(columns_[b]);
  });
  while (kept_.size() > column_count_max) {
    const Column& column = columns_[kept_.back()];
    left_out_[column.name] = {.values = column.records,
                              .records = column.records};
    kept_.pop_back();
  }
  for (size_t i = 0; i < kept_.size(); ++i) {
    columns_[kept_[i]].position = static_cast<int>(i);
  }
}

std::vector<std::string> ExportColumns::Names() const {
  std::vector<std::string> names;
  for (size_t index : kept_) names.push_back(columns_[index].name);
  return names;
}

std::vector<const MappingType*> ExportColumns::UsedMappings() const {
  std::vector<const MappingType*> used;
  for (size_t i = 0; i < mappings_.size(); ++i) {
    bool is_used = std::any_of(
        kept_.begin(), kept_.end(),
        [this, i](size_t index) { return columns_[index].mapping_index == i; });
    if (is_used) used.push_back(mappings_[i]);
  }
  return used;
}

void ExportColumns::Take(const Place* place, std::string_view value,
                         std::vector<std::string_view>* cells) {
  if (place == nullptr || place->column < 0) return;
  int position = columns_[static_cast<size_t>(place->column)].position;
  if (position < 0) return;
  auto at = static_cast<size_t>(position);
  if (!(*cells)[at].empty() && ranks_[at] <= place->rank) return;
  (*cells)[at] = value;
  ranks_[at] = place->rank;
}

void ExportColumns::Fill(const RecordView& record,
                         std::vector<std::string_view>* cells) {
  cells->assign(kept_.size(), {});
  ranks_.assign(kept_.size(), 0);
  auto find = [](const Parts& parts, NameId name) {
    auto at = parts.find(NumberOf(name));
    return at == parts.end() ? nullptr : &at->second;
  };
  ScalarCursor scalars(record.scalars());
  while (scalars.Next()) {
    Take(find(scalars_, scalars.name()), scalars.value(), cells);
  }
  ItemCursor items(record.items());
  while (items.Next()) {
    auto known = items_.find(NumberOf(items.collection()));
    if (known == items_.end()) continue;
    auto item = known->second.find(items.key());
    if (item == known->second.end()) continue;
    ScalarCursor parts(items.parts());
    while (parts.Next()) {
      Take(find(item->second, parts.name()), parts.value(), cells);
    }
  }
}

}  // namespace millrace::tool
