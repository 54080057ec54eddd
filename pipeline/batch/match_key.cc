// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
//   match key := folded value (0x1f folded value)*
//
// in the order of the rule's ingredients. 0x1f cannot be in a folded value:
// folding drops control characters.

#include "pipeline/batch/match_key.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <utf8proc.h>

#include "millrace/record.h"

namespace millrace {
namespace {

constexpr char kSeparator = '\x1f';

// Folds ASCII text; false at the first byte that is not ASCII.
bool AppendFoldedAscii(std::string_view value, size_t take, std::string* to) {
  const size_t begin = to->size();
  for (const char c : value) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      to->resize(begin);
      return false;
    }
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (is_space) {
      if (to->size() > begin && to->back() != ' ') to->push_back(' ');
    } else if (c >= 'A' && c <= 'Z') {
      to->push_back(static_cast<char>(c | 0x20));
    } else if (c >= 0x20 && c != 0x7f) {
      to->push_back(c);
    }
  }
  if (take != 0 && to->size() - begin > take) to->resize(begin + take);
  if (to->size() > begin && to->back() == ' ') to->pop_back();
  return true;
}

bool IsSpace(utf8proc_int32_t scalar) {
  if (scalar == ' ' || (scalar >= '\t' && scalar <= '\r')) return true;
  const utf8proc_category_t category = utf8proc_category(scalar);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool IsDropped(utf8proc_int32_t scalar) {
  const utf8proc_category_t category = utf8proc_category(scalar);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CC ||
         category == UTF8PROC_CATEGORY_CF;
}

// Writes the case-folded, decomposed scalars of one scalar value.
int Decompose(utf8proc_int32_t scalar, utf8proc_int32_t* to, int room) {
  int boundary = 0;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
  const utf8proc_ssize_t count =
      utf8proc_decompose_char(scalar, to, room, options, &boundary);
  return count > room ? 0 : static_cast<int>(std::max<long>(count, 0));
}

void AppendFoldedUnicode(std::string_view value, size_t take, std::string* to) {
  constexpr int kRoom = 32;  // Unicode's longest decomposition is 18
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(value.data());
  auto left = static_cast<utf8proc_ssize_t>(value.size());
  size_t count = 0;
  bool wants_space = false;
  while (left > 0) {
    utf8proc_int32_t scalar = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(at, left, &scalar);
    if (used <= 0) break;  // values are valid UTF-8; nothing more to fold
    at += used;
    left -= used;
    utf8proc_int32_t parts[kRoom];
    const int part_count = Decompose(scalar, parts, kRoom);
    for (int i = 0; i < part_count; ++i) {
      if (IsSpace(parts[i])) {
        wants_space = count > 0;
        continue;
      }
      if (IsDropped(parts[i])) continue;
      if (take != 0 && count + (wants_space ? 1 : 0) >= take) return;
      if (wants_space) {
        to->push_back(' ');
        ++count;
        wants_space = false;
      }
      utf8proc_uint8_t bytes[4];
      const utf8proc_ssize_t byte_count = utf8proc_encode_char(parts[i], bytes);
      to->append(reinterpret_cast<const char*>(bytes),
                 static_cast<size_t>(byte_count));
      ++count;
    }
  }
}

std::string_view WithoutEnd(std::string_view word, std::string_view chars) {
  const size_t last = word.find_last_not_of(chars);
  return word.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// Appends the words of a folded value that the ingredient compares. False: it
// should begin with a digit.
bool AppendWords(const MatchIngredient& ingredient, std::string_view folded,
                 std::string* to) {
  constexpr size_t kWordsKept = 2;  // whatever they are
  if (ingredient.starts_with_digit &&
      (folded.empty() || folded.front() < '0' || folded.front() > '9')) {
    return false;
  }
  const size_t begin = to->size();
  for (size_t count = 0; !folded.empty(); ++count) {
    const size_t end = std::min(folded.find(' '), folded.size());
    const std::string_view word = WithoutEnd(folded.substr(0, end), ".,");
    folded.remove_prefix(std::min(end + 1, folded.size()));
    if (count >= kWordsKept &&
        std::binary_search(ingredient.drop_from.begin(),
                           ingredient.drop_from.end(),
                           WithoutEnd(word, "0123456789.,-"))) {
      break;
    }
    if (word.empty()) continue;
    if (to->size() > begin) to->push_back(' ');
    to->append(word);
  }
  if (ingredient.take != 0) {
    const std::string whole = to->substr(begin);
    to->resize(begin);
    AppendFolded(whole, ingredient.take, to);
  }
  return true;
}

}  // namespace

std::string_view FoldingVersion() { return utf8proc_unicode_version(); }

void AppendFolded(std::string_view value, size_t take, std::string* to) {
  if (!AppendFoldedAscii(value, take, to)) AppendFoldedUnicode(value, take, to);
}

void MatchKeySet::Clear(const PlanMatchRule& rule) {
  for (std::string& key : keys_) spare_.push_back(std::move(key));
  keys_.clear();
  const size_t count = rule.ingredients.size();
  if (found_.size() < count) found_.resize(count);
  leaders_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    found_[i].clear();
    leaders_[i] = i;
    const NameId collection = rule.ingredients[i].collection;
    if (collection == NameId{0}) continue;
    for (size_t j = i; j-- > 0;) {
      if (rule.ingredients[j].collection == collection) leaders_[i] = j;
    }
  }
}

