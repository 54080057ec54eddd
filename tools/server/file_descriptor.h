// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FileDescriptor: an open file that closes itself, and the few things that are
// done with one here.
//
// Threading: pure functions; a FileDescriptor and a FileLock belong to one
// thread.

#ifndef MILLRACE_TOOLS_SERVER_FILE_DESCRIPTOR_H_
#define MILLRACE_TOOLS_SERVER_FILE_DESCRIPTOR_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace millrace::server {

// What an errno of a file operation is: kNotFound, kPermissionDenied,
// kResourceExhausted (no space), otherwise kUnavailable; "what: reason".
absl::Status FileStatus(int error, std::string_view what);

// A new empty file, mode 0600, opened for writing; kAlreadyExists.
absl::StatusOr<int> CreateFile(const std::filesystem::path& path);

// Writes all of the bytes.
absl::Status WriteAll(int fd, std::string_view bytes);

// A file descriptor that closes itself.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() { Close(); }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int Release();
  void Close();

 private:
  int fd_ = -1;
};

// Keeps other processes from changing what `path` stands for while it lives,
// by a lock on the file path + ".lock".
class FileLock {
 public:
  static absl::StatusOr<FileLock> Take(const std::filesystem::path& path);

 private:
  explicit FileLock(FileDescriptor file) : file_(std::move(file)) {}
  FileDescriptor file_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_FILE_DESCRIPTOR_H_
