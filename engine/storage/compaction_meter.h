// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// CompactionMeter: hears of every file that a compaction has written, and tells
// whoever waits for one how far it is.
//
// Threading: any thread may call anything. RocksDB calls it on its own.

#ifndef MILLRACE_ENGINE_STORAGE_COMPACTION_METER_H_
#define MILLRACE_ENGINE_STORAGE_COMPACTION_METER_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "rocksdb/listener.h"

#include "engine/base/mutex.h"

namespace millrace {

class CompactionMeter : public rocksdb::EventListener {
 public:
  const char* Name() const override { return "millrace.CompactionMeter"; }

  // From now on `hear` is called with the bytes of each file, one call at a
  // time; with null nobody is.
  void Listen(std::function<void(uint64_t bytes)> hear)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    hear_ = std::move(hear);
  }

  void OnTableFileCreated(const rocksdb::TableFileCreationInfo& file) override
      ABSL_LOCKS_EXCLUDED(mutex_) {
    if (file.reason != rocksdb::TableFileCreationReason::kCompaction) return;
    MutexLock lock(mutex_);
    if (hear_) hear_(file.file_size);
  }

 private:
  Mutex mutex_;
  std::function<void(uint64_t)> hear_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_COMPACTION_METER_H_
