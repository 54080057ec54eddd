// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/posix_file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/io/file_system.h"

namespace millrace {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0700;

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
      return absl::StatusCode::kNotFound;
    case EEXIST:
      return absl::StatusCode::kAlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case EISDIR:
    case ENOTDIR:
    case ENOTEMPTY:
    case EXDEV:
      return absl::StatusCode::kFailedPrecondition;
    case EINVAL:
    case ELOOP:
    case ENAMETOOLONG:
      return absl::StatusCode::kInvalidArgument;
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOSPC:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

// Makes `path: operation failed: reason` of an errno.
absl::Status FileError(const std::filesystem::path& path,
                       std::string_view operation, int error) {
  char buffer[128];
  std::string reason = strerror_r(error, buffer, sizeof(buffer));
  // Messages are lower case; no reason of the C library starts with a name.
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') {
    reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  }
  std::string message = path.native();
  message.append(": ").append(operation).append(" failed: ").append(reason);
  return StatusOf(CodeOf(error), message);
}

// Calls `function` again for as long as a signal interrupts it.
template <typename Function>
auto Retry(Function function) {
  auto result = function();
  while (result < 0 && errno == EINTR) result = function();
  return result;
}

std::filesystem::path OrHere(const std::filesystem::path& path) {
  return path.empty() ? std::filesystem::path(".") : path;
}

absl::StatusOr<struct stat> StatOf(const std::filesystem::path& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) {
    return FileError(path, "stat", errno);
  }
  return facts;
}

// Owns an open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

class PosixReadableFile final : public ReadableFile {
 public:
  PosixReadableFile(std::filesystem::path path, Descriptor descriptor)
      : path_(std::move(path)), descriptor_(std::move(descriptor)) {}

  absl::StatusOr<size_t> ReadAt(uint64_t offset, char* to,
                                size_t bytes) override {
    size_t done = 0;
    while (done < bytes) {
      const ssize_t count = Retry([&] {
        return ::pread(descriptor_.number(), to + done, bytes - done,
                       static_cast<off_t>(offset + done));
      });
      if (count < 0) return FileError(path_, "read", errno);
      if (count == 0) break;
      done += static_cast<size_t>(count);
    }
    return done;
  }

  absl::StatusOr<uint64_t> Size() override {
    struct stat facts = {};
    if (::fstat(descriptor_.number(), &facts) != 0) {
      return FileError(path_, "stat", errno);
    }
    return static_cast<uint64_t>(facts.st_size);
  }

 private:
  const std::filesystem::path path_;
  const Descriptor descriptor_;
};

class StandardInputStream final : public ReadableStream {
 public:
  absl::StatusOr<size_t> Read(char* to, size_t bytes) override {
    const ssize_t count =
        Retry([&] { return ::read(STDIN_FILENO, to, bytes); });
    if (count < 0) return FileError("standard input", "read", errno);
    return static_cast<size_t>(count);
  }
};

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(std::filesystem::path path, Descriptor descriptor)
      : path_(std::move(path)), descriptor_(std::move(descriptor)) {}

  absl::Status Append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = Retry([&] {
        return ::write(descriptor_.number(), bytes.data(), bytes.size());
      });
      if (count < 0) return FileError(path_, "write", errno);
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return absl::OkStatus();
  }

  absl::Status Sync() override {
    if (Retry([&] { return ::fdatasync(descriptor_.number()); }) != 0) {
      return FileError(path_, "sync", errno);
    }
    return absl::OkStatus();
  }

  absl::Status Close() override {
    // Not repeated after EINTR: Linux has released the descriptor by then.
    if (::close(descriptor_.Release()) != 0 && errno != EINTR) {
      return FileError(path_, "close", errno);
    }
    return absl::OkStatus();
  }

 private:
  const std::filesystem::path path_;
  Descriptor descriptor_;
};

int FlagsOf(WriteMode mode) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_CLOEXEC;
  switch (mode) {
    case WriteMode::kReplace:
      return kFlags | O_TRUNC;
    case WriteMode::kAppend:
      return kFlags | O_APPEND;
    case WriteMode::kCreateNew:
      return kFlags | O_EXCL;
  }
  return kFlags | O_EXCL;
}

