// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/database.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

#include "engine/base/annotate.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/database_options.h"
#include "engine/storage/hook_logger.h"
#include "engine/storage/keys.h"
#include "engine/storage/private_file_system.h"
#include "engine/storage/rocksdb_status.h"
#include "engine/storage/store_folder.h"
#include "engine/storage/store_format.h"

namespace millrace {
namespace {

// A reader that opens while the writer replaces its files may see one that is
// gone by the time it looks, or a log that is ahead of the tables; the next
// look, a few milliseconds later, finds them at peace.
constexpr int kReaderAttemptsMax = 200;
constexpr int kReaderFailuresMax = 3;

absl::Status DescribeLock(const rocksdb::Status& status,
                          const std::filesystem::path& path) {
  // RocksDB says so, in words only.
  const bool is_ours =
      status.ToString().find("current process") != std::string::npos;
  return absl::UnavailableError(
      absl::StrCat(is_ours ? "this process has the store open already: "
                           : "another process is writing to this store: ",
                   path.string()));
}

absl::Status CheckFormatOf(const DatabaseHandle& handle) {
  MILLRACE_ASSIGN_OR_RETURN(const std::optional<std::string> format,
                            handle.Get(Family::kDefault, kFormatKey));
  if (format.has_value()) return CheckFormat(*format);
  return absl::FailedPreconditionError(
      "not a millrace store: it says no format");
}

}  // namespace

struct Database::Recipe {
  rocksdb::DBOptions options;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
};

Database::Database(const std::filesystem::path& path,
                   const StoreOptions& options, const StoreEnv& env)
    : path_(path), options_(options), env_(env) {}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::filesystem::path& path, const StoreOptions& options,
    const StoreEnv& env) {
  MILLRACE_RETURN_IF_ERROR(Annotate(options.Validate(), "store options"));
  if (path.empty()) return absl::InvalidArgumentError("store path is empty");
  std::unique_ptr<Database> database(
      new Database(std::filesystem::absolute(path), options, env));
  MILLRACE_RETURN_IF_ERROR(database->Prepare());
  MILLRACE_RETURN_IF_ERROR(options.read_only ? database->OpenReader()
                                             : database->OpenWriter());
  return database;
}

Database::~Database() {
  if (!is_settled_) return;
  // Nothing is lost if it fails: what was acknowledged is in the log.
  const absl::Status flushed = handle()->Flush();
  if (!flushed.ok() && options_.log) {
    options_.log(LogLevel::kWarning,
                 Annotate(flushed, "store did not close cleanly").ToString());
  }
}

absl::Status Database::Prepare() {
  recipe_ = std::make_unique<Recipe>();
  MILLRACE_ASSIGN_OR_RETURN(recipe_->options, MakeDatabaseOptions(options_));
  rocksdb::Env* const base =
      env_.rocksdb == nullptr ? rocksdb::Env::Default() : env_.rocksdb;
  file_system_ = std::make_shared<PrivateFileSystem>(base->GetFileSystem());
  private_env_ = rocksdb::NewCompositeEnv(file_system_);
  auto logger = std::make_shared<HookLogger>(options_.log);
  if (options_.log) {
    logger->SetInfoLogLevel(recipe_->options.info_log_level);
  }
  compaction_meter_ = std::make_shared<CompactionMeter>();
  recipe_->options.listeners.push_back(compaction_meter_);
  recipe_->options.env = private_env_.get();
  recipe_->options.info_log = std::move(logger);

  std::shared_ptr<rocksdb::Cache> cache;
  if (options_.block_cache_bytes > 0) {
    cache = rocksdb::NewLRUCache(options_.block_cache_bytes);
  }
  for (const FamilyEntry& entry : kFamilies) {
    MILLRACE_ASSIGN_OR_RETURN(const rocksdb::ColumnFamilyOptions family,
                              MakeFamilyOptions(entry.family, options_, cache));
    recipe_->families.emplace_back(std::string(entry.name), family);
  }
  return absl::OkStatus();
}

