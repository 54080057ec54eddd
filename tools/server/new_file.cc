// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "tools/server/small_file.h"

namespace millrace::server {
namespace {

absl::Status FileError(const std::filesystem::path& path,
                       std::string_view what) {
  return absl::UnavailableError(
      path.filename().native() + ": " + std::string(what) +
      " failed: " + std::generic_category().message(errno));
}

}  // namespace

absl::StatusOr<NewFile> NewFile::Create(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return FileError(path, "remove");
  }
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
             S_IRUSR | S_IWUSR);
  if (fd < 0) return FileError(path, "create");
  return NewFile(path, fd);
}

NewFile::NewFile(std::filesystem::path path, int fd)
    : path_(std::move(path)), fd_(fd) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      fd_(std::exchange(other.fd_, -1)) {}

NewFile::~NewFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

absl::Status NewFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return FileError(path_, "write");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status NewFile::Close() {
  if (::fsync(fd_) != 0) return FileError(path_, "sync");
  if (::close(std::exchange(fd_, -1)) != 0) return FileError(path_, "close");
  return absl::OkStatus();
}

absl::Status NewFile::Finish() {
  if (absl::Status closed = Close(); !closed.ok()) return closed;
  const std::filesystem::path path = std::exchange(path_, {});
  return SyncFolder(path.parent_path());
}

absl::Status NewFile::FinishAs(const std::filesystem::path& path) {
  if (absl::Status closed = Close(); !closed.ok()) return closed;
  if (::rename(path_.c_str(), path.c_str()) != 0) {
    return FileError(path_, "rename");
  }
  path_.clear();
  return SyncFolder(path.parent_path());
}

}  // namespace millrace::server
