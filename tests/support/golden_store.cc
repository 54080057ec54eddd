// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/golden_store.h"

#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include <simdjson.h>

#include "tests/support/reference_importer_binding.h"
#include "tests/support/reference_importer_values.h"

namespace millrace {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr char kStamp[] = "@stamp";

std::string TextOf(const element& value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(value);
}

int64_t NumberOf(const element& value) {
  int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS) return 0;
  return number;
}

object ObjectOf(const element& parent, const char* name) {
  object found;
  if (parent[name].get(found) == simdjson::SUCCESS) return found;
  return object();
}

bool HasObject(const element& parent, const char* name) {
  object found;
  return parent[name].get(found) == simdjson::SUCCESS;
}

void ReadStamp(const element& stamp, reference::Record* record) {
  object members;
  if (stamp.get(members) != simdjson::SUCCESS) return;
  for (const auto& [name, value] : members) {
    const int64_t number = NumberOf(value);
    if (name == "createdJob") record->created_job = static_cast<int>(number);
    if (name == "changedJob") record->changed_job = static_cast<int>(number);
    if (name == "changedRow") {
      record->changed_row = static_cast<uint64_t>(number);
    }
  }
}

reference::Items ReadItems(const object& items) {
  reference::Items all;
  for (const auto& [key, parts] : items) {
    reference::Parts& item = all[std::string(key)];
    object members;
    if (parts.get(members) != simdjson::SUCCESS) continue;
    for (const auto& [name, value] : members) {
      item[std::string(name)] = TextOf(value);
    }
  }
  return all;
}

reference::Record ReadRecord(const object& members) {
  reference::Record record;
  for (const auto& [name, value] : members) {
    object items;
    if (name == kStamp) {
      ReadStamp(value, &record);
    } else if (value.get(items) == simdjson::SUCCESS) {
      record.collections[std::string(name)] = ReadItems(items);
    } else {
      record.scalars[std::string(name)] = TextOf(value);
    }
  }
  return record;
}

absl::Status ReadRecords(const element& root, const Catalogue& catalogue,
                         reference::Store* store) {
  if (!HasObject(root, "records")) return absl::OkStatus();
  for (const auto& [type_name, records] : ObjectOf(root, "records")) {
    const std::string name(type_name);
    const ResourceType* type = reference::FindResourceType(catalogue, name);
    if (type == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("no such resource type: ", name));
    }
    object by_key;
    if (records.get(by_key) != simdjson::SUCCESS) {
      return absl::InvalidArgumentError("records are not an object");
    }
    for (const auto& [key_text, record] : by_key) {
      reference::Key key = std::string(key_text);
      if (type->key_type == KeyType::kInteger) {
        const auto number = reference::CheckInteger(std::string(key_text));
        if (!number) return absl::InvalidArgumentError("key is no integer");
        key = int64_t{std::stoll(*number)};
      }
      object members;
      if (record.get(members) != simdjson::SUCCESS) {
        return absl::InvalidArgumentError("a record is not an object");
      }
      store->records[type->name][key] = ReadRecord(members);
    }
  }
  return absl::OkStatus();
}

void ReadCounters(const element& root, reference::Store* store) {
  if (HasObject(root, "counters")) {
    for (const auto& [name, value] : ObjectOf(root, "counters")) {
      const int64_t number = NumberOf(value);
      if (name == "jobId") store->next_job_id = number;
      if (name == "uploadFileId") store->next_upload_file_id = number;
      if (name == "mappingIdentifier") {
        store->next_mapping_identifier = number;
      }
    }
  }
  if (HasObject(root, "nextKeys")) {
    for (const auto& [type, value] : ObjectOf(root, "nextKeys")) {
      store->next_keys[std::string(type)] = NumberOf(value);
    }
  }
}

