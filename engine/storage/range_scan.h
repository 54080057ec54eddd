// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Walks a range of keys of one family, forwards. The only maker of iterators:
// it keeps the bounds alive that RocksDB only points to.
//
//   RangeScan scan(handle, Family::kJobs, snapshot, first, {});
//   for (; scan.Valid(); scan.Next()) Visit(scan.key(), scan.value());
//   return scan.status();
//
// Threading: belongs to one thread.
// Ownership: borrows handle and snapshot; views live until the next move.

#ifndef MILLRACE_ENGINE_STORAGE_RANGE_SCAN_H_
#define MILLRACE_ENGINE_STORAGE_RANGE_SCAN_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"
#include "rocksdb/snapshot.h"

#include "engine/storage/column_families.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/rocksdb_status.h"

namespace millrace {

class RangeScan {
 public:
  // Starts at the first key in [begin, end); an empty end is none.
  RangeScan(const DatabaseHandle& handle, Family family,
            const rocksdb::Snapshot* snapshot, std::string begin,
            std::string end)
      : begin_(std::move(begin)),
        end_(std::move(end)),
        begin_slice_(begin_),
        end_slice_(end_),
        family_(family) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.total_order_seek = true;
    // A scan reads each block once: it would only push out others.
    options.fill_cache = false;
    if (!begin_.empty()) options.iterate_lower_bound = &begin_slice_;
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    iterator_.reset(
        handle.rocksdb().NewIterator(options, handle.family(family)));
    iterator_->Seek(begin_);
  }
  RangeScan(const RangeScan&) = delete;
  RangeScan& operator=(const RangeScan&) = delete;

  // To the first key of the range at or after `key`.
  void Seek(std::string_view key) { iterator_->Seek(key); }
  // To the last key of the range.
  void SeekToLast() { iterator_->SeekToLast(); }
  void Next() { iterator_->Next(); }

  bool Valid() const { return iterator_->Valid(); }
  std::string_view key() const { return iterator_->key().ToStringView(); }
  std::string_view value() const { return iterator_->value().ToStringView(); }
  absl::Status status() const {
    const rocksdb::Status status = iterator_->status();
    if (status.ok()) return absl::OkStatus();
    return FromRocksDb(status,
                       std::string("scan of ").append(FamilyName(family_)));
  }

 private:
  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice begin_slice_;
  const rocksdb::Slice end_slice_;
  const Family family_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_RANGE_SCAN_H_
