// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RecordTable: the records that a run reads and changes, as its rows so far
// have left them. Reads come from one view of the store, many at once where
// the keys are known beforehand.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_SINK_RECORD_TABLE_H_
#define MILLRACE_PIPELINE_SINK_RECORD_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/arena.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {

// A record as the run sees it; its bytes are in the table's arena.
struct WorkingRecord {
  std::string_view key;
  std::string_view value;   // now; empty: there is none
  std::string_view stored;  // in the store; empty: there is none
  uint64_t first_row = 0;   // of this job on this record, 0: none yet
  bool first_row_known = false;
  // Where a value that this run has changed is kept, to be changed again.
  char* slot = nullptr;
  size_t slot_bytes = 0;
};

class RecordTable {
 public:
  RecordTable(ResourceTypeId type, const StoreView& view);

  // Reads many records at once. Keys in any order, repeated as they may be.
  absl::Status Prefetch(std::vector<std::string_view> keys);

  // The record of this key, read now if it was not read before. The pointer
  // lives as long as the table.
  absl::StatusOr<WorkingRecord*> Get(std::string_view key);

  void Set(WorkingRecord* record, std::string_view value);

  // About what the table holds.
  size_t MemoryBytes() const;

  // Every record whose bytes differ from the store's, in key order.
  std::vector<const WorkingRecord*> Changed() const;

 private:
  WorkingRecord* Add(std::string_view key, std::string_view stored);

  const ResourceTypeId type_;
  const StoreView& view_;
  Arena arena_;
  std::vector<std::unique_ptr<WorkingRecord>> records_;
  absl::flat_hash_map<std::string, WorkingRecord*> by_key_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_RECORD_TABLE_H_
