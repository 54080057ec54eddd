// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads and takes the numbers that a store gives out: the next key of each
// resource type, the next job id, ULFileID and mapping identifier. All start
// at 1; none is given out before the write that uses it (contract m.2).
//
// Threading: every method may be called from any thread.
// Ownership: borrows the database.

#ifndef MILLRACE_ENGINE_STORAGE_NEXT_KEYS_H_
#define MILLRACE_ENGINE_STORAGE_NEXT_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "rocksdb/snapshot.h"

#include "engine/base/mutex.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "millrace/commit.h"
#include "millrace/job_state.h"
#include "millrace/record.h"

namespace millrace {

// What is stored under NextKeyKey and CounterKey.
std::string EncodeNumber(int64_t number);

absl::StatusOr<int64_t> ReadNextKey(const DatabaseHandle& handle,
                                    const rocksdb::Snapshot* snapshot,
                                    ResourceTypeId type);
absl::StatusOr<int64_t> ReadCounter(const DatabaseHandle& handle,
                                    const rocksdb::Snapshot* snapshot,
                                    StoreCounter counter);

class NextKeys {
 public:
  explicit NextKeys(Database* database) : database_(database) {}

  // Stores `job` under the next job id, with the next ULFileID and as many
  // mapping identifiers as its mapping_count says, in one write; returns it
  // with them. kResourceExhausted: job ids have run out.
  absl::StatusOr<JobRecord> StoreNewJob(JobRecord job)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Held by whoever reads a counter and writes what follows from it.
  Mutex& mutex() ABSL_LOCK_RETURNED(mutex_) { return mutex_; }

 private:
  Database* const database_;
  Mutex mutex_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_NEXT_KEYS_H_
