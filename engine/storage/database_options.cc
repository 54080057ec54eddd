// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/database_options.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/cache.h"
#include "rocksdb/comparator.h"
#include "rocksdb/convenience.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/listener.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"

#include "engine/base/absl_view.h"
#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/base/units.h"
#include "engine/storage/column_families.h"
#include "engine/storage/keys.h"
#include "engine/storage/rocksdb_status.h"
#include "millrace/store_options.h"

namespace millrace {
namespace {

// Bounds what a reopening replays after a crash, and so how long it takes.
// Large commits do not pass through the log at all.
constexpr size_t kLogBytesMax = 16 * kMiB;
constexpr size_t kBulkBufferBytes = 16 * kMiB;
constexpr size_t kSmallBufferBytes = 2 * kMiB;
constexpr size_t kBufferBytesMax = 64 * kMiB;  // of all families together

// An open file keeps its index and filter in memory: 1.5 bytes a record, under
// 1 MiB for a file of 64 MiB.
constexpr int kOpenFilesMax = 256;
constexpr size_t kFileBytes = 64 * kMiB;

constexpr size_t kBlockBytes = 16 * kKiB;
constexpr double kFilterBitsPerKey = 10;
constexpr size_t kManifestBytesMax = 4 * kMiB;

// Tells the filter of `identities` what a match key shares with those of
// other records, so that a value which nobody has costs no read.
class IdentityFilterPrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "millrace.IdentityFilterPrefix"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), IdentityFilterBytes({key.data(), key.size()})};
  }
  bool InDomain(const rocksdb::Slice& /*key*/) const override { return true; }
};

// Leaves recovering from trouble with files to the next write, which tries at
// once and in its own thread. RocksDB would look every few seconds from a
// thread of its own, and refuse ours meanwhile.
class RecoveryOnDemand : public rocksdb::EventListener {
 public:
  const char* Name() const override { return "millrace.RecoveryOnDemand"; }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/,
                            rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

absl::Status CheckOption(bool holds, std::string_view name) {
  if (holds) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "option would break the store's promises: ", AbslView(name)));
}

// Refuses what would make a commit less than atomic or durable, or lose data
// by design.
absl::Status CheckDatabase(const rocksdb::DBOptions& options) {
  using rocksdb::WALRecoveryMode;
  MILLRACE_RETURN_IF_ERROR(CheckOption(options.atomic_flush, "atomic_flush"));
  MILLRACE_RETURN_IF_ERROR(
      CheckOption(!options.unordered_write, "unordered_write"));
  MILLRACE_RETURN_IF_ERROR(
      CheckOption(!options.manual_wal_flush, "manual_wal_flush"));
  MILLRACE_RETURN_IF_ERROR(
      CheckOption(!options.two_write_queues, "two_write_queues"));
  MILLRACE_RETURN_IF_ERROR(CheckOption(
      options.wal_recovery_mode != WALRecoveryMode::kSkipAnyCorruptedRecords,
      "wal_recovery_mode"));
  MILLRACE_RETURN_IF_ERROR(CheckOption(options.wal_dir.empty(), "wal_dir"));
  return CheckOption(options.db_paths.empty(), "db_paths");
}

absl::Status CheckFamily(const rocksdb::ColumnFamilyOptions& options,
                         const rocksdb::ColumnFamilyOptions& ours) {
  MILLRACE_RETURN_IF_ERROR(
      CheckOption(options.comparator == ours.comparator, "comparator"));
  MILLRACE_RETURN_IF_ERROR(CheckOption(
      options.prefix_extractor == ours.prefix_extractor, "prefix_extractor"));
  MILLRACE_RETURN_IF_ERROR(CheckOption(
      options.compaction_style == rocksdb::kCompactionStyleLevel ||
          options.compaction_style == rocksdb::kCompactionStyleUniversal,
      "compaction_style"));
  MILLRACE_RETURN_IF_ERROR(
      CheckOption(options.compaction_filter == nullptr &&
                      options.compaction_filter_factory == nullptr,
                  "compaction_filter"));
  MILLRACE_RETURN_IF_ERROR(CheckOption(options.cf_paths.empty(), "cf_paths"));
  return CheckOption(
      options.table_factory != nullptr &&
          options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>(),
      "table_factory");
}

