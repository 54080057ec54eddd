// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/sorted_files.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_writer.h"

#include "engine/base/units.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/rocksdb_status.h"

namespace millrace {
namespace {

// As large as those that compaction makes.
constexpr uint64_t kFileBytes = 64 * kMiB;

}  // namespace

SortedFiles::~SortedFiles() {
  writer_.reset();
  for (const std::string& path : paths_) {
    // Best effort, and in vain where the ingest moved the file: what stays
    // behind is swept when the store is opened.
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
}

void SortedFiles::Put(std::string_view key, std::string_view value) {
  if (family_ == Family::kRecords && !is_behind_stored_) SplitBehindStored(key);
  if (!Prepare(/*takes_space=*/IsRowData(family_))) return;
  status_ = FromRocksDb(writer_->Put(key, value), "sorted file");
}

void SortedFiles::Delete(std::string_view key) {
  if (!Prepare(/*takes_space=*/false)) return;
  status_ = FromRocksDb(writer_->Delete(key), "sorted file");
}

void SortedFiles::DeleteRange(std::string_view begin, std::string_view end) {
  if (!Prepare(/*takes_space=*/false)) return;
  status_ = FromRocksDb(writer_->DeleteRange(begin, end), "sorted file");
}

void SortedFiles::SplitBehindStored(std::string_view key) {
  if (!last_stored_.has_value()) {
    last_stored_ = database_->LastKey(family_, key.front());
  }
  // A commit may bring records of several types; those of the first decide.
  is_behind_stored_ = key > *last_stored_;
  if (is_behind_stored_ && writer_ != nullptr && status_.ok()) EndFile();
}

absl::Status SortedFiles::Finish() {
  if (status_.ok() && writer_ != nullptr) EndFile();
  writer_.reset();
  return status_;
}

bool SortedFiles::Prepare(bool takes_space) {
  if (!status_.ok()) return false;
  if (writer_ != nullptr && writer_->FileSize() >= kFileBytes) EndFile();
  if (status_.ok() && writer_ == nullptr) Start(takes_space);
  return status_.ok();
}

void SortedFiles::Start(bool takes_space) {
  // What is written here takes its space at once, not when it is ingested.
  if (takes_space) status_ = database_->CheckFreeSpace(0);
  if (!status_.ok()) return;
  const absl::StatusOr<std::string> path = database_->NextIngestFile();
  status_ = path.status();
  if (!status_.ok()) return;
  const std::shared_ptr<const DatabaseHandle> handle = database_->handle();
  rocksdb::ColumnFamilyHandle* const family = handle->family(family_);
  const rocksdb::Options options = handle->rocksdb().GetOptions(family);
  writer_ = std::make_unique<rocksdb::SstFileWriter>(
      rocksdb::EnvOptions(options), options, family,
      /*invalidate_page_cache=*/false);
  paths_.push_back(*path);
  status_ = FromRocksDb(writer_->Open(*path), "sorted file");
}

void SortedFiles::EndFile() {
  // Syncs the file.
  status_ = FromRocksDb(writer_->Finish(), "sorted file");
  writer_.reset();
}

}  // namespace millrace
