// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonObject: reads one object's members by name and type, tolerantly where
// the contract is tolerant, and notes a defect with its path for everything
// else. Absent and null are the same. After a defect the reader goes on with
// an empty value, so that all defects of a document are found at once.
//
//   JsonObject file = root.RequiredObject("file");
//   spec.file_name = file.RequiredText("fileName");
//
// Threading: belongs to one thread. Ownership: borrows the value and the list.

#ifndef MILLRACE_PIPELINE_SPEC_JSON_OBJECT_H_
#define MILLRACE_PIPELINE_SPEC_JSON_OBJECT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/spec/defect_list.h"
#include "pipeline/spec/json_value.h"

namespace millrace {

class JsonObject {
 public:
  // Notes a defect if `value` is no object.
  JsonObject(const JsonValue& value, std::string path, DefectList* defects);

  const std::string& path() const { return path_; }
  std::string PathOf(std::string_view name) const;

  // Whether the member is there and not null.
  bool Has(std::string_view name) { return Find(name) != nullptr; }

  // Text; empty when absent.
  std::string Text(std::string_view name);
  std::string RequiredText(std::string_view name);
  std::optional<std::string> OptionalText(std::string_view name);

  // Text, or a number or boolean as its JSON text.
  std::optional<std::string> Scalar(std::string_view name);
  std::vector<std::string> Scalars(std::string_view name);

  // A boolean, or the text "true" or "false" in any case.
  bool Bool(std::string_view name, bool fallback);

  // A whole number, or digits as text.
  std::optional<int64_t> Integer(std::string_view name);

  // An object; one without members after a defect.
  JsonObject RequiredObject(std::string_view name);

  // The objects of an array; absent: none.
  std::vector<JsonObject> Objects(std::string_view name);
  std::vector<JsonObject> RequiredObjects(std::string_view name);

  // Whether the member is there and an array.
  bool IsArray(std::string_view name);

  // The array itself, for elements of mixed types; null when there is none.
  const JsonValue* Array(std::string_view name);

  void AddDefect(std::string_view name, std::string text,
                 std::string hint = {});

  // Notes a defect for every member that was not asked for.
  void RefuseOthers();

 private:
  const JsonValue* Find(std::string_view name);
  const JsonValue* FindRequired(std::string_view name);
  std::vector<JsonObject> ObjectsOf(const JsonValue& value,
                                    std::string_view name);

  const JsonValue* value_;
  std::string path_;
  DefectList* defects_;
  // Stands for a value that was missing or no object, which is noted: what it
  // lacks in turn is no news.
  bool is_placeholder_ = false;
  std::vector<std::string_view> asked_;
};

// Names of an enumeration's values, as JSON spells them.
template <typename E>
struct EnumName {
  E value;
  std::string_view name;
};

// Reads the member, in any case, into *to; absent: leaves *to as it is.
template <typename E, size_t N>
void ReadEnum(JsonObject& object, std::string_view member,
              const EnumName<E> (&names)[N], E* to);

// The name of a value. REQUIRES: it has one.
template <typename E, size_t N>
std::string_view NameOf(const EnumName<E> (&names)[N], E value) {
  for (const EnumName<E>& entry : names) {
    if (entry.value == value) return entry.name;
  }
  return {};
}

// Returns whether two texts are equal but for the case of ASCII letters, which
// is how names are compared everywhere.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

template <typename E, size_t N>
void ReadEnum(JsonObject& object, std::string_view member,
              const EnumName<E> (&names)[N], E* to) {
  const std::optional<std::string> text = object.OptionalText(member);
  if (!text.has_value()) return;
  std::string hint;
  for (const EnumName<E>& entry : names) {
    if (EqualsIgnoringCase(entry.name, *text)) {
      *to = entry.value;
      return;
    }
    if (!hint.empty()) hint += ", ";
    hint += entry.name;
  }
  object.AddDefect(member, "not one of its values", hint);
}

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_JSON_OBJECT_H_
