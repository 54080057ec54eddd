// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/engine/storage/faulty_rocksdb_env.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/io_status.h"

#include "engine/base/mutex.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

using rocksdb::DirFsyncOptions;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

}  // namespace

class FaultyRocksdbEnv::FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "millrace.FaultyFileSystem"; }

  void FailNth(int nth, bool forever, Kind kind) {
    MutexLock lock(mutex_);
    nth_ = nth;
    forever_ = forever;
    kind_ = kind;
    has_fired_ = false;
    changes_.clear();
  }
  bool has_fired() const {
    MutexLock lock(mutex_);
    return has_fired_;
  }
  std::vector<std::string> changes() const {
    MutexLock lock(mutex_);
    return changes_;
  }

  // Counts a change and says whether it may pass.
  IOStatus Pass(std::string_view operation, const std::string& path) {
    MutexLock lock(mutex_);
    changes_.push_back(std::string(operation) + " " +
                       fs::path(path).filename().native());
    const bool is_nth = static_cast<int>(changes_.size()) == nth_;
    if (!is_nth && !(has_fired_ && forever_)) return IOStatus::OK();
    has_fired_ = true;
    return kind_ == Kind::kNoSpace ? IOStatus::NoSpace("injected")
                                   : IOStatus::IOError("injected");
  }

  void NoteSynced(const std::string& path, uint64_t bytes) {
    MutexLock lock(mutex_);
    synced_bytes_[path] = bytes;
  }
  // A file that was never opened here, or moved here, keeps all its bytes.
  void CopySynced(const fs::path& from, const fs::path& to) const {
    MutexLock lock(mutex_);
    fs::create_directories(to);
    for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
      if (!entry.is_regular_file()) continue;
      const fs::path copy = to / entry.path().filename();
      fs::copy_file(entry.path(), copy);
      const auto synced = synced_bytes_.find(entry.path());
      if (synced != synced_bytes_.end()) {
        fs::resize_file(copy, synced->second);
      }
    }
  }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override;
  IOStatus ReopenWritableFile(const std::string& path,
                              const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* debug) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                        IODebugContext* debug) override;

  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Pass("rename", from);
    if (!status.ok()) return status;
    MoveNote(from, to);
    return FileSystemWrapper::RenameFile(from, to, options, debug);
  }
  IOStatus LinkFile(const std::string& from, const std::string& to,
                    const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = Pass("link", from);
    if (!status.ok()) return status;
    return FileSystemWrapper::LinkFile(from, to, options, debug);
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Pass("delete", path);
    if (!status.ok()) return status;
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }

 private:
  class WritableFile;
  class Directory;

  void MoveNote(const std::string& from, const std::string& to) {
    MutexLock lock(mutex_);
    if (auto entry = synced_bytes_.extract(from); !entry.empty()) {
      synced_bytes_[to] = entry.mapped();
    }
  }

  mutable Mutex mutex_;
  int nth_ ABSL_GUARDED_BY(mutex_) = 0;
  bool forever_ ABSL_GUARDED_BY(mutex_) = false;
  Kind kind_ ABSL_GUARDED_BY(mutex_) = Kind::kError;
  bool has_fired_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::string> changes_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, uint64_t> synced_bytes_ ABSL_GUARDED_BY(mutex_);
};

class FaultyRocksdbEnv::FaultyFileSystem::WritableFile
    : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(FaultyFileSystem* owner, std::string path,
               std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)),
        owner_(owner),
        path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    IOStatus status = owner_->Pass("write", path_);
    if (status.ok()) return target()->Append(data, options, debug);
    // Half of it lands, as happens.
    const Slice half(data.data(), data.size() / 2);
    IOStatus written = target()->Append(half, options, debug);
    return written.ok() ? status : written;
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& /*options*/,
                IODebugContext* /*debug*/) override {
    IOStatus status = owner_->Pass("sync", path_);
    // Not GetFileSize(), which does not know what a reopened file had.
    if (status.ok()) owner_->NoteSynced(path_, fs::file_size(path_));
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(uint64_t /*offset*/, uint64_t /*bytes*/,
                     const IOOptions& /*options*/,
                     IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = owner_->Pass("close", path_);
    IOStatus closed = target()->Close(options, debug);
    return status.ok() ? closed : status;
  }

 private:
  FaultyFileSystem* const owner_;
  const std::string path_;
};

class FaultyRocksdbEnv::FaultyFileSystem::Directory
    : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(FaultyFileSystem* owner, std::string path,
            std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)),
        owner_(owner),
        path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions& /*options*/,
                 IODebugContext* /*debug*/) override {
    return owner_->Pass("syncdir", path_);
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const DirFsyncOptions& /*how*/) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFileSystem* const owner_;
  const std::string path_;
};

IOStatus FaultyRocksdbEnv::FaultyFileSystem::NewWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  IOStatus status = Pass("create", path);
  if (!status.ok()) return status;
  status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  NoteSynced(path, 0);
  *file = std::make_unique<WritableFile>(this, path, std::move(*file));
  return status;
}

IOStatus FaultyRocksdbEnv::FaultyFileSystem::ReopenWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  IOStatus status = Pass("reopen", path);
  if (!status.ok()) return status;
  status = FileSystemWrapper::ReopenWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<WritableFile>(this, path, std::move(*file));
  return status;
}

IOStatus FaultyRocksdbEnv::FaultyFileSystem::NewDirectory(
    const std::string& path, const IOOptions& options,
    std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext* debug) {
  IOStatus status =
      FileSystemWrapper::NewDirectory(path, options, directory, debug);
  if (!status.ok()) return status;
  *directory = std::make_unique<Directory>(this, path, std::move(*directory));
  return status;
}

FaultyRocksdbEnv::FaultyRocksdbEnv()
    : file_system_(std::make_shared<FaultyFileSystem>()),
      env_(rocksdb::NewCompositeEnv(file_system_)) {}

FaultyRocksdbEnv::~FaultyRocksdbEnv() = default;

void FaultyRocksdbEnv::FailNth(int nth, bool forever, Kind kind) {
  file_system_->FailNth(nth, forever, kind);
}

bool FaultyRocksdbEnv::has_fired() const { return file_system_->has_fired(); }

std::vector<std::string> FaultyRocksdbEnv::changes() const {
  return file_system_->changes();
}

void FaultyRocksdbEnv::CopySynced(const fs::path& from,
                                  const fs::path& to) const {
  file_system_->CopySynced(from, to);
}

}  // namespace millrace
