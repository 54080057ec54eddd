// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/record_json.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace millrace::tool {
namespace {

using TextByName = std::map<std::string, std::string>;

// By name, not by number: numbers differ from store to store.
TextByName NamedScalars(const Store& store, std::string_view scalars) {
  TextByName named;
  ScalarCursor cursor(scalars);
  while (cursor.Next()) {
    named[store.NameOf(cursor.name())] = std::string(cursor.value());
  }
  return named;
}

void WriteTexts(const TextByName& texts, JsonWriter* json) {
  json->BeginObject();
  for (const auto& [name, text] : texts) {
    json->Key(name);
    json->Text(text);
  }
  json->EndObject();
}

void WriteCollections(const Store& store, std::string_view items,
                      JsonWriter* json) {
  std::map<std::string, std::map<std::string, TextByName>> collections;
  ItemCursor cursor(items);
  while (cursor.Next()) {
    collections[store.NameOf(cursor.collection())][std::string(cursor.key())] =
        NamedScalars(store, cursor.parts());
  }
  json->BeginObject();
  for (const auto& [name, items_by_key] : collections) {
    json->Key(name);
    json->BeginObject();
    for (const auto& [key, parts] : items_by_key) {
      json->Key(key);
      WriteTexts(parts, json);
    }
    json->EndObject();
  }
  json->EndObject();
}

}  // namespace

absl::Status WriteRecord(const Store& store, const ResourceType& type,
                         const PrimaryKey& key, std::string_view value,
                         JsonWriter* json) {
  auto record = RecordView::Parse(value);
  if (!record.ok()) return record.status();
  json->BeginObject();
  json->Key("resourceType");
  json->Text(type.name);
  json->Key(type.key_name);
  if (key.is_integer()) {
    json->Integer(key.integer());
  } else {
    json->Text(key.text());
  }
  const RecordStamp& stamp = record->stamp();
  json->Key("createdByJob");
  json->Integer(static_cast<int32_t>(stamp.created_job));
  json->Key("changedByJob");
  json->Integer(static_cast<int32_t>(stamp.changed_job));
  json->Key("changedByRow");
  json->Integer(static_cast<int64_t>(stamp.changed_row));
  json->Key("fields");
  WriteTexts(NamedScalars(store, record->scalars()), json);
  json->Key("collections");
  WriteCollections(store, record->items(), json);
  json->EndObject();
  return absl::OkStatus();
}

}  // namespace millrace::tool