class MachineFileSystem final : public FileSystem {
 public:
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::filesystem::path& path) override {
    // Not blocking: a pipe without a writer must be refused, not waited for.
    Descriptor descriptor(Retry([&] {
      return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    }));
    if (descriptor.number() < 0) return FileError(path, "open", errno);
    struct stat facts = {};
    if (::fstat(descriptor.number(), &facts) != 0) {
      return FileError(path, "stat", errno);
    }
    if (S_ISDIR(facts.st_mode)) return FileError(path, "open", EISDIR);
    if (!S_ISREG(facts.st_mode)) {
      return StatusOf(absl::StatusCode::kFailedPrecondition,
                      path.native() + ": open failed: not a regular file");
    }
    return std::make_unique<PosixReadableFile>(path, std::move(descriptor));
  }

  absl::StatusOr<std::unique_ptr<WritableFile>> OpenForWriting(
      const std::filesystem::path& path, WriteMode mode) override {
    Descriptor descriptor(
        Retry([&] { return ::open(path.c_str(), FlagsOf(mode), kFileMode); }));
    if (descriptor.number() < 0) return FileError(path, "open", errno);
    return std::make_unique<PosixWritableFile>(path, std::move(descriptor));
  }

  absl::Status Rename(const std::filesystem::path& from,
                      const std::filesystem::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) {
      return FileError(from, "rename", errno);
    }
    return absl::OkStatus();
  }

  absl::Status Remove(const std::filesystem::path& path) override {
    if (::remove(path.c_str()) != 0) return FileError(path, "remove", errno);
    return absl::OkStatus();
  }

  absl::Status CreateDirectory(const std::filesystem::path& path) override {
    if (path.empty()) return absl::OkStatus();
    if (::mkdir(path.c_str(), kDirectoryMode) == 0) return absl::OkStatus();
    int error = errno;
    const std::filesystem::path parent = path.parent_path();
    if (error == ENOENT && !parent.empty() && parent != path) {
      MILLRACE_RETURN_IF_ERROR(CreateDirectory(parent));
      if (::mkdir(path.c_str(), kDirectoryMode) == 0) return absl::OkStatus();
      error = errno;
    }
    if (error != EEXIST) return FileError(path, "create", error);
    MILLRACE_ASSIGN_OR_RETURN(const FileKind kind, Kind(path));
    if (kind != FileKind::kDirectory) return FileError(path, "create", ENOTDIR);
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<std::string>> List(
      const std::filesystem::path& path) override {
    DIR* const directory = ::opendir(OrHere(path).c_str());
    if (directory == nullptr) return FileError(path, "list", errno);
    std::vector<std::string> names;
    errno = 0;
    // Safe, since no other thread has this directory stream.
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const dirent* entry = ::readdir(directory)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    const int error = errno;
    ::closedir(directory);
    if (error != 0) return FileError(path, "list", error);
    std::sort(names.begin(), names.end());
    return names;
  }

  absl::Status SyncDirectory(const std::filesystem::path& path) override {
    const Descriptor descriptor(Retry([&] {
      return ::open(OrHere(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }));
    if (descriptor.number() < 0) return FileError(path, "open", errno);
    if (Retry([&] { return ::fsync(descriptor.number()); }) != 0) {
      return FileError(path, "sync", errno);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<uint64_t> Size(const std::filesystem::path& path) override {
    MILLRACE_ASSIGN_OR_RETURN(const struct stat facts, StatOf(path));
    return static_cast<uint64_t>(facts.st_size);
  }

  absl::StatusOr<FileKind> Kind(const std::filesystem::path& path) override {
    MILLRACE_ASSIGN_OR_RETURN(const struct stat facts, StatOf(path));
    if (S_ISREG(facts.st_mode)) return FileKind::kRegular;
    if (S_ISDIR(facts.st_mode)) return FileKind::kDirectory;
    return FileKind::kOther;
  }

  absl::StatusOr<uint64_t> FreeSpace(
      const std::filesystem::path& path) override {
    struct statvfs facts = {};
    if (Retry([&] { return ::statvfs(OrHere(path).c_str(), &facts); }) != 0) {
      return FileError(path, "stat", errno);
    }
    return static_cast<uint64_t>(facts.f_bavail) * facts.f_frsize;
  }
};

}  // namespace

FileSystem* PosixFileSystem() {
  // Has no state, so it is a constant in all but its type.
  static MachineFileSystem file_system;
  return &file_system;
}

std::unique_ptr<ReadableStream> StandardInput() {
  return std::make_unique<StandardInputStream>();
}

}  // namespace millrace
