// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/state_folder.h"

#include <cstddef>
#include <system_error>

#include "tools/millrace/json_writer.h"
#include "tools/server/json_tree.h"
#include "tools/server/secret.h"
#include "tools/server/small_file.h"

namespace millrace::server {
namespace {

constexpr size_t kLinkKeyBytes = 32;

}  // namespace

absl::Status StateFolder::Make() const {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  for (const std::filesystem::path& folder :
       {path, spool(), uploads(), results(), webhooks()}) {
    if (absl::Status status = MakePrivateFolder(folder); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> StateFolder::LinkKey() const {
  absl::StatusOr<std::string> key = ReadSmallFile(link_key());
  if (key.ok() && key->size() >= kLinkKeyBytes) return key;
  if (!key.ok() && !absl::IsNotFound(key.status())) return key.status();
  std::string made = RandomHex(kLinkKeyBytes);
  absl::Status status = WriteSmallFile(link_key(), made);
  if (!status.ok()) return status;
  return made;
}

absl::Status WriteRunningService(const StateFolder& folder,
                                 const RunningService& running) {
  tool::JsonWriter json(tool::JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("address");
  json.Text(running.address);
  json.Key("token");
  json.Text(running.token);
  json.EndObject();
  return WriteSmallFile(folder.running(), json.text() + "\n");
}

absl::StatusOr<RunningService> ReadRunningService(const StateFolder& folder) {
  const absl::StatusOr<std::string> text = ReadSmallFile(folder.running());
  if (!text.ok()) return text.status();
  const absl::StatusOr<JsonTree> tree = ParseJsonTree(*text);
  if (!tree.ok()) return absl::NotFoundError("no service is running");
  RunningService running = {tree->Text("address"), tree->Text("token")};
  if (running.address.empty() || running.token.empty()) {
    return absl::NotFoundError("no service is running");
  }
  return running;
}

}  // namespace millrace::server
