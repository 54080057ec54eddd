// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/database.h"

#include <cstddef>
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
#include "rocksdb/sst_file_manager.h"
#include "rocksdb/write_batch.h"

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
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
// gone by the time it looks; the next look finds its successor.
constexpr int kReaderAttemptsMax = 5;

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

bool MayCureItself(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDataLoss(status);
}

}  // namespace

struct Database::Opening {
  rocksdb::DBOptions options;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
};

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::filesystem::path& path, const StoreOptions& options,
    const StoreEnv& env) {
  MILLRACE_RETURN_IF_ERROR(Annotate(options.Validate(), "store options"));
  if (path.empty()) return absl::InvalidArgumentError("store path is empty");
  std::unique_ptr<Database> database(
      new Database(std::filesystem::absolute(path), options, env));
  MILLRACE_RETURN_IF_ERROR(options.read_only ? database->OpenReader()
                                             : database->OpenWriter());
  return database;
}

Database::~Database() { Close(); }

absl::StatusOr<Database::Opening> Database::Prepare() {
  Opening opening;
  MILLRACE_ASSIGN_OR_RETURN(opening.options, MakeDatabaseOptions(options_));
  rocksdb::Env* const base =
      env_.rocksdb == nullptr ? rocksdb::Env::Default() : env_.rocksdb;
  private_env_ = rocksdb::NewCompositeEnv(
      std::make_shared<PrivateFileSystem>(base->GetFileSystem()));
  auto logger = std::make_shared<HookLogger>(options_.log);
  if (options_.log) {
    logger->SetInfoLogLevel(opening.options.info_log_level);
  }
  opening.options.env = private_env_.get();
  opening.options.info_log = std::move(logger);

  std::shared_ptr<rocksdb::Cache> cache;
  if (options_.block_cache_bytes > 0) {
    cache = rocksdb::NewLRUCache(options_.block_cache_bytes);
  }
  for (const FamilyEntry& entry : kFamilies) {
    MILLRACE_ASSIGN_OR_RETURN(const rocksdb::ColumnFamilyOptions family,
                              MakeFamilyOptions(entry.family, options_, cache));
    opening.families.emplace_back(std::string(entry.name), family);
  }
  return opening;
}

absl::Status Database::OpenWriter() {
  const StoreFolder folder(path_, env_.files);
  MILLRACE_ASSIGN_OR_RETURN(const FolderContent content, folder.Inspect());
  if (content != FolderContent::kStore) {
    if (!options_.create_if_missing) {
      return absl::NotFoundError(absl::StrCat("no store at ", path_.string()));
    }
    MILLRACE_RETURN_IF_ERROR(folder.Make());
  }
  MILLRACE_RETURN_IF_ERROR(folder.CheckWritable());
  MILLRACE_ASSIGN_OR_RETURN(Opening opening, Prepare());

  bool is_new = content != FolderContent::kStore;
  if (!is_new) {
    MILLRACE_ASSIGN_OR_RETURN(const StoreState state,
                              InspectFamilies(path_, opening.options));
    is_new = state == StoreState::kUnfinished;
    if (is_new && !options_.create_if_missing) {
      return absl::FailedPreconditionError(absl::StrCat(
          "not a millrace store, or one whose creation did not finish: ",
          path_.string()));
    }
  }
  opening.options.create_if_missing = is_new;
  opening.options.create_missing_column_families = is_new;
  // Lets the store go on by itself once there is space again.
  opening.options.sst_file_manager.reset(
      rocksdb::NewSstFileManager(private_env_.get()));

  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(
      opening.options, path_, opening.families, &handles, &raw);
  if (status.IsBusy()) return DescribeLock(status, path_);
  MILLRACE_RETURN_IF_ERROR(FromRocksDbAtOpen(status, "store cannot be opened"));
  database_.reset(raw);
  std::copy(handles.begin(), handles.end(), handles_.begin());
  MILLRACE_RETURN_IF_ERROR(SettleFormat(options_.create_if_missing));
  is_settled_ = true;
  return folder.SweepIngest();
}

