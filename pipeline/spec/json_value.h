// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonValue: parsed JSON as a tree that keeps the members' order and the text
// of numbers, so that what was written can be judged and kept as written.
//
// Threading: a plain value.

#ifndef MILLRACE_PIPELINE_SPEC_JSON_VALUE_H_
#define MILLRACE_PIPELINE_SPEC_JSON_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class JsonKind : uint8_t {
  kNull,
  kBool,
  kNumber,
  kText,
  kArray,
  kObject,
};

struct JsonValue {
  JsonKind kind = JsonKind::kNull;
  // kText: its characters; kNumber, kBool: the JSON text.
  std::string text = {};
  // kArray: the elements; kObject: the members' values, whose names are at the
  // same places of `names`. No name comes twice.
  std::vector<JsonValue> items = {};
  std::vector<std::string> names = {};

  // Text, a number or a boolean.
  bool IsScalar() const {
    return kind == JsonKind::kText || kind == JsonKind::kNumber ||
           kind == JsonKind::kBool;
  }

  // The member of that name; null when there is none.
  const JsonValue* Find(std::string_view name) const;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_JSON_VALUE_H_
