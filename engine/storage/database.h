// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Owns the RocksDB database below a store and the handles of its families:
// opens it, closes it, and is the one place where anything is written or a
// snapshot taken.
//
// Threading: every method may be called from any thread.
// Ownership: snapshots and iterators must be gone before the Database is.

#ifndef MILLRACE_ENGINE_STORAGE_DATABASE_H_
#define MILLRACE_ENGINE_STORAGE_DATABASE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "rocksdb/snapshot.h"
#include "rocksdb/write_batch.h"

#include "engine/base/mutex.h"
#include "engine/storage/column_families.h"
#include "engine/storage/store_env.h"
#include "engine/storage/store_folder.h"
#include "millrace/store_options.h"

namespace millrace {

class Database {
 public:
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::filesystem::path& path, const StoreOptions& options,
      const StoreEnv& env);

  // Empties the log into tables first, so that the next opening is quick.
  ~Database();

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const StoreEnv& env() const { return env_; }
  bool is_reader() const { return options_.read_only; }
  rocksdb::DB& rocksdb() const { return *database_; }
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles_[FamilyIndex(family)];
  }

  // One value at a snapshot, or as it is now.
  absl::StatusOr<std::optional<std::string>> Get(
      Family family, std::string_view key,
      const rocksdb::Snapshot* snapshot = nullptr) const;

  // kFailedPrecondition if opened for reading.
  absl::Status CheckWritable() const;
  // kResourceExhausted if `bytes` more would go below the floor.
  absl::Status CheckFreeSpace(uint64_t bytes) const;

  // Applies a batch durably, or nothing of it.
  absl::Status Write(rocksdb::WriteBatch* batch);
  absl::Status Put(Family family, std::string_view key, std::string_view value);
  // Makes sorted files part of the store, all families in one step; moves
  // them.
  absl::Status Ingest(const std::vector<rocksdb::IngestExternalFileArg>& files)
      ABSL_LOCKS_EXCLUDED(ingest_mutex_);
  // A name for a file to be ingested; its folder is there.
  absl::StatusOr<std::string> NextIngestFile();

  // Freezes what the store holds: all of each commit or nothing of it (contract
  // m.19). Null for a reader, which stands still anyhow until CatchUp().
  const rocksdb::Snapshot* TakeSnapshot() ABSL_LOCKS_EXCLUDED(ingest_mutex_);
  void ReleaseSnapshot(const rocksdb::Snapshot* snapshot)
      ABSL_LOCKS_EXCLUDED(ingest_mutex_);

  // Moves a reader to the writer's latest state. kFailedPrecondition while a
  // snapshot is taken: it would move, too. Nothing to do for a writer.
  absl::Status CatchUp() ABSL_LOCKS_EXCLUDED(ingest_mutex_);

 private:
  struct Opening;

  Database(const std::filesystem::path& path, const StoreOptions& options,
           const StoreEnv& env)
      : path_(path), options_(options), env_(env) {}

  absl::StatusOr<Opening> Prepare();
  absl::Status OpenWriter();
  absl::Status OpenReader();
  // Checks the format, or writes it into a store just made.
  absl::Status SettleFormat(bool is_new);
  absl::StatusOr<bool> IsEmpty() const;
  void Close();

  // Constant after opening.
  const std::filesystem::path path_;
  const StoreOptions options_;
  const StoreEnv env_;
  std::unique_ptr<rocksdb::Env> private_env_;
  ReaderFolder reader_folder_;
  std::unique_ptr<rocksdb::DB> database_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> handles_ = {};
  bool is_settled_ = false;  // ours, of this format, and open for writing

  std::atomic<uint64_t> next_ingest_file_ = 1;

  // Held from before an ingest until every family shows it, and while a
  // snapshot is taken: RocksDB shows the families of an ingest one by one. A
  // WriteBatch needs no lock, RocksDB publishes it in one step.
  Mutex ingest_mutex_;
  uint64_t reader_snapshots_ ABSL_GUARDED_BY(ingest_mutex_) = 0;
};

// A snapshot for as long as it lives.
class HeldSnapshot {
 public:
  explicit HeldSnapshot(Database* database)
      : database_(database), snapshot_(database->TakeSnapshot()) {}
  ~HeldSnapshot() { database_->ReleaseSnapshot(snapshot_); }
  HeldSnapshot(const HeldSnapshot&) = delete;
  HeldSnapshot& operator=(const HeldSnapshot&) = delete;

  const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  Database* const database_;
  const rocksdb::Snapshot* const snapshot_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_DATABASE_H_
