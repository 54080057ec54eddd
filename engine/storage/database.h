// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The database below a store: opens it, closes it, and is the one place where
// anything is written or a state of it is pinned.
//
// A writer has one DatabaseHandle for all its life. A reader has a new one
// after each CatchUp(); views of the earlier one keep it open.
//
// Threading: every method may be called from any thread.
// Ownership: pinned states must be gone before the Database is.

#ifndef MILLRACE_ENGINE_STORAGE_DATABASE_H_
#define MILLRACE_ENGINE_STORAGE_DATABASE_H_

#include <atomic>
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
#include "engine/storage/compaction_meter.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/store_env.h"
#include "engine/storage/store_folder.h"
#include "millrace/store_options.h"

namespace millrace {

class PrivateFileSystem;

class Database {
 public:
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::filesystem::path& path, const StoreOptions& options,
      const StoreEnv& env);
  ~Database();

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const StoreEnv& env() const { return env_; }
  bool is_reader() const { return options_.read_only; }

  // Kept open for as long as it is held.
  std::shared_ptr<const DatabaseHandle> handle() const
      ABSL_LOCKS_EXCLUDED(handle_mutex_);

  // One value as it is now.
  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const {
    return handle()->Get(family, key);
  }

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
  // The highest key in a family that begins with `prefix`, one byte below 0xff;
  // empty if there is none. Only a hint: looks at what is there now.
  std::string LastKey(Family family, char prefix) const;

  CompactionMeter& compaction_meter() { return *compaction_meter_; }

  // A name for a file to be ingested; its folder is there.
  absl::StatusOr<std::string> NextIngestFile();

  // Moves a reader to the writer's latest state. Nothing to do for a writer.
  absl::Status CatchUp() ABSL_LOCKS_EXCLUDED(catch_up_mutex_, handle_mutex_);

 private:
  friend class PinnedState;

  struct Recipe;  // what a handle is opened with

  Database(const std::filesystem::path& path, const StoreOptions& options,
           const StoreEnv& env);

  absl::Status Prepare();
  absl::Status OpenWriter();
  absl::Status OpenReader();
  // One handle that shows the store as it is after some commit.
  absl::StatusOr<std::shared_ptr<const DatabaseHandle>> OpenSecondary() const;
  absl::StatusOr<std::string> ManifestMark() const;
  // Goes on after trouble with files that has passed: the disk has space again.
  // Prepares for the next trouble if what comes is written to the log.
  absl::Status Recover(bool is_logged) ABSL_LOCKS_EXCLUDED(recovery_mutex_);

  // Null for a reader, whose handles stand still.
  const rocksdb::Snapshot* TakeSnapshot() ABSL_LOCKS_EXCLUDED(ingest_mutex_);

  // Constant after opening.
  const std::filesystem::path path_;
  const StoreOptions options_;
  const StoreEnv env_;
  std::shared_ptr<PrivateFileSystem> file_system_;  // owner: private_env_, too
  std::unique_ptr<rocksdb::Env> private_env_;
  std::shared_ptr<CompactionMeter> compaction_meter_;  // and recipe_'s
  std::unique_ptr<Recipe> recipe_;
  ReaderFolder reader_folder_;
  bool is_settled_ = false;  // ours, of this format, and open for writing

  std::atomic<uint64_t> next_ingest_file_ = 1;
  std::atomic<bool> is_log_broken_ = false;  // until a recovery
  Mutex recovery_mutex_;  // held while what has failed is set right

  mutable Mutex handle_mutex_;
  std::shared_ptr<const DatabaseHandle> handle_ ABSL_GUARDED_BY(handle_mutex_);

  // Held from before an ingest until every family shows it, and while a
  // snapshot is taken: RocksDB shows the families of an ingest one by one. A
  // WriteBatch needs no lock, RocksDB publishes it in one step.
  Mutex ingest_mutex_;

  // One thread at a time moves a reader forward, so that it never moves back.
  Mutex catch_up_mutex_;
};

// The store as it was after one commit, for as long as this lives (contract
// m.19).
class PinnedState {
 public:
  explicit PinnedState(Database* database)
      : handle_(database->handle()), snapshot_(database->TakeSnapshot()) {}
  ~PinnedState() {
    if (snapshot_ != nullptr) handle_->rocksdb().ReleaseSnapshot(snapshot_);
  }
  PinnedState(const PinnedState&) = delete;
  PinnedState& operator=(const PinnedState&) = delete;

  const DatabaseHandle& handle() const { return *handle_; }
  const rocksdb::Snapshot* snapshot() const { return snapshot_; }

 private:
  const std::shared_ptr<const DatabaseHandle> handle_;
  const rocksdb::Snapshot* const snapshot_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_DATABASE_H_
