// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/access_key.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tools/millrace/json_writer.h"
#include "tools/server/file_descriptor.h"
#include "tools/server/json_tree.h"
#include "tools/server/secret.h"
#include "tools/server/small_file.h"

namespace millrace::server {
namespace {

using tool::JsonWriter;

constexpr size_t kSaltBytes = 16;

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::optional<absl::Time> ParseTime(const std::string& text) {
  absl::Time time;
  std::string ignored;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", text, &time, &ignored)) return {};
  return time;
}

absl::Status WriteAccessKeys(const std::filesystem::path& file,
                             const std::vector<AccessKey>& keys) {
  JsonWriter json(JsonWriter::Form::kIndented);
  json.BeginObject();
  json.Key("keys");
  json.BeginArray();
  for (const AccessKey& key : keys) {
    json.BeginObject();
    json.Key("id");
    json.Text(key.id);
    json.Key("name");
    json.Text(key.name);
    json.Key("mode");
    json.Integer(key.mode);
    json.Key("resourceTypes");
    json.BeginArray();
    for (const std::string& type : key.resource_types) json.Text(type);
    json.EndArray();
    json.Key("created");
    json.Text(TimeText(key.created));
    json.Key("revoked");
    if (key.revoked.has_value()) {
      json.Text(TimeText(*key.revoked));
    } else {
      json.Null();
    }
    json.Key("salt");
    json.Text(key.salt);
    json.Key("hash");
    json.Text(key.hash);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return WriteSmallFile(file, json.text() + "\n");
}

absl::StatusOr<AccessKey> KeyOf(const JsonTree& tree) {
  AccessKey key;
  key.id = tree.Text("id");
  key.name = tree.Text("name");
  key.mode = static_cast<int>(tree.Integer("mode").value_or(-1));
  key.resource_types = tree.Texts("resourceTypes");
  key.salt = tree.Text("salt");
  key.hash = tree.Text("hash");
  key.created = ParseTime(tree.Text("created")).value_or(absl::InfinitePast());
  const JsonTree* revoked = tree.Find("revoked");
  if (revoked != nullptr && revoked->kind != JsonTree::Kind::kNull) {
    // A mark that cannot be read still is one.
    key.revoked = ParseTime(revoked->text).value_or(absl::InfinitePast());
  }
  if (key.id.empty() || key.salt.empty() || key.hash.empty() ||
      (key.mode != 0 && key.mode != 1)) {
    return absl::DataLossError("incomplete key");
  }
  return key;
}

}  // namespace

std::string AccessKeyId(std::string_view secret) {
  return std::string(secret.substr(0, secret.find('-')));
}

bool IsSecretOf(const AccessKey& key, std::string_view secret) {
  return EqualInConstantTime(SlowHashOf(secret, key.salt), key.hash);
}

absl::StatusOr<std::vector<AccessKey>> ReadAccessKeys(
    const std::filesystem::path& file) {
  absl::StatusOr<std::string> text = ReadSmallFile(file);
  if (absl::IsNotFound(text.status())) return std::vector<AccessKey>();
  if (!text.ok()) return text.status();
  const absl::StatusOr<JsonTree> tree = ParseJsonTree(*text);
  const JsonTree* list = tree.ok() ? tree->Find("keys") : nullptr;
  if (list == nullptr) {
    return absl::DataLossError(file.native() + ": not a file of access keys");
  }
  std::vector<AccessKey> keys;
  for (const JsonTree& item : list->items) {
    absl::StatusOr<AccessKey> key = KeyOf(item);
    if (!key.ok()) {
      return absl::DataLossError(file.native() + ": key " +
                                 std::to_string(keys.size()) +
                                 " is incomplete");
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

absl::StatusOr<NewAccessKey> CreateAccessKey(
    const std::filesystem::path& file, const std::string& name, int mode,
    const std::vector<std::string>& resource_types, absl::Time now) {
  const absl::StatusOr<FileLock> lock = FileLock::Take(file);
  if (!lock.ok()) return lock.status();
  absl::StatusOr<std::vector<AccessKey>> keys = ReadAccessKeys(file);
  if (!keys.ok()) return keys.status();
  NewAccessKey made;
  AccessKey& key = made.key;
  bool is_taken = true;
  while (is_taken) {
    made.secret = RandomGuid();
    key.id = AccessKeyId(made.secret);
    is_taken = std::any_of(keys->begin(), keys->end(), [&](const auto& other) {
      return other.id == key.id;
    });
  }
  key.name = name;
  key.mode = mode;
  key.resource_types = resource_types;
  key.created = now;
  key.salt = RandomHex(kSaltBytes);
  key.hash = SlowHashOf(made.secret, key.salt);
  keys->push_back(key);
  if (absl::Status status = WriteAccessKeys(file, *keys); !status.ok()) {
    return status;
  }
  return made;
}

absl::Status RevokeAccessKey(const std::filesystem::path& file,
                             std::string_view id, absl::Time now) {
  const absl::StatusOr<FileLock> lock = FileLock::Take(file);
  if (!lock.ok()) return lock.status();
  absl::StatusOr<std::vector<AccessKey>> keys = ReadAccessKeys(file);
  if (!keys.ok()) return keys.status();
  for (AccessKey& key : *keys) {
    if (key.id != id) continue;
    if (key.revoked.has_value()) return absl::OkStatus();
    key.revoked = now;
    return WriteAccessKeys(file, *keys);
  }
  return absl::NotFoundError("no access key " + std::string(id));
}

}  // namespace millrace::server
