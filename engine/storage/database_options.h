// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes RocksDB's options of ours: what is tuned, for the database and for
// each family, with the user's option strings applied over it.
//
// Threading: pure functions, safe from any thread.

#ifndef MILLRACE_ENGINE_STORAGE_DATABASE_OPTIONS_H_
#define MILLRACE_ENGINE_STORAGE_DATABASE_OPTIONS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "rocksdb/cache.h"
#include "rocksdb/options.h"

#include "engine/storage/column_families.h"
#include "millrace/store_options.h"

namespace millrace {

// The key of StoreOptions::rocksdb_options for the database as a whole.
inline constexpr char kDatabaseOptionsKey[] = "db";

// Everything but what belongs to one opened database: environment, logger and
// file manager. kInvalidArgument: the string under "db".
absl::StatusOr<rocksdb::DBOptions> MakeDatabaseOptions(
    const StoreOptions& options);

// `cache` may be null, for a family without one. kInvalidArgument: the
// family's string.
absl::StatusOr<rocksdb::ColumnFamilyOptions> MakeFamilyOptions(
    Family family, const StoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_DATABASE_OPTIONS_H_
