// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/store_options.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database_options.h"

namespace millrace {
namespace {

// More would only wait for one another.
constexpr int kBackgroundThreadsMax = 64;

}  // namespace

absl::Status StoreOptions::Validate() const {
  if (read_only && create_if_missing) {
    return absl::InvalidArgumentError(
        "create_if_missing: a reader cannot make a store");
  }
  if (background_threads < 1 || background_threads > kBackgroundThreadsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("background_threads: not in 1 to ", kBackgroundThreadsMax,
                     ": ", background_threads));
  }
  for (const auto& [key, text] : rocksdb_options) {
    if (key != kDatabaseOptionsKey && !FindFamily(key).has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("rocksdb_options: no such column family: ", key));
    }
  }
  MILLRACE_RETURN_IF_ERROR(MakeDatabaseOptions(*this).status());
  for (const FamilyEntry& entry : kFamilies) {
    MILLRACE_RETURN_IF_ERROR(
        MakeFamilyOptions(entry.family, *this, nullptr).status());
  }
  return absl::OkStatus();
}

}  // namespace millrace
