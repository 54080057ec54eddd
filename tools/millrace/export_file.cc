// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/export_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace millrace::tool {
namespace {

constexpr size_t kBufferBytes = size_t{256} << 10;

absl::Status ErrnoStatus() {
  return absl::UnavailableError(std::generic_category().message(errno));
}

}  // namespace

ExportFile::~ExportFile() {
  if (temporary_path_.empty()) return;
  if (fd_ >= 0) ::close(fd_);
  ::unlink(temporary_path_.c_str());
}

absl::Status ExportFile::Open(const std::string& path) {
  if (path.empty() || path == "-") {
    fd_ = STDOUT_FILENO;
    return absl::OkStatus();
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::UnavailableError("is a folder, not a file");
  }
  std::string temporary_path = path + ".part";
  fd_ = ::open(temporary_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
               S_IRUSR | S_IWUSR);
  if (fd_ < 0) return ErrnoStatus();
  path_ = path;
  temporary_path_ = temporary_path;
  return absl::OkStatus();
}

absl::Status ExportFile::Append(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

absl::Status ExportFile::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return ErrnoStatus();
    rest.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status ExportFile::Finish() {
  if (absl::Status status = Flush(); !status.ok()) return status;
  if (path_.empty()) return absl::OkStatus();
  bool is_synced = ::fsync(fd_) == 0;
  bool is_closed = ::close(fd_) == 0;
  fd_ = -1;
  if (!is_synced || !is_closed) return ErrnoStatus();
  if (::rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    return ErrnoStatus();
  }
  temporary_path_.clear();
  return absl::OkStatus();
}

void CsvRow::Add(std::string_view cell) {
  if (is_finished_) {
    text_.clear();
    is_finished_ = false;
  } else {
    text_ += ',';
  }
  if (cell.find_first_of(",\"\r\n") == cell.npos) {
    text_ += cell;
    return;
  }
  text_ += '"';
  for (char c : cell) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  text_ += '"';
}

const std::string& CsvRow::Finish() {
  is_finished_ = true;
  return text_ += "\r\n";
}

}  // namespace millrace::tool
