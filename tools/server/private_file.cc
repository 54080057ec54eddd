// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/private_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace millrace::server {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

absl::Status SyncFolder(const std::filesystem::path& path) {
  const FileDescriptor folder(
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) {
    return FileStatus(errno, path.native());
  }
  return absl::OkStatus();
}

absl::Status WriteNew(const std::filesystem::path& path,
                      std::string_view bytes) {
  absl::StatusOr<int> fd = CreatePrivateFile(path);
  if (!fd.ok()) return fd.status();
  const FileDescriptor file(*fd);
  if (absl::Status status = WriteAll(file.get(), bytes); !status.ok()) {
    return status;
  }
  if (::fsync(file.get()) != 0) return FileStatus(errno, path.native());
  return absl::OkStatus();
}

}  // namespace

absl::Status FileStatus(int error, std::string_view what) {
  const std::string text =
      std::string(what) + ": " + std::generic_category().message(error);
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(text);
    case EEXIST:
      return absl::AlreadyExistsError(text);
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError(text);
    case ENOSPC:
    case EDQUOT:
      return absl::ResourceExhaustedError(text);
    default:
      return absl::UnavailableError(text);
  }
}

absl::Status MakePrivateFolder(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) {
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) return FileStatus(error.value(), path.native());
  }
  if (::mkdir(path.c_str(), kFolderMode) == 0) return absl::OkStatus();
  if (errno != EEXIST) return FileStatus(errno, path.native());
  struct stat found = {};
  if (::stat(path.c_str(), &found) != 0) {
    return FileStatus(errno, path.native());
  }
  if (!S_ISDIR(found.st_mode)) return FileStatus(ENOTDIR, path.native());
  if ((found.st_mode & 0077) != 0 && ::chmod(path.c_str(), kFolderMode) != 0) {
    return FileStatus(errno, path.native());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadPrivateFile(const std::filesystem::path& path,
                                            size_t bytes_max) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return FileStatus(errno, path.native());
  std::string bytes;
  char piece[16384];
  for (;;) {
    const ssize_t got = ::read(file.get(), piece, sizeof(piece));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileStatus(errno, path.native());
    if (got == 0) return bytes;
    bytes.append(piece, static_cast<size_t>(got));
    if (bytes.size() > bytes_max) {
      return absl::ResourceExhaustedError(path.native() + ": more than " +
                                          std::to_string(bytes_max) + " bytes");
    }
  }
}

absl::Status WritePrivateFile(const std::filesystem::path& path,
                              std::string_view bytes) {
  std::filesystem::path fresh = path;
  fresh += ".new." + std::to_string(::getpid());
  ::unlink(fresh.c_str());
  absl::Status status = WriteNew(fresh, bytes);
  if (status.ok() && ::rename(fresh.c_str(), path.c_str()) != 0) {
    status = FileStatus(errno, path.native());
  }
  if (!status.ok()) {
    ::unlink(fresh.c_str());
    return status;
  }
  const std::filesystem::path folder = path.parent_path();
  return SyncFolder(folder.empty() ? "." : folder);
}

absl::StatusOr<int> CreatePrivateFile(const std::filesystem::path& path) {
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
  if (fd < 0) return FileStatus(errno, path.native());
  return fd;
}

absl::Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileStatus(errno, "write");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = other.Release();
  }
  return *this;
}

int FileDescriptor::Release() { return std::exchange(fd_, -1); }

void FileDescriptor::Close() {
  if (fd_ >= 0) ::close(Release());
}

absl::StatusOr<FileLock> FileLock::Take(const std::filesystem::path& path) {
  std::filesystem::path lock = path;
  lock += ".lock";
  FileDescriptor file(
      ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode));
  if (!file.is_open()) return FileStatus(errno, lock.native());
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return FileStatus(errno, lock.native());
  }
  return FileLock(std::move(file));
}

}  // namespace millrace::server
