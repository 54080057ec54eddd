// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes every file of a store readable by its owner alone (0600, folders
// 0700): they hold people's data. RocksDB has no option for it, and a umask
// would be the whole process's. Also tells a lock that somebody holds from one
// that cannot be taken for other reasons, and holds back deletions that RocksDB
// would regret.
//
// Threading: as any rocksdb::FileSystem, safe from any thread.

#ifndef MILLRACE_ENGINE_STORAGE_PRIVATE_FILE_SYSTEM_H_
#define MILLRACE_ENGINE_STORAGE_PRIVATE_FILE_SYSTEM_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "rocksdb/file_system.h"

#include "engine/base/mutex.h"

namespace millrace {

class PrivateFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit PrivateFileSystem(std::shared_ptr<rocksdb::FileSystem> target)
      : FileSystemWrapper(std::move(target)) {}

  static const char* kClassName() { return "millrace.PrivateFileSystem"; }
  const char* Name() const override { return kClassName(); }

  rocksdb::IOStatus NewWritableFile(
      const std::string& name, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(
      const std::string& name, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(
      const std::string& name, const std::string& old_name,
      const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(
      const std::string& name, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSRandomRWFile>* file,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& name,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& name,
                                       const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;

  // Busy when another process, or this one, has the lock.
  rocksdb::IOStatus LockFile(const std::string& name,
                             const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock,
                             rocksdb::IODebugContext* debug) override;

  // From HoldDeletions() to ReleaseDeletions() files that the calling thread
  // wants removed are only noted, and then returned. One thread at a time.
  void HoldDeletions() ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<std::string> ReleaseDeletions() ABSL_LOCKS_EXCLUDED(mutex_);
  rocksdb::IOStatus DeleteFile(const std::string& name,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  Mutex mutex_;
  std::optional<std::thread::id> holder_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_PRIVATE_FILE_SYSTEM_H_
