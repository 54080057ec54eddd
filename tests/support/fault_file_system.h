// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FaultFileSystem: passes calls on to a real file system and makes the one
// that a test chose fail. Every call counts: those of the file system and
// those of the files opened through it.
//
//   FaultFileSystem faulty(*PosixFileSystem());
//   for (int nth = 1; ; ++nth) {
//     faulty.FailNth(nth, Fault::kError);
//     absl::Status status = DoTheWork(faulty);
//     if (!faulty.has_fired()) break;   // all places have been tried
//     EXPECT_FALSE(status.ok());
//     ...  what must hold after a failure
//   }
//
// Threading: safe from any thread, as far as the file system below is.
// Ownership: borrows the file system below, which must live longer; files
// must be closed before the FaultFileSystem goes.

#ifndef MILLRACE_TESTS_SUPPORT_FAULT_FILE_SYSTEM_H_
#define MILLRACE_TESTS_SUPPORT_FAULT_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/io/file_system.h"

namespace millrace {

enum class Fault {
  // The call does nothing and returns an error.
  kError,
  // A write does half of its work and returns an error; as kError otherwise.
  kShortWrite,
  // As kError, and all later calls fail, too: the disk is gone.
  kErrorForever,
};

class FaultFileSystem final : public FileSystem {
 public:
  explicit FaultFileSystem(FileSystem& below) : below_(below) {}

  // Counts calls from now on and makes the `nth` of them, from 1, fail. 0
  // lets all calls pass.
  void FailNth(int nth, Fault fault) {
    MutexLock lock(mutex_);
    nth_ = nth;
    fault_ = fault;
    count_ = 0;
    has_fired_ = false;
    calls_.clear();
  }

  // Whether the chosen call has come.
  bool has_fired() const {
    MutexLock lock(mutex_);
    return has_fired_;
  }

  // The calls since FailNth(), each as `operation name-of-file`.
  std::vector<std::string> calls() const {
    MutexLock lock(mutex_);
    return calls_;
  }

