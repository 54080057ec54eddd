// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// KeyRing: answers who a caller is, by the file of access keys, which is read
// again whenever it changes. Verifying a secret is slow, so that of a key is
// verified once and remembered by its digest until the file changes; so is, in
// small numbers, what turned out to be wrong.
//
// Threading: safe from any thread; at most one slow hash is computed at a time,
// so that guessing cannot occupy the machine.

#ifndef MILLRACE_TOOLS_SERVER_KEY_RING_H_
#define MILLRACE_TOOLS_SERVER_KEY_RING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"
#include "tools/server/access_key.h"

namespace millrace::server {

// Who sends a request.
struct Caller {
  std::string owner = {};                        // of jobs; the key's id
  std::vector<std::string> resource_types = {};  // empty: any
  bool sees_all = false;                         // jobs of every owner

  bool MaySee(std::string_view job_owner) const {
    return sees_all || owner == job_owner;
  }
  bool MayImport(std::string_view resource_type) const;
};

enum class AccessVerdict : uint8_t { kGranted, kUnauthorized, kForbidden };

class KeyRing {
 public:
  explicit KeyRing(std::filesystem::path file) : file_(std::move(file)) {}

  // header: the value of Authorization, empty if there is none. kForbidden:
  // the key is right, its mode is not.
  AccessVerdict Check(std::string_view header, Caller* caller);

  // Keys that are not revoked.
  size_t key_count();

 private:
  struct FileStamp {
    int64_t modified_ns = 0;
    uint64_t inode = 0;
    uint64_t bytes = 0;
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
  };

  FileStamp Stamp() const;
  void ReadIfChanged() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The place of the secret's key in keys_, or nothing.
  std::optional<size_t> Find(const std::string& secret);

  const std::filesystem::path file_;

  Mutex slow_mutex_;  // before mutex_
  Mutex mutex_;
  FileStamp stamp_ ABSL_GUARDED_BY(mutex_);
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<AccessKey> keys_ ABSL_GUARDED_BY(mutex_);
  // By digest of the secret; an empty place: it is nobody's.
  std::map<std::string, std::optional<size_t>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_KEY_RING_H_
