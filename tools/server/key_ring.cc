// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/key_ring.h"

#include <sys/stat.h>

#include <algorithm>

#include "tools/millrace/text.h"
#include "tools/server/credentials.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

// Wrong secrets remembered; more are only slower.
constexpr size_t kKnownMax = 4096;

}  // namespace

bool Caller::MayImport(std::string_view resource_type) const {
  return resource_types.empty() ||
         std::any_of(resource_types.begin(), resource_types.end(),
                     [&](const std::string& type) {
                       return tool::EqualsIgnoringCase(type, resource_type);
                     });
}

KeyRing::FileStamp KeyRing::Stamp() const {
  struct stat found = {};
  if (::stat(file_.c_str(), &found) != 0) return {};
  return {.modified_ns = int64_t{found.st_mtim.tv_sec} * 1'000'000'000 +
                         found.st_mtim.tv_nsec,
          .inode = found.st_ino,
          .bytes = static_cast<uint64_t>(found.st_size)};
}

void KeyRing::ReadIfChanged() {
  const FileStamp stamp = Stamp();
  if (generation_ > 0 && stamp == stamp_) return;
  absl::StatusOr<std::vector<AccessKey>> keys = ReadAccessKeys(file_);
  // A file that cannot be read lets nobody in.
  // It is tried again with the next request: the trouble may be over by then.
  stamp_ = keys.ok() ? stamp : FileStamp{.bytes = UINT64_MAX};
  keys_ = keys.ok() ? *std::move(keys) : std::vector<AccessKey>();
  known_.clear();
  ++generation_;
}

std::optional<size_t> KeyRing::Find(const std::string& secret) {
  const std::string digest = DigestOf(secret);
  std::vector<AccessKey> candidates;
  std::vector<size_t> places;
  uint64_t generation = 0;
  {
    MutexLock lock(mutex_);
    const auto known = known_.find(digest);
    if (known != known_.end()) return known->second;
    generation = generation_;
    const std::string id = AccessKeyId(secret);
    for (size_t i = 0; i < keys_.size(); ++i) {
      if (keys_[i].id != id || keys_[i].revoked.has_value()) continue;
      candidates.push_back(keys_[i]);
      places.push_back(i);
    }
  }
  std::optional<size_t> found;
  {
    MutexLock slow(slow_mutex_);
    for (size_t i = 0; i < candidates.size() && !found.has_value(); ++i) {
      if (IsSecretOf(candidates[i], secret)) found = places[i];
    }
  }
  MutexLock lock(mutex_);
  if (generation != generation_) return std::nullopt;  // the next try tells
  if (known_.size() >= kKnownMax) known_.clear();
  known_.emplace(digest, found);
  return found;
}

AccessVerdict KeyRing::Check(std::string_view header, Caller* caller) {
  {
    MutexLock lock(mutex_);
    ReadIfChanged();
  }
  const std::optional<Credentials> credentials = ParseCredentials(header);
  if (!credentials.has_value()) return AccessVerdict::kUnauthorized;
  const std::optional<size_t> place = Find(credentials->secret);
  if (!place.has_value()) return AccessVerdict::kUnauthorized;
  MutexLock lock(mutex_);
  if (*place >= keys_.size()) return AccessVerdict::kUnauthorized;
  const AccessKey& key = keys_[*place];
  if (key.id != AccessKeyId(credentials->secret) || key.revoked.has_value()) {
    return AccessVerdict::kUnauthorized;  // the file changed in between
  }
  if (key.mode != credentials->mode) return AccessVerdict::kForbidden;
  caller->owner = key.id;
  caller->resource_types = key.resource_types;
  caller->sees_all = false;
  return AccessVerdict::kGranted;
}

size_t KeyRing::key_count() {
  MutexLock lock(mutex_);
  ReadIfChanged();
  return static_cast<size_t>(std::count_if(
      keys_.begin(), keys_.end(),
      [](const AccessKey& key) { return !key.revoked.has_value(); }));
}

}  // namespace millrace::server
