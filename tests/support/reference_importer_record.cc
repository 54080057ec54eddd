// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer_record.h"

#include <sstream>

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
  values.scalars = record.scalars;
  for (const auto& [collection, items] : record.collections) {
    for (const auto& [key, parts] : items) {
      values.items[collection].push_back(parts);
    }
  }
  return values;
}

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The words up to the first one to drop from; the first two always stay.
std::string WordsKept(const MatchPart& part, const std::string& folded) {
  std::istringstream words(folded);
  std::string word;
  std::string kept;
  for (int i = 0; words >> word; ++i) {
    while (!word.empty() && (word.back() == '.' || word.back() == ',')) {
      word.pop_back();
    }
    std::string bare = word;
    while (!bare.empty() && (IsDigit(bare.back()) || bare.back() == '.' ||
                             bare.back() == ',' || bare.back() == '-')) {
      bare.pop_back();
    }
    for (const std::string& end : part.drop_from) {
      if (i >= 2 && Fold(end, 0) == bare) return kept;
    }
    if (!word.empty()) kept += (kept.empty() ? "" : " ") + word;
  }
  return kept;
}

// A value as it is compared under one part of a rule.
std::string Compared(const MatchPart& part, const std::string& value) {
  if (part.drop_from.empty() && !part.starts_with_digit) {
    return Fold(value, part.take);
  }
  const std::string folded = Fold(value, 0);
  if (part.starts_with_digit && (folded.empty() || !IsDigit(folded[0]))) {
    return "";
  }
  return Fold(WordsKept(part, folded), part.take);
}

std::string CollectionOf(const MatchPart& part) {
  const size_t dot = part.field.find('.');
  return dot == std::string::npos ? "" : part.field.substr(0, dot);
}

std::string ValueOf(const Parts& parts, const std::string& name) {
  const auto found = parts.find(name);
  return found == parts.end() ? "" : found->second;
}

// Answers the parts from `index` on; `chosen` says which item a collection is
// answered by.
void Answer(const MatchRule& rule, const MatchValues& values, size_t index,
            std::map<std::string, Parts> chosen,
            std::vector<std::string> so_far,
            std::set<std::vector<std::string>>* answers) {
  if (index == rule.parts.size()) {
    answers->insert(so_far);
    return;
  }
  const MatchPart& part = rule.parts[index];
  const std::string collection = CollectionOf(part);
  if (!collection.empty() && chosen.count(collection) == 0) {
    const auto items = values.items.find(collection);
    if (items == values.items.end()) return;
    for (const Parts& item : items->second) {
      chosen[collection] = item;
      Answer(rule, values, index, chosen, so_far, answers);
    }
    return;
  }
  const std::string value =
      collection.empty() ? ValueOf(values.scalars, part.field)
                         : ValueOf(chosen[collection],
                                   part.field.substr(collection.size() + 1));
  so_far.push_back(value.empty() ? "" : Compared(part, value));
  if (so_far.back().empty()) return;
  Answer(rule, values, index + 1, chosen, so_far, answers);
}

}  // namespace

std::set<std::vector<std::string>> AnswersTo(const MatchRule& rule,
                                             const MatchValues& values) {
  std::set<std::vector<std::string>> answers;
  if (!rule.parts.empty()) Answer(rule, values, 0, {}, {}, &answers);
  return answers;
}

bool IsMatch(const MatchRule& rule, const MatchValues& a,
             const MatchValues& b) {
  const std::set<std::vector<std::string>> ours = AnswersTo(rule, a);
  for (const std::vector<std::string>& answer : AnswersTo(rule, b)) {
    if (ours.count(answer) > 0) return true;
  }
  return false;
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