std::string_view OptionsString(const StoreOptions& options,
                               std::string_view key) {
  const auto entry = options.rocksdb_options.find(std::string(key));
  if (entry == options.rocksdb_options.end()) return {};
  return entry->second;
}

rocksdb::BlockBasedTableOptions MakeTableOptions(
    Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  // The prefix of any but a match key is the whole key.
  table.whole_key_filtering = family != Family::kIdentities;
  table.block_cache = cache;
  table.no_block_cache = cache == nullptr;
  return table;
}

}  // namespace

absl::StatusOr<rocksdb::DBOptions> MakeDatabaseOptions(
    const StoreOptions& options) {
  rocksdb::DBOptions ours;
  // A commit that failed may still stand in the log, which a crash would have
  // replayed. Families flushed one by one would each decide for themselves
  // whether to replay it, and tear it apart.
  ours.atomic_flush = true;
  ours.max_background_jobs = options.background_threads;
  ours.max_open_files = kOpenFilesMax;
  ours.max_total_wal_size = kLogBytesMax;
  ours.db_write_buffer_size = kBufferBytesMax;
  ours.max_manifest_file_size = kManifestBytesMax;
  ours.info_log_level = rocksdb::WARN_LEVEL;
  // ours.max_bgerror_resume_count = 0;
  ours.listeners.push_back(std::make_shared<RecoveryOnDemand>());
  // The default starts 15 threads a family, even where there is no file.
  ours.max_file_opening_threads = 1;
  // Opening reads no table for its statistics, and no thread wakes up to write
  // any down.
  ours.skip_stats_update_on_db_open = true;
  ours.stats_dump_period_sec = 0;
  ours.stats_persist_period_sec = 0;
  const std::string_view text = OptionsString(options, kDatabaseOptionsKey);
  if (text.empty()) return ours;
  rocksdb::DBOptions theirs;
  const absl::Status status = FromRocksDb(
      rocksdb::GetDBOptionsFromString(rocksdb::ConfigOptions(), ours,
                                      std::string(text), &theirs),
      "rocksdb_options: db");
  if (!status.ok()) return absl::InvalidArgumentError(status.message());
  MILLRACE_RETURN_IF_ERROR(
      Annotate(CheckDatabase(theirs), "rocksdb_options: db"));
  return theirs;
}

absl::StatusOr<rocksdb::ColumnFamilyOptions> MakeFamilyOptions(
    Family family, const StoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  const bool is_bulk = family != Family::kDefault && family != Family::kJobs;
  rocksdb::ColumnFamilyOptions ours;
  ours.compression = rocksdb::kNoCompression;
  ours.bottommost_compression = rocksdb::kDisableCompressionOption;
  ours.write_buffer_size = is_bulk ? kBulkBufferBytes : kSmallBufferBytes;
  ours.target_file_size_base = kFileBytes;
  ours.level_compaction_dynamic_level_bytes = true;
  if (family == Family::kIdentities) {
    ours.prefix_extractor = std::make_shared<IdentityFilterPrefix>();
    ours.memtable_prefix_bloom_size_ratio = 0.05;
  }
  const rocksdb::BlockBasedTableOptions table = MakeTableOptions(family, cache);
  ours.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));

  const std::string_view text = OptionsString(options, FamilyName(family));
  if (text.empty()) return ours;
  const std::string context =
      absl::StrCat("rocksdb_options: ", AbslView(FamilyName(family)));
  rocksdb::ColumnFamilyOptions theirs;
  const absl::Status status = FromRocksDb(
      rocksdb::GetColumnFamilyOptionsFromString(rocksdb::ConfigOptions(), ours,
                                                std::string(text), &theirs),
      context);
  if (!status.ok()) return absl::InvalidArgumentError(status.message());
  MILLRACE_RETURN_IF_ERROR(Annotate(CheckFamily(theirs, ours), context));
  return theirs;
}

}  // namespace millrace
