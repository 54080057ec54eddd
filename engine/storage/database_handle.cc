// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/database_handle.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"

#include "engine/base/absl_view.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/rocksdb_status.h"

namespace millrace {

DatabaseHandle::DatabaseHandle(
    std::unique_ptr<rocksdb::DB> database,
    const std::vector<rocksdb::ColumnFamilyHandle*>& families)
    : database_(std::move(database)) {
  MILLRACE_CHECK_EQ(families.size(), kFamilyCount);
  std::copy(families.begin(), families.end(), families_.begin());
}

DatabaseHandle::~DatabaseHandle() {
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    // Fails only for a handle that is none.
    database_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  // Whatever was acknowledged is durable, so that nothing hangs on it.
  database_->Close().PermitUncheckedError();
}

absl::StatusOr<std::optional<std::string>> DatabaseHandle::Get(
    Family family, std::string_view key,
    const rocksdb::Snapshot* snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status status =
      database_->Get(options, this->family(family), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) {
    return FromRocksDb(status,
                       absl::StrCat("read of ", AbslView(FamilyName(family))));
  }
  return value;
}

absl::StatusOr<bool> DatabaseHandle::IsEmpty() const {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  for (const FamilyEntry& entry : kFamilies) {
    const std::unique_ptr<rocksdb::Iterator> any(
        database_->NewIterator(options, family(entry.family)));
    any->SeekToFirst();
    MILLRACE_RETURN_IF_ERROR(FromRocksDb(any->status(), "store"));
    if (any->Valid()) return false;
  }
  return true;
}

absl::Status DatabaseHandle::Flush() const {
  return FromRocksDb(database_->Flush(rocksdb::FlushOptions(),
                                      std::vector<rocksdb::ColumnFamilyHandle*>(
                                          families_.begin(), families_.end())),
                     "flush");
}

}  // namespace millrace