absl::Status Database::OpenWriter() {
  const StoreFolder folder(path_, env_.files);
  MILLRACE_ASSIGN_OR_RETURN(const FolderContent content, folder.Inspect());
  bool is_new = content != FolderContent::kStore;
  if (is_new) {
    if (!options_.create_if_missing) {
      return absl::NotFoundError(absl::StrCat("no store at ", path_.string()));
    }
    MILLRACE_RETURN_IF_ERROR(folder.Make());
  }
  MILLRACE_RETURN_IF_ERROR(folder.CheckWritable());
  rocksdb::DBOptions& options = recipe_->options;
  if (!is_new) {
    MILLRACE_ASSIGN_OR_RETURN(const StoreState state,
                              InspectFamilies(path_, options));
    is_new = state == StoreState::kUnfinished;
    if (is_new && !options_.create_if_missing) {
      return absl::FailedPreconditionError(absl::StrCat(
          "not a millrace store, or one whose creation did not finish: ",
          path_.string()));
    }
  }
  options.create_if_missing = is_new;
  options.create_missing_column_families = is_new;

  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, path_, recipe_->families, &families, &raw);
  if (status.IsBusy()) return DescribeLock(status, path_);
  MILLRACE_RETURN_IF_ERROR(FromRocksDbAtOpen(status, "store cannot be opened"));
  const auto handle = std::make_shared<const DatabaseHandle>(
      std::unique_ptr<rocksdb::DB>(raw), families);
  {
    MutexLock lock(handle_mutex_);
    handle_ = handle;
  }
  if (options_.create_if_missing) {
    // Its creation may have ended just before this.
    MILLRACE_ASSIGN_OR_RETURN(const bool is_empty, handle->IsEmpty());
    if (is_empty) {
      MILLRACE_RETURN_IF_ERROR(
          Put(Family::kDefault, kFormatKey, EncodeFormat()));
    }
  }
  MILLRACE_RETURN_IF_ERROR(CheckFormatOf(*handle));
  is_settled_ = true;
  return folder.SweepIngest();
}

absl::Status Database::OpenReader() {
  const StoreFolder folder(path_, env_.files);
  MILLRACE_ASSIGN_OR_RETURN(const FolderContent content, folder.Inspect());
  if (content != FolderContent::kStore) {
    return absl::NotFoundError(absl::StrCat("no store at ", path_.string()));
  }
  // Files that the writer removes stay readable as long as they are open.
  recipe_->options.max_open_files = -1;
  recipe_->options.max_file_opening_threads = options_.background_threads;
  MILLRACE_ASSIGN_OR_RETURN(
      reader_folder_,
      ReaderFolder::Make(options_.reader_directory, env_.files));
  MILLRACE_ASSIGN_OR_RETURN(std::shared_ptr<const DatabaseHandle> handle,
                            OpenSecondary());
  MutexLock lock(handle_mutex_);
  handle_ = std::move(handle);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Database::ManifestMark() const {
  std::string manifest;
  MILLRACE_RETURN_IF_ERROR(
      FromRocksDbAtOpen(rocksdb::ReadFileToString(private_env_.get(),
                                                  path_ / "CURRENT", &manifest),
                        "store is damaged"));
  while (!manifest.empty() && manifest.back() == '\n') manifest.pop_back();
  uint64_t bytes = 0;
  MILLRACE_RETURN_IF_ERROR(FromRocksDbAtOpen(
      private_env_->GetFileSize(path_ / manifest, &bytes), "store is damaged"));
  return absl::StrCat(manifest, " ", bytes);
}

absl::StatusOr<std::shared_ptr<const DatabaseHandle>> Database::OpenSecondary()
    const {
  absl::Status status;
  std::string failed_mark;
  int failures = 0;  // in a row, at the same mark
  for (int attempt = 0; attempt < kReaderAttemptsMax; ++attempt) {
    if (failures >= kReaderFailuresMax) break;
    // RocksDB reads the manifest first and the log behind it. What was ingested
    // in between is missing while what was logged after it is there: no state
    // of the store. So nothing may have come to the manifest meanwhile.
    const absl::StatusOr<std::string> mark = ManifestMark();
    const absl::StatusOr<StoreState> state =
        InspectFamilies(path_, recipe_->options);
    if (absl::IsFailedPrecondition(state.status())) return state.status();
    if (state.ok() && *state == StoreState::kUnfinished) {
      return absl::NotFoundError(
          absl::StrCat("no store yet at ", path_.string()));
    }
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    rocksdb::DB* raw = nullptr;
    status =
        FromRocksDbAtOpen(rocksdb::DB::OpenAsSecondary(
                              recipe_->options, path_, reader_folder_.path(),
                              recipe_->families, &families, &raw),
                          "store cannot be opened for reading");
    if (!status.ok()) {
      if (!mark.ok()) status = mark.status();
      failures = failed_mark == mark.value_or("") ? failures + 1 : 1;
      failed_mark = mark.value_or("");
      continue;
    }
    auto handle = std::make_shared<const DatabaseHandle>(
        std::unique_ptr<rocksdb::DB>(raw), families);
    const absl::StatusOr<std::string> mark_after = ManifestMark();
    if (!mark.ok() || !mark_after.ok() || *mark != *mark_after) {
      status = absl::UnavailableError(
          "store changes too often for a reader to open it");
      continue;
    }
    status = CheckFormatOf(*handle);
    if (!status.ok()) return status;
    return handle;
  }
  return status;
}

std::shared_ptr<const DatabaseHandle> Database::handle() const {
  MutexLock lock(handle_mutex_);
  return handle_;
}

absl::Status Database::CheckWritable() const {
  if (!is_reader()) return absl::OkStatus();
  return absl::FailedPreconditionError("store is open for reading only");
}

absl::Status Database::CheckFreeSpace(uint64_t bytes) const {
  const uint64_t floor = options_.free_space_floor_bytes;
  if (floor == 0) return absl::OkStatus();
  MILLRACE_ASSIGN_OR_RETURN(const uint64_t free, env_.files->FreeSpace(path_));
  if (free >= bytes && free - bytes >= floor) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("free space would fall below the floor: ", free,
                   " bytes free, ", bytes, " wanted, floor ", floor));
}

