// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/small_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tools/server/new_file.h"

namespace millrace::server {
namespace {

constexpr size_t kReadBytes = size_t{64} << 10;

absl::Status FileError(const std::filesystem::path& path,
                       std::string_view what) {
  const int number = errno;
  const std::string text =
      path.filename().native() + ": " + std::string(what) +
      " failed: " + std::generic_category().message(number);
  return number == ENOENT ? absl::NotFoundError(text)
                          : absl::UnavailableError(text);
}

}  // namespace

absl::Status MakePrivateFolder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), S_IRWXU) == 0) {
    return SyncFolder(folder.parent_path());
  }
  if (errno != EEXIST) return FileError(folder, "make folder");
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadSmallFile(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError(path, "open");
  std::string bytes;
  for (;;) {
    const size_t at = bytes.size();
    bytes.resize(at + kReadBytes);
    const ssize_t got = ::read(fd, bytes.data() + at, kReadBytes);
    const bool is_interrupted = got < 0 && errno == EINTR;
    bytes.resize(at + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got > 0 || is_interrupted) continue;
    absl::Status status = got < 0 ? FileError(path, "read") : absl::OkStatus();
    ::close(fd);
    if (!status.ok()) return status;
    return bytes;
  }
}

absl::Status WriteSmallFile(const std::filesystem::path& path,
                            std::string_view bytes) {
  std::filesystem::path part = path;
  part += ".part";
  absl::StatusOr<NewFile> file = NewFile::Create(part);
  if (!file.ok()) return file.status();
  if (absl::Status status = file->Append(bytes); !status.ok()) return status;
  return file->FinishAs(path);
}

absl::Status RemoveSmallFile(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return FileError(path, "remove");
  }
  return SyncFolder(path.parent_path());
}

absl::Status SyncFolder(const std::filesystem::path& folder) {
  const char* const name = folder.empty() ? "." : folder.c_str();
  const int fd = ::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FileError(folder, "open");
  const bool is_synced = ::fsync(fd) == 0;
  absl::Status status =
      is_synced ? absl::OkStatus() : FileError(folder, "sync");
  ::close(fd);
  return status;
}

}  // namespace millrace::server
