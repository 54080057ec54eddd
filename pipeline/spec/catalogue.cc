// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/catalogue.h: finding things by name. Names compare without
// regard to the case of ASCII letters.

#include "millrace/catalogue.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/spec/json_object.h"

namespace millrace {
namespace {

constexpr std::string_view kPattern = "<n>";

// More digits than any id has; keeps instances' names short.
constexpr size_t kPatternDigitsMax = 18;

template <typename T>
const T* FindByName(const std::vector<T>& all, std::string_view name) {
  for (const T& one : all) {
    if (EqualsIgnoringCase(one.name, name)) return &one;
  }
  return nullptr;
}

// Returns whether `name` is `pattern` with digits for its "<n>", and which,
// without leading zeros.
bool MatchesPattern(std::string_view pattern, std::string_view name,
                    std::string* digits) {
  const size_t at = pattern.find(kPattern);
  if (at == std::string_view::npos) return false;
  const std::string_view prefix = pattern.substr(0, at);
  const std::string_view suffix = pattern.substr(at + kPattern.size());
  if (name.size() <= prefix.size() + suffix.size()) return false;
  std::string_view middle =
      name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
  if (!EqualsIgnoringCase(name.substr(0, prefix.size()), prefix) ||
      !EqualsIgnoringCase(name.substr(name.size() - suffix.size()), suffix) ||
      !std::all_of(middle.begin(), middle.end(),
                   [](char c) { return c >= '0' && c <= '9'; })) {
    return false;
  }
  while (middle.size() > 1 && middle.front() == '0') middle.remove_prefix(1);
  if (middle.size() > kPatternDigitsMax) return false;
  *digits = std::string(middle);
  return true;
}

}  // namespace

const ResourceType* Catalogue::FindResourceType(std::string_view name) const {
  return FindByName(resource_types, name);
}

const MappingType* Catalogue::FindMappingType(std::string_view name) const {
  return FindByName(mapping_types, name);
}

const ValueList* Catalogue::FindList(std::string_view name) const {
  return FindByName(lists, name);
}

const ResourceType& Catalogue::RecordsOf(const ResourceType& type) const {
  if (type.records_of.empty()) return type;
  const ResourceType* root = FindResourceType(type.records_of);
  return root != nullptr ? *root : type;
}

const std::vector<Choice>& Catalogue::ChoicesOf(const Field& field) const {
  if (field.list.empty()) return field.choices;
  const ValueList* list = FindList(field.list);
  return list != nullptr ? list->entries : field.choices;
}

const Field* FindField(const MappingType& type, std::string_view name,
                       std::string* pattern_value) {
  if (pattern_value != nullptr) pattern_value->clear();
  // An exact name wins over a pattern that it fits as well.
  const Field* exact = FindByName(type.fields, name);
  if (exact != nullptr && !exact->is_patterned()) return exact;
  std::string digits;
  for (const Field& field : type.fields) {
    if (!MatchesPattern(field.name, name, &digits)) continue;
    if (pattern_value != nullptr) *pattern_value = digits;
    return &field;
  }
  return nullptr;
}

}  // namespace millrace