absl::Status Database::OpenReader() {
  const StoreFolder folder(path_, env_.files);
  MILLRACE_ASSIGN_OR_RETURN(const FolderContent content, folder.Inspect());
  if (content != FolderContent::kStore) {
    return absl::NotFoundError(absl::StrCat("no store at ", path_.string()));
  }
  MILLRACE_ASSIGN_OR_RETURN(Opening opening, Prepare());
  // Files that the writer removes stay readable as long as they are open.
  opening.options.max_open_files = -1;
  MILLRACE_ASSIGN_OR_RETURN(
      reader_folder_,
      ReaderFolder::Make(options_.reader_directory, env_.files));

  absl::Status status;
  for (int attempt = 0; attempt < kReaderAttemptsMax; ++attempt) {
    const absl::StatusOr<StoreState> state =
        InspectFamilies(path_, opening.options);
    status = state.status();
    if (status.ok() && *state == StoreState::kUnfinished) {
      return absl::NotFoundError(
          absl::StrCat("no store yet at ", path_.string()));
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    if (status.ok()) {
      rocksdb::DB* raw = nullptr;
      status =
          FromRocksDbAtOpen(rocksdb::DB::OpenAsSecondary(
                                opening.options, path_, reader_folder_.path(),
                                opening.families, &handles, &raw),
                            "store cannot be opened for reading");
      database_.reset(raw);
    }
    if (status.ok()) {
      std::copy(handles.begin(), handles.end(), handles_.begin());
      return SettleFormat(/*is_new=*/false);
    }
    if (!MayCureItself(status)) break;
  }
  return status;
}

absl::Status Database::SettleFormat(bool is_new) {
  MILLRACE_ASSIGN_OR_RETURN(const std::optional<std::string> format,
                            Get(Family::kDefault, kFormatKey));
  if (format.has_value()) return CheckFormat(*format);
  MILLRACE_ASSIGN_OR_RETURN(const bool is_empty, IsEmpty());
  if (!is_empty || !is_new) {
    return absl::FailedPreconditionError(absl::StrCat(
        "not a millrace store: it says no format: ", path_.string()));
  }
  return Put(Family::kDefault, kFormatKey, EncodeFormat());
}

absl::StatusOr<bool> Database::IsEmpty() const {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  for (const FamilyEntry& entry : kFamilies) {
    const std::unique_ptr<rocksdb::Iterator> any(
        database_->NewIterator(options, handle(entry.family)));
    any->SeekToFirst();
    MILLRACE_RETURN_IF_ERROR(FromRocksDb(any->status(), "store"));
    if (any->Valid()) return false;
  }
  return true;
}

void Database::Close() {
  if (database_ == nullptr) return;
  rocksdb::Status status;
  if (is_settled_) {
    status = database_->Flush(rocksdb::FlushOptions(),
                              std::vector<rocksdb::ColumnFamilyHandle*>(
                                  handles_.begin(), handles_.end()));
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    const rocksdb::Status destroyed =
        database_->DestroyColumnFamilyHandle(handle);
    if (status.ok()) status = destroyed;
  }
  const rocksdb::Status closed = database_->Close();
  if (status.ok()) status = closed;
  database_.reset();
  // Nothing is lost: what was acknowledged is in the log.
  if (!status.ok() && options_.log) {
    options_.log(LogLevel::kWarning,
                 FromRocksDb(status, "store did not close cleanly").ToString());
  }
}

absl::StatusOr<std::optional<std::string>> Database::Get(
    Family family, std::string_view key,
    const rocksdb::Snapshot* snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status status =
      database_->Get(options, handle(family), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) {
    return FromRocksDb(status,
                       absl::StrCat("read of ", FamilyName(family).data()));
  }
  return value;
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
  rocksdb::WriteOptions options;
  options.sync = true;
  return FromRocksDb(database_->Write(options, batch), "write to store");
}

absl::Status Database::Put(Family family, std::string_view key,
                           std::string_view value) {
  rocksdb::WriteBatch batch;
  MILLRACE_RETURN_IF_ERROR(
      FromRocksDb(batch.Put(handle(family), key, value), "write to store"));
  return Write(&batch);
}

absl::Status Database::Ingest(
    const std::vector<rocksdb::IngestExternalFileArg>& files) {
  MILLRACE_RETURN_IF_ERROR(CheckWritable());
  MutexLock lock(ingest_mutex_);
  return FromRocksDb(database_->IngestExternalFiles(files), "ingest to store");
}

absl::StatusOr<std::string> Database::NextIngestFile() {
  const std::filesystem::path folder = IngestFolder(path_);
  MILLRACE_RETURN_IF_ERROR(env_.files->CreateDirectory(folder));
  const uint64_t number =
      next_ingest_file_.fetch_add(1, std::memory_order_relaxed);
  return folder / absl::StrFormat("%06d.sst", number);
}

const rocksdb::Snapshot* Database::TakeSnapshot() {
  MutexLock lock(ingest_mutex_);
  if (!is_reader()) return database_->GetSnapshot();
  ++reader_snapshots_;
  return nullptr;
}

void Database::ReleaseSnapshot(const rocksdb::Snapshot* snapshot) {
  if (snapshot != nullptr) {
    database_->ReleaseSnapshot(snapshot);
    return;
  }
  MutexLock lock(ingest_mutex_);
  --reader_snapshots_;
}

absl::Status Database::CatchUp() {
  if (!is_reader()) return absl::OkStatus();
  MutexLock lock(ingest_mutex_);
  if (reader_snapshots_ > 0) {
    return absl::FailedPreconditionError(
        "reader cannot catch up while a view of it is open");
  }
  rocksdb::Status status;
  for (int attempt = 0; attempt < kReaderAttemptsMax; ++attempt) {
    status = database_->TryCatchUpWithPrimary();
    if (status.ok()) break;
  }
  return FromRocksDb(status, "reader cannot catch up");
}

}  // namespace millrace
