// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The lists that belong to a store (codes, tags, types), entry by entry.
// Entries are retired, never removed: old records may name them.
//
// Threading: every method may be called from any thread.
// Ownership: borrows the database.

#ifndef MILLRACE_ENGINE_STORAGE_STORE_LISTS_H_
#define MILLRACE_ENGINE_STORAGE_STORE_LISTS_H_

#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/mutex.h"
#include "engine/storage/database.h"
#include "millrace/store.h"

namespace millrace {

class StoreLists {
 public:
  explicit StoreLists(Database* database) : database_(database) {}

  absl::Status Put(std::string_view list, const ListEntry& entry)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // kNotFound: the list has no such entry.
  absl::Status Retire(std::string_view list, std::string_view id)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Numeric ids first, by number, then the others, by their bytes.
  absl::StatusOr<std::vector<ListEntry>> All(std::string_view list) const;

 private:
  Database* const database_;
  Mutex mutex_;  // held from reading an entry to writing it back
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_STORE_LISTS_H_