void ReadLists(const element& root, GoldenStore* store) {
  if (!HasObject(root, "lists")) return;
  for (const auto& [name, entries] : ObjectOf(root, "lists")) {
    simdjson::dom::array array;
    if (entries.get(array) != simdjson::SUCCESS) continue;
    for (const element entry : array) {
      object members;
      if (entry.get(members) != simdjson::SUCCESS) continue;
      ListEntry read;
      for (const auto& [member, value] : members) {
        if (member == "id") read.id = TextOf(value);
        if (member == "name") read.name = TextOf(value);
        if (member == "parentId") read.parent_id = TextOf(value);
        if (member == "retired") read.retired = TextOf(value) == "true";
      }
      store->lists[std::string(name)].push_back(read);
    }
  }
}

// Writes "name": followed by members, each on a line of its own.
class JsonWriter {
 public:
  void Open(const std::string& name) {
    Begin(name);
    text_ += "{";
    ++depth_;
    is_first_ = true;
  }
  void Close() {
    --depth_;
    if (!is_first_) NewLine();
    text_ += "}";
    is_first_ = false;
  }
  void Add(const std::string& name, const std::string& json) {
    Begin(name);
    text_ += json;
  }
  std::string Finish() { return text_ + "\n"; }

 private:
  void Begin(const std::string& name) {
    if (depth_ > 0) {
      if (!is_first_) text_ += ",";
      NewLine();
      text_ += JsonText(name) + ": ";
    }
    is_first_ = false;
  }
  void NewLine() { text_ += "\n" + std::string(2 * depth_, ' '); }

  std::string text_;
  size_t depth_ = 0;
  bool is_first_ = true;
};

void WriteRecord(const std::string& key, const reference::Record& record,
                 JsonWriter* json) {
  json->Open(key);
  for (const auto& [name, value] : record.scalars) {
    json->Add(name, JsonText(value));
  }
  for (const auto& [name, items] : record.collections) {
    if (items.empty()) continue;
    json->Open(name);
    for (const auto& [item_key, parts] : items) {
      json->Open(item_key);
      for (const auto& [part, value] : parts) json->Add(part, JsonText(value));
      json->Close();
    }
    json->Close();
  }
  if (record.changed_job != 0) {
    json->Add(kStamp,
              absl::StrCat("{\"createdJob\": ", record.created_job,
                           ", \"changedJob\": ", record.changed_job,
                           ", \"changedRow\": ", record.changed_row, "}"));
  }
  json->Close();
}

}  // namespace

std::string JsonText(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", c);
      json += escape;
    } else {
      json += c;
    }
  }
  return json + "\"";
}

absl::StatusOr<GoldenStore> ParseGoldenStore(const std::string& json,
                                             const Catalogue& catalogue) {
  simdjson::dom::parser parser;
  element root;
  const auto error = parser.parse(json).get(root);
  if (error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(simdjson::error_message(error));
  }
  GoldenStore store;
  ReadCounters(root, &store.content);
  ReadLists(root, &store);
  const absl::Status read = ReadRecords(root, catalogue, &store.content);
  if (!read.ok()) return read;
  return store;
}

std::string ToJson(const reference::Store& store) {
  JsonWriter json;
  json.Open("");
  json.Open("counters");
  json.Add("jobId", std::to_string(store.next_job_id));
  json.Add("uploadFileId", std::to_string(store.next_upload_file_id));
  json.Add("mappingIdentifier", std::to_string(store.next_mapping_identifier));
  json.Close();
  json.Open("nextKeys");
  for (const auto& [type, key] : store.next_keys) {
    if (key > 1) json.Add(type, std::to_string(key));
  }
  json.Close();
  json.Open("records");
  for (const auto& [type, records] : store.records) {
    if (records.empty()) continue;
    json.Open(type);
    for (const auto& [key, record] : records) {
      WriteRecord(reference::ToText(key), record, &json);
    }
    json.Close();
  }
  json.Close();
  json.Close();
  return json.Finish();
}

}  // namespace millrace
