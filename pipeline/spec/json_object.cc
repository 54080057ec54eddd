// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/json_object.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "engine/base/absl_view.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

const JsonValue& EmptyObject() {
  static const JsonValue* const kEmpty =
      new JsonValue{.kind = JsonKind::kObject};
  return *kEmpty;
}

}  // namespace

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(AbslView(a), AbslView(b));
}

JsonObject::JsonObject(const JsonValue& value, std::string path,
                       DefectList* defects)
    : value_(&value), path_(std::move(path)), defects_(defects) {
  if (value.kind == JsonKind::kObject) return;
  defects_->Add(path_, "must be an object");
  value_ = &EmptyObject();
  is_placeholder_ = true;
}

std::string JsonObject::PathOf(std::string_view name) const {
  return MemberPath(path_, name);
}

const JsonValue* JsonObject::Find(std::string_view name) {
  asked_.push_back(name);
  const JsonValue* value = value_->Find(name);
  if (value == nullptr || value->kind == JsonKind::kNull) return nullptr;
  return value;
}

const JsonValue* JsonObject::FindRequired(std::string_view name) {
  const JsonValue* value = Find(name);
  if (value == nullptr) AddDefect(name, "is required");
  return value;
}

std::optional<std::string> JsonObject::OptionalText(std::string_view name) {
  const JsonValue* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->kind == JsonKind::kText) return value->text;
  AddDefect(name, "must be text");
  return std::nullopt;
}

std::string JsonObject::Text(std::string_view name) {
  return OptionalText(name).value_or("");
}

std::string JsonObject::RequiredText(std::string_view name) {
  if (FindRequired(name) == nullptr) return "";
  return Text(name);
}

std::optional<std::string> JsonObject::Scalar(std::string_view name) {
  const JsonValue* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->IsScalar()) return value->text;
  AddDefect(name, "must be text or a number");
  return std::nullopt;
}

std::vector<std::string> JsonObject::Scalars(std::string_view name) {
  std::vector<std::string> texts;
  const JsonValue* array = Array(name);
  if (array == nullptr) return texts;
  for (size_t i = 0; i < array->items.size(); ++i) {
    if (array->items[i].IsScalar()) {
      texts.push_back(array->items[i].text);
    } else {
      defects_->Add(ItemPath(PathOf(name), i), "must be text or a number");
    }
  }
  return texts;
}

bool JsonObject::Bool(std::string_view name, bool fallback) {
  const JsonValue* value = Find(name);
  if (value == nullptr) return fallback;
  if (value->kind == JsonKind::kBool || value->kind == JsonKind::kText) {
    if (EqualsIgnoringCase(value->text, "true")) return true;
    if (EqualsIgnoringCase(value->text, "false")) return false;
  }
  AddDefect(name, "must be true or false");
  return fallback;
}

std::optional<int64_t> JsonObject::Integer(std::string_view name) {
  const JsonValue* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->kind == JsonKind::kNumber || value->kind == JsonKind::kText) {
    int64_t number = 0;
    const char* end = value->text.data() + value->text.size();
    const auto [last, error] = std::from_chars(value->text.data(), end, number);
    if (error == std::errc() && last == end) return number;
  }
  AddDefect(name, "must be a whole number");
  return std::nullopt;
}

JsonObject JsonObject::RequiredObject(std::string_view name) {
  const JsonValue* value = FindRequired(name);
  JsonObject object(value != nullptr ? *value : EmptyObject(), PathOf(name),
                    defects_);
  if (value == nullptr) object.is_placeholder_ = true;
  return object;
}

bool JsonObject::IsArray(std::string_view name) {
  const JsonValue* value = Find(name);
  return value != nullptr && value->kind == JsonKind::kArray;
}

const JsonValue* JsonObject::Array(std::string_view name) {
  const JsonValue* value = Find(name);
  if (value == nullptr || value->kind == JsonKind::kArray) return value;
  AddDefect(name, "must be an array");
  return nullptr;
}

std::vector<JsonObject> JsonObject::ObjectsOf(const JsonValue& value,
                                              std::string_view name) {
  std::vector<JsonObject> objects;
  objects.reserve(value.items.size());
  const std::string path = PathOf(name);
  for (size_t i = 0; i < value.items.size(); ++i) {
    objects.emplace_back(value.items[i], ItemPath(path, i), defects_);
  }
  return objects;
}

std::vector<JsonObject> JsonObject::Objects(std::string_view name) {
  const JsonValue* array = Array(name);
  if (array == nullptr) return {};
  return ObjectsOf(*array, name);
}

std::vector<JsonObject> JsonObject::RequiredObjects(std::string_view name) {
  if (FindRequired(name) == nullptr) return {};
  return Objects(name);
}

void JsonObject::AddDefect(std::string_view name, std::string text,
                           std::string hint) {
  if (is_placeholder_) return;
  defects_->Add(PathOf(name), std::move(text), std::move(hint));
}

void JsonObject::RefuseOthers() {
  std::string known;
  for (const std::string& name : value_->names) {
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) {
      continue;
    }
    if (known.empty()) {
      std::vector<std::string_view> names = asked_;
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
      for (const std::string_view one : names) {
        absl::StrAppend(&known, known.empty() ? "" : ", ", AbslView(one));
      }
    }
    AddDefect(Shown(name), "no such member", known);
  }
}

}  // namespace millrace
