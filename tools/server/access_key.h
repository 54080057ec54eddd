// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// AccessKey: who may use the service, as `millrace keys` keeps it in a file of
// its own. The secret is shown once, when the key is made; the file holds a
// salted slow hash of it:
//
//   {"keys": [{"id": "1f0c2a9b", "name": "Parsons", "mode": 1,
//              "resourceTypes": ["Contacts"], "created": "2026-05-01T...Z",
//              "revoked": null, "salt": HEX, "hash": HEX}]}
//
// The id is the first group of the key's GUID and no secret. Revoked keys stay
// in the file: they own jobs.
//
// Threading: plain values and pure functions; changes of one file by several
// processes exclude each other.

#ifndef MILLRACE_TOOLS_SERVER_ACCESS_KEY_H_
#define MILLRACE_TOOLS_SERVER_ACCESS_KEY_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace millrace::server {

struct AccessKey {
  std::string id = {};
  std::string name = {};
  int mode = 1;                                  // contract h.1
  std::vector<std::string> resource_types = {};  // empty: any
  absl::Time created = absl::InfinitePast();
  std::optional<absl::Time> revoked = {};
  std::string salt = {};
  std::string hash = {};
};

// What a key's holder sends as the password, before "|mode".
std::string AccessKeyId(std::string_view secret);

// Whether the secret is this key's. Slow on purpose.
bool IsSecretOf(const AccessKey& key, std::string_view secret);

// No file: no keys. kDataLoss: the file is none of ours.
absl::StatusOr<std::vector<AccessKey>> ReadAccessKeys(
    const std::filesystem::path& file);

struct NewAccessKey {
  AccessKey key = {};
  std::string secret = {};  // a GUID
};
absl::StatusOr<NewAccessKey> CreateAccessKey(
    const std::filesystem::path& file, const std::string& name, int mode,
    const std::vector<std::string>& resource_types, absl::Time now);

// kNotFound: no such key. A key that is revoked already stays as it is.
absl::Status RevokeAccessKey(const std::filesystem::path& file,
                             std::string_view id, absl::Time now);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_ACCESS_KEY_H_
