// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Tells a store of ours from any other RocksDB database, and a store of this
// format from one of another. Nothing is written before that is known.
//
// Threading: functions without state.

#ifndef MILLRACE_ENGINE_STORAGE_STORE_FORMAT_H_
#define MILLRACE_ENGINE_STORAGE_STORE_FORMAT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/options.h"

namespace millrace {

enum class StoreState {
  kWhole,       // all families are there; the format is still to be checked
  kUnfinished,  // its creation was interrupted before anything was stored
};

// Looks at a database that nobody needs to have opened. kFailedPrecondition:
// not a store, or of a format that has other families; kDataLoss: damaged.
absl::StatusOr<StoreState> InspectFamilies(const std::string& path,
                                           const rocksdb::DBOptions& options);

// What is stored under kFormatKey.
std::string EncodeFormat();

// kFailedPrecondition names both formats if they differ.
absl::Status CheckFormat(std::string_view stored);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_STORE_FORMAT_H_
