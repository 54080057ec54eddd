// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Translates the statuses of RocksDB into ours. The only place that does.
//
// Threading: pure functions, safe from any thread.

#ifndef MILLRACE_ENGINE_STORAGE_ROCKSDB_STATUS_H_
#define MILLRACE_ENGINE_STORAGE_ROCKSDB_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/status.h"

namespace millrace {

// Returns OK for OK, else a status with `context` before RocksDB's own words:
//
//   Corruption                          kDataLoss
//   no space left                       kResourceExhausted
//   other I/O trouble, busy, timed out  kUnavailable
//   NotFound, InvalidArgument           the same
//   all others                          kInternal
absl::Status FromRocksDb(const rocksdb::Status& status,
                         std::string_view context);

// The same for a status met while a store is opened, where a file that is
// missing means damage: kDataLoss.
absl::Status FromRocksDbAtOpen(const rocksdb::Status& status,
                               std::string_view context);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_ROCKSDB_STATUS_H_
