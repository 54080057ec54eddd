// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/catalogue_json.h"

#include <algorithm>
#include <string_view>

#include "tools/millrace/json_writer.h"

namespace millrace::server {
namespace {

using tool::JsonWriter;

std::string_view ModeWord(MultipleMode mode) {
  switch (mode) {
    case MultipleMode::kSingle:
      return "Single";
    case MultipleMode::kSinglePerType:
      return "SinglePerType";
    case MultipleMode::kMultiple:
      break;
  }
  return "Multiple";
}

bool HasValues(const Catalogue& catalogue, const Field& field) {
  return field.type == FieldType::kChoice ||
         !catalogue.ChoicesOf(field).empty();
}

// [{"name": ..., "id": ...}] of these ids of another field.
void WriteValuesOf(const Catalogue& catalogue, const MappingType& type,
                   const std::string& field_name,
                   const std::vector<std::string>& ids, JsonWriter* json) {
  const Field* field = FindField(type, field_name);
  json->BeginArray();
  for (const std::string& id : ids) {
    std::string name = id;
    if (field != nullptr) {
      for (const Choice& choice : catalogue.ChoicesOf(*field)) {
        if (choice.id == id) name = choice.name;
      }
    }
    json->BeginObject();
    json->Key("name");
    json->Text(name);
    json->Key("id");
    json->Text(id);
    json->EndObject();
  }
  json->EndArray();
}

void WriteField(const Catalogue& catalogue, const MappingType& type,
                const Field& field, JsonWriter* json) {
  json->BeginObject();
  json->Key("name");
  json->Text(field.name);
  json->Key("description");
  json->Text(field.description);
  json->Key("hasPredefinedValues");
  json->Bool(HasValues(catalogue, field));
  json->Key("isRequired");
  json->Bool(field.is_required);
  json->Key("canBeMappedToColumn");
  json->Bool(field.can_map_column);
  json->Key("canBeMappedByName");
  json->Bool(field.can_map_column && field.can_map_by_name);
  json->Key("parents");
  if (field.parents.empty()) {
    json->Null();
  } else {
    json->BeginArray();
    for (const FieldParent& parent : field.parents) {
      json->BeginObject();
      json->Key("parentFieldName");
      json->Text(parent.field);
      json->Key("limitedToParentValues");
      if (parent.limited_to.empty()) {
        json->Null();
      } else {
        WriteValuesOf(catalogue, type, parent.field, parent.limited_to, json);
      }
      json->EndObject();
    }
    json->EndArray();
  }
  json->EndObject();
}

}  // namespace

std::vector<std::string> ResourceNames(const Catalogue& catalogue,
                                       const Caller& caller) {
  std::vector<std::string> names;
  for (const ResourceType& type : catalogue.resource_types) {
    if (caller.MayImport(type.name)) names.push_back(type.name);
  }
  return names;
}

bool MaySee(const MappingType& type, const Caller& caller) {
  return std::any_of(
      type.resource_types.begin(), type.resource_types.end(),
      [&caller](const std::string& name) { return caller.MayImport(name); });
}

std::string MappingTypeJson(const Catalogue& catalogue, const MappingType& type,
                            const Caller& caller) {
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("name");
  json.Text(type.name);
  json.Key("displayName");
  json.Text(type.display_name.empty() ? type.name : type.display_name);
  json.Key("allowMultipleMode");
  json.Text(ModeWord(type.multiple_mode));
  json.Key("resourceTypes");
  json.BeginArray();
  for (const std::string& name : type.resource_types) {
    if (caller.MayImport(name)) json.Text(name);
  }
  json.EndArray();
  json.Key("fields");
  json.BeginArray();
  for (const Field& field : type.fields) {
    WriteField(catalogue, type, field, &json);
  }
  json.EndArray();
  if (!type.description.empty()) {
    json.Key("description");
    json.Text(type.description);
  }
  json.EndObject();
  return json.text();
}

std::vector<std::string> ValueJsons(const Catalogue& catalogue,
                                    const MappingType& type,
                                    const Field& field) {
  std::vector<std::string> values;
  for (const Choice& choice : catalogue.ChoicesOf(field)) {
    if (choice.retired) continue;
    JsonWriter json(JsonWriter::Form::kOneLine);
    json.BeginObject();
    json.Key("name");
    json.Text(choice.name);
    json.Key("id");
    json.Text(choice.id);
    json.Key("parents");
    if (choice.parents.empty()) {
      json.Null();
    } else {
      json.BeginArray();
      for (const ChoiceParent& parent : choice.parents) {
        json.BeginObject();
        json.Key("parentFieldName");
        json.Text(parent.field);
        json.Key("allowedParentValues");
        WriteValuesOf(catalogue, type, parent.field, parent.allowed_ids, &json);
        json.EndObject();
      }
      json.EndArray();
    }
    json.EndObject();
    values.push_back(json.text());
  }
  return values;
}

}  // namespace millrace::server
