// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/write_batch_commit.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/db.h"
#include "rocksdb/slice.h"
#include "rocksdb/write_batch.h"

#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/commit_way.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/encoding_part.h"
#include "engine/storage/rocksdb_status.h"

namespace millrace {
namespace {

// Adds the operations of one batch to another.
class BatchAppender : public rocksdb::WriteBatch::Handler {
 public:
  BatchAppender(const DatabaseHandle& handle, rocksdb::WriteBatch* to)
      : handle_(handle), to_(to) {}

  rocksdb::Status PutCF(uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    return to_->Put(HandleOf(family), key, value);
  }
  rocksdb::Status DeleteCF(uint32_t family,
                           const rocksdb::Slice& key) override {
    return to_->Delete(HandleOf(family), key);
  }
  rocksdb::Status DeleteRangeCF(uint32_t family, const rocksdb::Slice& begin,
                                const rocksdb::Slice& end) override {
    return to_->DeleteRange(HandleOf(family), begin, end);
  }

 private:
  rocksdb::ColumnFamilyHandle* HandleOf(uint32_t id) const {
    for (const FamilyEntry& entry : kFamilies) {
      rocksdb::ColumnFamilyHandle* const family = handle_.family(entry.family);
      if (family->GetID() == id) return family;
    }
    return nullptr;
  }

  const DatabaseHandle& handle_;
  rocksdb::WriteBatch* const to_;
};

}  // namespace

class WriteBatchCommit::Part : public EncodingPart {
 public:
  explicit Part(const DatabaseHandle& handle) : handle_(handle) {}

  void Put(Family family, std::string_view key,
           std::string_view value) override {
    Note(batch_.Put(handle_.family(family), key, value));
    if (IsRowData(family)) row_bytes_ += key.size() + value.size();
  }
  void Delete(Family family, std::string_view key) override {
    Note(batch_.Delete(handle_.family(family), key));
  }
  void DeleteRange(Family family, std::string_view begin,
                   std::string_view end) override {
    Note(batch_.DeleteRange(handle_.family(family), begin, end));
  }

  rocksdb::WriteBatch& batch() { return batch_; }
  uint64_t row_bytes() const { return row_bytes_; }
  absl::Status status() const { return FromRocksDb(status_, "commit"); }

 private:
  void Note(const rocksdb::Status& status) {
    if (!status.ok() && status_.ok()) status_ = status;
  }

  const DatabaseHandle& handle_;
  rocksdb::WriteBatch batch_;
  rocksdb::Status status_;
  uint64_t row_bytes_ = 0;
};

WriteBatchCommit::WriteBatchCommit(Database* database) : database_(database) {}

WriteBatchCommit::~WriteBatchCommit() = default;

EncodingPart* WriteBatchCommit::AddPart(RecordOrder /*order*/) {
  // The memtable sorts whatever comes. A writer's handle lives as long as the
  // database.
  parts_.push_back(std::make_unique<Part>(*database_->handle()));
  return parts_.back().get();
}

absl::Status WriteBatchCommit::Apply() {
  uint64_t row_bytes = 0;
  size_t total_bytes = 0;
  rocksdb::WriteBatch* only = nullptr;
  int filled = 0;
  for (const std::unique_ptr<Part>& part : parts_) {
    MILLRACE_RETURN_IF_ERROR(part->status());
    row_bytes += part->row_bytes();
    if (part->batch().Count() == 0) continue;
    total_bytes += part->batch().GetDataSize();
    only = &part->batch();
    ++filled;
  }
  if (filled == 0) return absl::OkStatus();
  if (row_bytes > 0) {
    MILLRACE_RETURN_IF_ERROR(database_->CheckFreeSpace(row_bytes));
  }
  if (filled == 1) return database_->Write(only);

  rocksdb::WriteBatch whole(total_bytes);
  BatchAppender appender(*database_->handle(), &whole);
  for (const std::unique_ptr<Part>& part : parts_) {
    MILLRACE_RETURN_IF_ERROR(
        FromRocksDb(part->batch().Iterate(&appender), "commit"));
  }
  return database_->Write(&whole);
}

}  // namespace millrace
