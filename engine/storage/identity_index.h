// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Finds records by what identifies them: unique identities (one record a
// value) and match keys (any number of records a value).
//
// Threading: const and safe from any thread.
// Ownership: borrows handle and snapshot.

#ifndef MILLRACE_ENGINE_STORAGE_IDENTITY_INDEX_H_
#define MILLRACE_ENGINE_STORAGE_IDENTITY_INDEX_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/snapshot.h"

#include "engine/storage/database_handle.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {

class IdentityIndex {
 public:
  IdentityIndex(const DatabaseHandle& handle, const rocksdb::Snapshot* snapshot)
      : handle_(handle), snapshot_(snapshot) {}

  // As the methods of the same names of StoreView.
  absl::StatusOr<std::optional<std::string>> FindIdentity(
      ResourceTypeId type, NameId kind, std::string_view value) const;
  absl::Status FindIdentities(ResourceTypeId type, NameId kind,
                              std::span<const std::string_view> values,
                              std::vector<std::string>* keys) const;
  absl::Status FindMatchLists(
      ResourceTypeId type, NameId kind,
      std::span<const std::string_view> values, size_t count_max,
      std::vector<std::vector<std::string>>* lists) const;
  absl::Status ScanIdentities(
      ResourceTypeId type,
      const std::function<bool(const StoreView::ScannedIdentity&)>& visit)
      const;

 private:
  const DatabaseHandle& handle_;
  const rocksdb::Snapshot* const snapshot_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_IDENTITY_INDEX_H_