bool MatchKeySet::CollectScalar(size_t ingredient, NameId name,
                                std::string_view scalars) {
  ScalarCursor cursor(scalars);
  while (cursor.Next()) {
    if (cursor.name() == name) found_[ingredient].push_back(cursor.value());
  }
  return !found_[ingredient].empty();
}

// Keeps the item's values if every ingredient of the group has one.
bool MatchKeySet::TakeItem() {
  for (const auto& [ingredient, value] : item_) {
    if (value.empty()) return false;
  }
  for (const auto& [ingredient, value] : item_) {
    found_[ingredient].push_back(value);
  }
  return true;
}

bool MatchKeySet::CollectItems(const PlanMatchRule& rule, size_t leader,
                               std::string_view items) {
  const NameId collection = rule.ingredients[leader].collection;
  bool has_any = false;
  ItemCursor item(items);
  while (item.Next()) {
    if (item.collection() != collection) continue;
    item_.clear();
    for (size_t i = leader; i < rule.ingredients.size(); ++i) {
      if (leaders_[i] == leader) item_.emplace_back(i, std::string_view());
    }
    ScalarCursor part(item.parts());
    while (part.Next()) {
      for (auto& [ingredient, value] : item_) {
        if (rule.ingredients[ingredient].name == part.name()) {
          value = part.value();
        }
      }
    }
    has_any |= TakeItem();
  }
  return has_any;
}

bool MatchKeySet::CollectSlots(const PlanMatchRule& rule, size_t leader,
                               const std::vector<std::string_view>& values) {
  bool has_any = false;
  const size_t count = rule.ingredients[leader].slots.size();
  for (size_t place = 0; place < count; ++place) {
    item_.clear();
    for (size_t i = leader; i < rule.ingredients.size(); ++i) {
      if (leaders_[i] != leader) continue;
      const Slot slot = rule.ingredients[i].slots[place];
      item_.emplace_back(i,
                         slot == kNoSlot ? std::string_view() : values[slot]);
    }
    has_any |= TakeItem();
  }
  return has_any;
}

void MatchKeySet::OfRecord(const PlanMatchRule& rule, std::string_view scalars,
                           std::string_view items) {
  Clear(rule);
  for (size_t i = 0; i < rule.ingredients.size(); ++i) {
    if (leaders_[i] != i) continue;
    const MatchIngredient& ingredient = rule.ingredients[i];
    const bool has_any = ingredient.collection == NameId{0}
                             ? CollectScalar(i, ingredient.name, scalars)
                             : CollectItems(rule, i, items);
    if (!has_any) return;
  }
  Combine(rule);
}

void MatchKeySet::OfRow(const PlanMatchRule& rule,
                        const std::vector<std::string_view>& values) {
  Clear(rule);
  for (size_t i = 0; i < rule.ingredients.size(); ++i) {
    if (leaders_[i] == i && !CollectSlots(rule, i, values)) return;
  }
  Combine(rule);
}

// An empty key at the end of keys_.
std::string& MatchKeySet::AddKey() {
  if (spare_.empty()) return keys_.emplace_back();
  keys_.push_back(std::move(spare_.back()));
  spare_.pop_back();
  keys_.back().clear();
  return keys_.back();
}

// To the next combination; false after the last.
bool MatchKeySet::NextChoice(size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (leaders_[i] != i) continue;
    if (++choices_[i] < found_[i].size()) return true;
    choices_[i] = 0;
  }
  return false;
}

// Appends the key of the combination chosen. False: a value folds to nothing
// (all accents, say) or has not the form it needs, and so matches nobody.
bool MatchKeySet::AppendKey(const PlanMatchRule& rule, std::string* key) {
  for (size_t i = 0; i < rule.ingredients.size(); ++i) {
    const MatchIngredient& ingredient = rule.ingredients[i];
    const std::string_view value = found_[i][choices_[leaders_[i]]];
    if (i > 0) key->push_back(kSeparator);
    const size_t begin = key->size();
    if (ingredient.drop_from.empty() && !ingredient.starts_with_digit) {
      AppendFolded(value, ingredient.take, key);
    } else {
      part_.clear();
      AppendFolded(value, 0, &part_);
      if (!AppendWords(ingredient, part_, key)) return false;
    }
    if (key->size() == begin) return false;
  }
  return true;
}

void MatchKeySet::Combine(const PlanMatchRule& rule) {
  const size_t count = rule.ingredients.size();
  if (count == 0) return;
  choices_.assign(count, 0);
  do {
    std::string& key = AddKey();
    if (AppendKey(rule, &key)) continue;
    spare_.push_back(std::move(key));
    keys_.pop_back();
  } while (NextChoice(count));
  if (keys_.size() < 2) return;
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
}

}  // namespace millrace
