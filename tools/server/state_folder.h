// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// StateFolder: what the service keeps beside its store, for its owner only:
//
//   keys.json         access keys, as salted hashes (access_key.h)
//   link.key          signs result links (result_links.h)
//   service.json      address and token of the running service, for commands
//   spool/            uploads of unfinished jobs (upload_spool.h)
//   uploads/          direct uploads (upload_shelf.h)
//   results/          result and reject files of settled jobs
//   webhooks/         notices that are not delivered yet
//
// Without link.key old links end; without keys.json nobody gets in. All else
// may be lost between two runs but spool/, without which unfinished jobs fail.
//
// Threading: a plain value and pure functions.

#ifndef MILLRACE_TOOLS_SERVER_STATE_FOLDER_H_
#define MILLRACE_TOOLS_SERVER_STATE_FOLDER_H_

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace millrace::server {

struct StateFolder {
  std::filesystem::path path = {};

  std::filesystem::path keys() const { return path / "keys.json"; }
  std::filesystem::path link_key() const { return path / "link.key"; }
  std::filesystem::path running() const { return path / "service.json"; }
  std::filesystem::path spool() const { return path / "spool"; }
  std::filesystem::path uploads() const { return path / "uploads"; }
  std::filesystem::path results() const { return path / "results"; }
  std::filesystem::path webhooks() const { return path / "webhooks"; }

  // Makes what is not there.
  absl::Status Make() const;

  // The key that signs links, made on first use.
  absl::StatusOr<std::string> LinkKey() const;
};

// Where a running service is reached by the command on this machine.
struct RunningService {
  std::string address = {};  // "http://127.0.0.1:8086"
  std::string token = {};
};
absl::Status WriteRunningService(const StateFolder& folder,
                                 const RunningService& running);
// kNotFound: none is running, or it ended without saying so.
absl::StatusOr<RunningService> ReadRunningService(const StateFolder& folder);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_STATE_FOLDER_H_
