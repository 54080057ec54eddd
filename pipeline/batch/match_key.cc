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

}  // namespace

std::string_view FoldingVersion() { return utf8proc_unicode_version(); }

void AppendFolded(std::string_view value, size_t take, std::string* to) {
  if (!AppendFoldedAscii(value, take, to)) AppendFoldedUnicode(value, take, to);
}

void MatchKeySet::OfRecord(const PlanMatchRule& rule, std::string_view scalars,
                           std::string_view items) {
  found_.resize(std::max(found_.size(), rule.ingredients.size()));
  for (size_t i = 0; i < rule.ingredients.size(); ++i) {
    const MatchIngredient& ingredient = rule.ingredients[i];
    found_[i].clear();
    if (ingredient.collection == NameId{0}) {
      ScalarCursor cursor(scalars);
      while (cursor.Next()) {
        if (cursor.name() == ingredient.name) {
          found_[i].push_back(cursor.value());
        }
      }
      continue;
    }
    ItemCursor item(items);
    while (item.Next()) {
      if (item.collection() != ingredient.collection) continue;
      ScalarCursor part(item.parts());
      while (part.Next()) {
        if (part.name() == ingredient.name) found_[i].push_back(part.value());
      }
    }
  }
  Combine(rule);
}

void MatchKeySet::OfRow(const PlanMatchRule& rule,
                        const std::vector<std::string_view>& values) {
  found_.resize(std::max(found_.size(), rule.ingredients.size()));
  for (size_t i = 0; i < rule.ingredients.size(); ++i) {
    found_[i].clear();
    for (const Slot slot : rule.ingredients[i].slots) {
      if (!values[slot].empty()) found_[i].push_back(values[slot]);
    }
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

void MatchKeySet::Combine(const PlanMatchRule& rule) {
  for (std::string& key : keys_) spare_.push_back(std::move(key));
  keys_.clear();
  const size_t count = rule.ingredients.size();
  if (count == 0) return;
  for (size_t i = 0; i < count; ++i) {
    if (found_[i].empty()) return;
  }
  AddKey();
  for (size_t i = 0; i < count; ++i) {
    const size_t prefix_count = keys_.size();
    for (size_t v = 1; v < found_[i].size(); ++v) {
      for (size_t k = 0; k < prefix_count; ++k) {
        std::string& key = AddKey();  // may move the others
        key = keys_[k];
      }
    }
    for (size_t v = 0; v < found_[i].size(); ++v) {
      for (size_t k = 0; k < prefix_count; ++k) {
        std::string& key = keys_[v * prefix_count + k];
        if (i > 0) key.push_back(kSeparator);
        AppendFolded(found_[i][v], rule.ingredients[i].take, &key);
      }
    }
  }
  // A value that folds to nothing (all accents, say) matches nobody.
  std::erase_if(keys_, [](const std::string& key) {
    return key.empty() || key.front() == kSeparator ||
           key.back() == kSeparator ||
           key.find("\x1f\x1f") != std::string::npos;
  });
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
}

}  // namespace millrace
