// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Gives small numbers to names, once and for good: resource types, and all
// other names (fields, collections, parts, kinds of identities). Numbers are
// given in order from 1; a name never loses its own.
//
// Threading: every method may be called from any thread.
// Ownership: borrows the database.

#ifndef MILLRACE_ENGINE_STORAGE_NAME_DICTIONARY_H_
#define MILLRACE_ENGINE_STORAGE_NAME_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/mutex.h"
#include "engine/base/transparent_hash.h"
#include "engine/storage/database.h"
#include "millrace/record.h"

namespace millrace {

class NameDictionary {
 public:
  explicit NameDictionary(Database* database) : database_(database) {}

  // Reads everything that is stored: at open, and again after a reader has
  // caught up. kDataLoss: numbers are missing.
  absl::Status Load() ABSL_LOCKS_EXCLUDED(mutex_);

  // Returns the numbers of names, giving out those that are missing in one
  // durable write. Either all of them are known afterwards or none is new.
  absl::StatusOr<std::vector<NameId>> InternNames(
      std::span<const std::string> names) ABSL_LOCKS_EXCLUDED(mutex_);
  // kResourceExhausted: there are 255 types.
  absl::StatusOr<ResourceTypeId> InternResourceType(std::string_view name)
      ABSL_LOCKS_EXCLUDED(mutex_);

  std::optional<NameId> FindName(std::string_view name) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::optional<ResourceTypeId> FindResourceType(std::string_view name) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::string NameOf(NameId id) const ABSL_LOCKS_EXCLUDED(mutex_);
  // In the order of their numbers, from 1 on.
  std::vector<std::string> ResourceTypeNames() const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // One sequence of names: the number of names[i] is i + 1.
  struct Table {
    std::vector<std::string> names;
    StringMap<uint32_t> numbers;

    std::optional<uint32_t> Find(std::string_view name) const;
    void Append(std::string name);
  };

  // Read and written with mutex_ held; a write holds up readers for as long as
  // it takes to be durable, which is rare: names are new once.
  Database* const database_;
  mutable Mutex mutex_;
  Table names_ ABSL_GUARDED_BY(mutex_);
  Table types_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_NAME_DICTIONARY_H_