absl::Status Database::Write(rocksdb::WriteBatch* batch) {
  MILLRACE_RETURN_IF_ERROR(CheckWritable());
  MILLRACE_RETURN_IF_ERROR(Recover(/*is_logged=*/true));
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = handle()->rocksdb().Write(options, batch);
  if (!status.ok()) is_log_broken_ = true;
  return FromRocksDb(status, "write to store");
}

absl::Status Database::Recover(bool is_logged) {
  MutexLock lock(recovery_mutex_);
  const std::shared_ptr<const DatabaseHandle> handle = this->handle();
  rocksdb::ColumnFamilyHandle* const family = handle->family(Family::kDefault);
  uint64_t entries = 0;
  handle->rocksdb().GetIntProperty(
      family, rocksdb::DB::Properties::kNumEntriesActiveMemTable, &entries);
  if (is_log_broken_ && entries == 0) {
    return absl::UnavailableError(
        "store must be opened again: its log could not be written");
  }
  // Costs nothing where nothing has failed.
  MILLRACE_RETURN_IF_ERROR(
      FromRocksDb(handle->rocksdb().Resume(), "recovery of store"));
  is_log_broken_ = false;
  if (entries > 0 || !is_logged) return absl::OkStatus();
  // To recover, RocksDB flushes what it has in memory and starts a new log; had
  // it nothing there, it would go on with the one that is broken. So there is
  // always something: what is stored already, which needs no log.
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return FromRocksDb(
      handle->rocksdb().Put(options, family, kFormatKey, EncodeFormat()),
      "write to store");
}

absl::Status Database::Put(Family family, std::string_view key,
                           std::string_view value) {
  rocksdb::WriteBatch batch;
  MILLRACE_RETURN_IF_ERROR(FromRocksDb(
      batch.Put(handle()->family(family), key, value), "write to store"));
  return Write(&batch);
}

absl::Status Database::Ingest(
    const std::vector<rocksdb::IngestExternalFileArg>& files) {
  MILLRACE_RETURN_IF_ERROR(CheckWritable());
  MutexLock lock(ingest_mutex_);
  MILLRACE_RETURN_IF_ERROR(Recover(/*is_logged=*/false));
  const absl::StatusOr<std::string> mark = ManifestMark();
  // After a failure RocksDB 7.8 removes the files at once, though the manifest
  // may name them already: the store could not be opened any more.
  file_system_->HoldDeletions();
  const rocksdb::Status status = handle()->rocksdb().IngestExternalFiles(files);
  const std::vector<std::string> held = file_system_->ReleaseDeletions();
  const absl::StatusOr<std::string> mark_after = ManifestMark();
  const bool is_certain =
      status.ok() || (mark.ok() && mark_after.ok() && *mark == *mark_after);
  for (const std::string& path : held) {
    // What must stay now, and what cannot be removed, goes when the store is
    // opened next, unless it turns out to be part of it.
    if (is_certain) private_env_->DeleteFile(path).PermitUncheckedError();
  }
  return FromRocksDb(status, "ingest to store");
}

std::string Database::LastKey(Family family, char prefix) const {
  const std::shared_ptr<const DatabaseHandle> handle = this->handle();
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      handle->rocksdb().NewIterator(options, handle->family(family)));
  const char behind[] = {static_cast<char>(prefix + 1)};
  iterator->SeekForPrev(std::string_view(behind, 1));
  if (!iterator->Valid() || !iterator->key().starts_with({&prefix, 1})) {
    return {};
  }
  return iterator->key().ToString();
}

absl::StatusOr<std::string> Database::NextIngestFile() {
  const std::filesystem::path folder = IngestFolder(path_);
  MILLRACE_RETURN_IF_ERROR(env_.files->CreateDirectory(folder));
  const uint64_t number =
      next_ingest_file_.fetch_add(1, std::memory_order_relaxed);
  return folder / absl::StrFormat("%06d.sst", number);
}

absl::Status Database::CatchUp() {
  if (!is_reader()) return absl::OkStatus();
  MutexLock one_at_a_time(catch_up_mutex_);
  // Not TryCatchUpWithPrimary(): RocksDB 7.8 keeps what it took from the log
  // in memory, where it hides files that were ingested over it since.
  MILLRACE_ASSIGN_OR_RETURN(std::shared_ptr<const DatabaseHandle> next,
                            OpenSecondary());
  MutexLock lock(handle_mutex_);
  handle_.swap(next);
  return absl::OkStatus();
}

const rocksdb::Snapshot* Database::TakeSnapshot() {
  if (is_reader()) return nullptr;
  MutexLock lock(ingest_mutex_);
  return handle()->rocksdb().GetSnapshot();
}

}  // namespace millrace
