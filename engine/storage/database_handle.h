// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// One opened RocksDB database with the handles of its families, and the plain
// reads of it. Closes what it holds when destroyed.
//
// Threading: const, and safe from any thread.
// Ownership: snapshots and iterators must be gone before it is.

#ifndef MILLRACE_ENGINE_STORAGE_DATABASE_HANDLE_H_
#define MILLRACE_ENGINE_STORAGE_DATABASE_HANDLE_H_

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/snapshot.h"

#include "engine/storage/column_families.h"

namespace millrace {

class DatabaseHandle {
 public:
  // REQUIRES: `families` in the order of kFamilies, from `database`.
  DatabaseHandle(std::unique_ptr<rocksdb::DB> database,
                 const std::vector<rocksdb::ColumnFamilyHandle*>& families);
  ~DatabaseHandle();
  DatabaseHandle(const DatabaseHandle&) = delete;
  DatabaseHandle& operator=(const DatabaseHandle&) = delete;

  rocksdb::DB& rocksdb() const { return *database_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const {
    return families_[FamilyIndex(family)];
  }

  // One value at a snapshot, or as it is now.
  absl::StatusOr<std::optional<std::string>> Get(
      Family family, std::string_view key,
      const rocksdb::Snapshot* snapshot = nullptr) const;

  // Whether no family has any key.
  absl::StatusOr<bool> IsEmpty() const;

  // Empties the log into tables, so that the next opening is quick.
  absl::Status Flush() const;

 private:
  const std::unique_ptr<rocksdb::DB> database_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> families_ = {};
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_DATABASE_HANDLE_H_
