// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/constant_checker.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "engine/base/absl_view.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

constexpr size_t kHintChoicesMax = 30;

std::string LowerCase(std::string_view text) {
  return absl::AsciiStrToLower(AbslView(text));
}

bool ParseInteger(std::string_view text, int64_t* number) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return false;
  }
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, *number);
  return error == std::errc() && last == end;
}

std::optional<ConstantDefect> CheckInteger(const Field& field,
                                           std::string_view text) {
  std::string range;
  if (!field.min.empty() && !field.max.empty()) {
    range = absl::StrCat(field.min, " to ", field.max);
  } else if (!field.min.empty()) {
    range = absl::StrCat("from ", field.min);
  } else if (!field.max.empty()) {
    range = absl::StrCat("up to ", field.max);
  }
  int64_t number = 0;
  if (!ParseInteger(text, &number)) {
    return ConstantDefect{"not a whole number", range};
  }
  int64_t bound = 0;
  if ((ParseInteger(field.min, &bound) && number < bound) ||
      (ParseInteger(field.max, &bound) && number > bound)) {
    return ConstantDefect{"out of range", range};
  }
  return std::nullopt;
}

std::optional<ConstantDefect> CheckYesNo(std::string_view text) {
  for (const std::string_view word :
       {"Y", "N", "yes", "no", "true", "false", "1", "0"}) {
    if (EqualsIgnoringCase(text, word)) return std::nullopt;
  }
  return ConstantDefect{"not yes or no", "Y, N, yes, no, true, false, 1, 0"};
}

}  // namespace

const ConstantChecker::ChoiceIndex& ConstantChecker::IndexOf(
    const Field& field) {
  const std::vector<Choice>& choices = catalogue_.ChoicesOf(field);
  const auto [it, is_new] = indexes_.try_emplace(&choices);
  if (!is_new) return it->second;
  ChoiceIndex& index = it->second;
  for (const Choice& choice : choices) {
    index.by_id.emplace(LowerCase(choice.id), &choice);
    if (choice.retired || choice.name.empty()) continue;
    const auto [name, is_first] =
        index.by_name.emplace(LowerCase(choice.name), &choice);
    if (!is_first) name->second = nullptr;
  }
  return index;
}

const Choice* ConstantChecker::FindChoice(const Field& field,
                                          std::string_view text) {
  const ChoiceIndex& index = IndexOf(field);
  const std::string key = LowerCase(Trimmed(text));
  const auto by_id = index.by_id.find(key);
  if (by_id != index.by_id.end()) return by_id->second;
  const auto by_name = index.by_name.find(key);
  return by_name != index.by_name.end() ? by_name->second : nullptr;
}

std::optional<ConstantDefect> ConstantChecker::CheckChoice(
    const Field& field, std::string_view text) {
  const Choice* choice = FindChoice(field, text);
  if (choice != nullptr && !choice->retired) return std::nullopt;
  const char* what = "not one of its values";
  if (choice != nullptr) {
    what = "a value that is retired";
  } else if (IndexOf(field).by_name.contains(LowerCase(text))) {
    what = "a name that more than one value has";
  }
  return ConstantDefect{what, ChoicesHint(catalogue_.ChoicesOf(field))};
}

std::string ConstantChecker::IdOf(const Field& field, std::string_view text) {
  text = Trimmed(text);
  if (field.type == FieldType::kChoice) {
    const Choice* choice = FindChoice(field, text);
    if (choice != nullptr) return choice->id;
  }
  int64_t number = 0;
  if (field.type == FieldType::kInteger && ParseInteger(text, &number)) {
    return absl::StrCat(number);
  }
  return std::string(text);
}

std::optional<ConstantDefect> ConstantChecker::Check(const Field& field,
                                                     std::string_view text) {
  text = Trimmed(text);
  if (text.empty()) return std::nullopt;
  switch (field.type) {
    case FieldType::kChoice:
      return CheckChoice(field, text);
    case FieldType::kInteger:
      return CheckInteger(field, text);
    case FieldType::kYesNo:
      return CheckYesNo(text);
    default:
      return std::nullopt;
  }
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string ChoicesHint(const std::vector<Choice>& choices) {
  std::string hint;
  size_t shown = 0;
  for (const Choice& choice : choices) {
    if (choice.retired) continue;
    if (shown++ == kHintChoicesMax) return absl::StrCat(hint, ", ...");
    absl::StrAppend(&hint, hint.empty() ? "" : ", ", Shown(choice.id));
    if (!choice.name.empty() && choice.name != choice.id) {
      absl::StrAppend(&hint, " (", Shown(choice.name), ")");
    }
  }
  return hint.empty() ? "none, the list is empty" : hint;
}

}  // namespace millrace
