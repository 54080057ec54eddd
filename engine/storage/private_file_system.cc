// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/private_file_system.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "rocksdb/file_system.h"

#include "engine/base/mutex.h"

namespace millrace {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

// Changes the mode after the fact: there is no moment at which somebody else
// could have opened the file, since its folder was private before it.
rocksdb::IOStatus Restrict(const std::string& name, mode_t mode) {
  if (::chmod(name.c_str(), mode) == 0) return rocksdb::IOStatus::OK();
  return rocksdb::IOStatus::IOError(
      "cannot set mode of " + name,
      std::error_code(errno, std::generic_category()).message());
}

}  // namespace

rocksdb::IOStatus PrivateFileSystem::NewWritableFile(
    const std::string& name, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::NewWritableFile(name, options, file, debug);
  return status.ok() ? Restrict(name, kFileMode) : status;
}

rocksdb::IOStatus PrivateFileSystem::ReopenWritableFile(
    const std::string& name, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::ReopenWritableFile(name, options, file, debug);
  return status.ok() ? Restrict(name, kFileMode) : status;
}

rocksdb::IOStatus PrivateFileSystem::ReuseWritableFile(
    const std::string& name, const std::string& old_name,
    const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status = FileSystemWrapper::ReuseWritableFile(
      name, old_name, options, file, debug);
  return status.ok() ? Restrict(name, kFileMode) : status;
}

rocksdb::IOStatus PrivateFileSystem::NewRandomRWFile(
    const std::string& name, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::NewRandomRWFile(name, options, file, debug);
  return status.ok() ? Restrict(name, kFileMode) : status;
}

rocksdb::IOStatus PrivateFileSystem::CreateDir(
    const std::string& name, const rocksdb::IOOptions& options,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status = FileSystemWrapper::CreateDir(name, options, debug);
  return status.ok() ? Restrict(name, kFolderMode) : status;
}

rocksdb::IOStatus PrivateFileSystem::CreateDirIfMissing(
    const std::string& name, const rocksdb::IOOptions& options,
    rocksdb::IODebugContext* debug) {
  // A folder that is there keeps its mode: it may be the user's.
  const bool is_new = ::access(name.c_str(), F_OK) != 0;
  rocksdb::IOStatus status =
      FileSystemWrapper::CreateDirIfMissing(name, options, debug);
  return status.ok() && is_new ? Restrict(name, kFolderMode) : status;
}

rocksdb::IOStatus PrivateFileSystem::LockFile(const std::string& name,
                                              const rocksdb::IOOptions& options,
                                              rocksdb::FileLock** lock,
                                              rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::LockFile(name, options, lock, debug);
  if (status.ok()) return Restrict(name, kFileMode);
  // Looking at the lock itself would open and close the file, which drops the
  // locks that this process has on it. A file that could be opened for writing
  // and yet not be locked is locked by somebody.
  if (::access(name.c_str(), W_OK) != 0) return status;
  return rocksdb::IOStatus::Busy(status.ToString());
}

void PrivateFileSystem::HoldDeletions() {
  MutexLock lock(mutex_);
  holder_ = std::this_thread::get_id();
}

std::vector<std::string> PrivateFileSystem::ReleaseDeletions() {
  MutexLock lock(mutex_);
  holder_.reset();
  return std::exchange(held_, {});
}

rocksdb::IOStatus PrivateFileSystem::DeleteFile(
    const std::string& name, const rocksdb::IOOptions& options,
    rocksdb::IODebugContext* debug) {
  {
    MutexLock lock(mutex_);
    if (holder_ == std::this_thread::get_id()) {
      held_.push_back(name);
      return rocksdb::IOStatus::OK();
    }
  }
  return FileSystemWrapper::DeleteFile(name, options, debug);
}

}  // namespace millrace
