// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/state_folder.h"

#include <cstddef>

#include "tools/millrace/json_writer.h"
#include "tools/server/json_tree.h"
#include "tools/server/private_file.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

constexpr size_t kLinkKeyBytes = 32;
constexpr size_t kSmallFileBytesMax = 4096;

}  // namespace

absl::Status StateFolder::Make() const {
  for (const std::filesystem::path& folder :
       {path, spool(), uploads(), results(), webhooks()}) {
    if (absl::Status status = MakePrivateFolder(folder); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> StateFolder::LinkKey() const {
  absl::StatusOr<std::string> key =
      ReadPrivateFile(link_key(), kSmallFileBytesMax);
  if (key.ok() && key->size() >= kLinkKeyBytes) return key;
  if (!key.ok() && !absl::IsNotFound(key.status())) return key.status();
  std::string made = RandomHex(kLinkKeyBytes);
  absl::Status status = WritePrivateFile(link_key(), made);
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
  return WritePrivateFile(folder.running(), json.text() + "\n");
}

absl::StatusOr<RunningService> ReadRunningService(const StateFolder& folder) {
  const absl::StatusOr<std::string> text =
      ReadPrivateFile(folder.running(), kSmallFileBytesMax);
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
