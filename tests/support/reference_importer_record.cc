// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer_record.h"

#include "tests/support/reference_importer_values.h"

namespace millrace::reference {

std::string ToText(const Key& key) {
  if (const auto* number = std::get_if<int64_t>(&key)) {
    return std::to_string(*number);
  }
  return std::get<std::string>(key);
}

std::optional<Key> FindByIdentity(const Records& records,
                                  const IdentityPlace& place,
                                  const std::string& value) {
  for (const auto& [key, record] : records) {
    const auto items = record.collections.find(place.collection);
    if (items == record.collections.end()) continue;
    const auto item = items->second.find(place.item_key);
    if (item == items->second.end()) continue;
    const auto part = item->second.find(place.part);
    if (part != item->second.end() && part->second == value) return key;
  }
  return std::nullopt;
}

MatchValues MatchValuesOf(const Record& record) {
  MatchValues values;
  for (const auto& [name, value] : record.scalars) values[name].insert(value);
  for (const auto& [collection, items] : record.collections) {
    for (const auto& [key, parts] : items) {
      for (const auto& [part, value] : parts) {
        values[collection + "." + part].insert(value);
      }
    }
  }
  return values;
}

namespace {

// The values of one part of a rule as they are compared. One that folds to
// nothing matches nobody.
std::set<std::string> FoldedValues(const MatchPart& part,
                                   const MatchValues& values) {
  std::set<std::string> folded;
  const auto found = values.find(part.field);
  if (found == values.end()) return folded;
  for (const std::string& value : found->second) {
    folded.insert(Fold(value, part.take));
  }
  folded.erase("");
  return folded;
}

}  // namespace

bool IsMatch(const MatchRule& rule, const MatchValues& a,
             const MatchValues& b) {
  if (rule.parts.empty()) return false;
  for (const MatchPart& part : rule.parts) {
    const std::set<std::string> ours = FoldedValues(part, a);
    bool is_common = false;
    for (const std::string& value : FoldedValues(part, b)) {
      is_common = is_common || ours.count(value) > 0;
    }
    if (!is_common) return false;
  }
  return true;
}

std::vector<Key> FindByRule(const Records& records, const MatchRule& rule,
                            const MatchValues& values, int32_t hidden_job) {
  std::vector<Key> keys;
  for (const auto& [key, record] : records) {
    const bool is_hidden = hidden_job != 0 && record.created_job == hidden_job;
    if (!is_hidden && IsMatch(rule, MatchValuesOf(record), values)) {
      keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace millrace::reference
