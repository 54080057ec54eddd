// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/fault/kill_env.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <utility>

#include "rocksdb/file_system.h"

namespace millrace {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

}  // namespace

class KillEnv::KillFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit KillFileSystem(uint64_t nth)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), nth_(nth) {}
  const char* Name() const override { return "millrace.KillFileSystem"; }

  void Pass() {
    if (++count_ == nth_) ::kill(::getpid(), SIGKILL);
  }
  uint64_t count() const { return count_; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override;

  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options,
                      IODebugContext* debug) override {
    Pass();
    return FileSystemWrapper::RenameFile(from, to, options, debug);
  }
  IOStatus LinkFile(const std::string& from, const std::string& to,
                    const IOOptions& options, IODebugContext* debug) override {
    Pass();
    return FileSystemWrapper::LinkFile(from, to, options, debug);
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    Pass();
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }

 private:
  class WritableFile;

  const uint64_t nth_;
  std::atomic<uint64_t> count_{0};
};

class KillEnv::KillFileSystem::WritableFile
    : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(KillFileSystem* owner,
               std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), owner_(owner) {}

  IOStatus Append(const Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    owner_->Pass();
    return target()->Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& /*options*/,
                IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  KillFileSystem* const owner_;
};

IOStatus KillEnv::KillFileSystem::NewWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  Pass();
  IOStatus status =
      FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<WritableFile>(this, std::move(*file));
  return status;
}

KillEnv::KillEnv(uint64_t nth)
    : file_system_(std::make_shared<KillFileSystem>(nth)),
      env_(rocksdb::NewCompositeEnv(file_system_)) {}

KillEnv::~KillEnv() = default;

uint64_t KillEnv::change_count() const { return file_system_->count(); }

}  // namespace millrace