  // Cuts each file written through here down to what was synced of it, as a
  // power cut would.
  void DropUnsyncedBytes() {
    MutexLock lock(mutex_);
    for (const auto& [path, bytes] : synced_bytes_) {
      if (std::filesystem::exists(path) &&
          std::filesystem::file_size(path) > bytes) {
        std::filesystem::resize_file(path, bytes);
      }
    }
  }

  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("open", path));
    MILLRACE_ASSIGN_OR_RETURN(auto file, below_.OpenForReading(path));
    return std::make_unique<FaultReadableFile>(*this, path, std::move(file));
  }

  absl::StatusOr<std::unique_ptr<WritableFile>> OpenForWriting(
      const std::filesystem::path& path, WriteMode mode) override {
    MILLRACE_RETURN_IF_ERROR(Pass("create", path));
    MILLRACE_ASSIGN_OR_RETURN(auto file, below_.OpenForWriting(path, mode));
    MILLRACE_ASSIGN_OR_RETURN(const uint64_t size, below_.Size(path));
    SetSynced(path, size);
    return std::make_unique<FaultWritableFile>(*this, path, std::move(file));
  }

  absl::Status Rename(const std::filesystem::path& from,
                      const std::filesystem::path& to) override {
    MILLRACE_RETURN_IF_ERROR(Pass("rename", from));
    MILLRACE_RETURN_IF_ERROR(below_.Rename(from, to));
    MutexLock lock(mutex_);
    if (auto entry = synced_bytes_.extract(from); !entry.empty()) {
      synced_bytes_[to] = entry.mapped();
    }
    return absl::OkStatus();
  }

  absl::Status Remove(const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("remove", path));
    MILLRACE_RETURN_IF_ERROR(below_.Remove(path));
    MutexLock lock(mutex_);
    synced_bytes_.erase(path);
    return absl::OkStatus();
  }

  absl::Status CreateDirectory(const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("mkdir", path));
    return below_.CreateDirectory(path);
  }

  absl::StatusOr<std::vector<std::string>> List(
      const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("list", path));
    return below_.List(path);
  }

  absl::Status SyncDirectory(const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("syncdir", path));
    return below_.SyncDirectory(path);
  }

  absl::StatusOr<uint64_t> Size(const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("size", path));
    return below_.Size(path);
  }

  absl::StatusOr<FileKind> Kind(const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("kind", path));
    return below_.Kind(path);
  }

  absl::StatusOr<uint64_t> FreeSpace(
      const std::filesystem::path& path) override {
    MILLRACE_RETURN_IF_ERROR(Pass("space", path));
    return below_.FreeSpace(path);
  }

 private:
  class FaultReadableFile final : public ReadableFile {
   public:
    FaultReadableFile(FaultFileSystem& owner, std::filesystem::path path,
                      std::unique_ptr<ReadableFile> file)
        : owner_(owner), path_(std::move(path)), file_(std::move(file)) {}

    absl::StatusOr<size_t> ReadAt(uint64_t offset, char* to,
                                  size_t bytes) override {
      MILLRACE_RETURN_IF_ERROR(owner_.Pass("read", path_));
      return file_->ReadAt(offset, to, bytes);
    }

    absl::StatusOr<uint64_t> Size() override {
      MILLRACE_RETURN_IF_ERROR(owner_.Pass("size", path_));
      return file_->Size();
    }

   private:
    FaultFileSystem& owner_;
    const std::filesystem::path path_;
    const std::unique_ptr<ReadableFile> file_;
  };

  class FaultWritableFile final : public WritableFile {
   public:
    FaultWritableFile(FaultFileSystem& owner, std::filesystem::path path,
                      std::unique_ptr<WritableFile> file)
        : owner_(owner), path_(std::move(path)), file_(std::move(file)) {}

    absl::Status Append(std::string_view bytes) override {
      absl::Status status = owner_.Pass("write", path_);
      if (status.ok()) return file_->Append(bytes);
      if (owner_.writes_short()) {
        MILLRACE_RETURN_IF_ERROR(
            file_->Append(bytes.substr(0, bytes.size() / 2)));
      }
      return status;
    }

    absl::Status Sync() override {
      MILLRACE_RETURN_IF_ERROR(owner_.Pass("sync", path_));
      MILLRACE_RETURN_IF_ERROR(file_->Sync());
      MILLRACE_ASSIGN_OR_RETURN(const uint64_t size, owner_.below_.Size(path_));
      owner_.SetSynced(path_, size);
      return absl::OkStatus();
    }

    absl::Status Close() override {
      absl::Status status = owner_.Pass("close", path_);
      absl::Status closed = file_->Close();
      return status.ok() ? closed : status;
    }

   private:
    FaultFileSystem& owner_;
    const std::filesystem::path path_;
    const std::unique_ptr<WritableFile> file_;
  };

  // Counts a call; returns the error that it shall fail with, if any.
  absl::Status Pass(std::string_view operation,
                    const std::filesystem::path& path) {
    std::string call(operation);
    call.append(" ").append(path.filename().native());
    MutexLock lock(mutex_);
    calls_.push_back(call);
    ++count_;
    const bool fails =
        count_ == nth_ || (has_fired_ && fault_ == Fault::kErrorForever);
    if (!fails) return absl::OkStatus();
    has_fired_ = true;
    return absl::UnavailableError("injected: " + call);
  }

  bool writes_short() const {
    MutexLock lock(mutex_);
    return fault_ == Fault::kShortWrite;
  }

  void SetSynced(const std::filesystem::path& path, uint64_t bytes) {
    MutexLock lock(mutex_);
    synced_bytes_[path] = bytes;
  }

  FileSystem& below_;

  mutable Mutex mutex_;
  int nth_ ABSL_GUARDED_BY(mutex_) = 0;
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kError;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool has_fired_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::string> calls_ ABSL_GUARDED_BY(mutex_);
  std::map<std::filesystem::path, uint64_t> synced_bytes_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_FAULT_FILE_SYSTEM_H_
