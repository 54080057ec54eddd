// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FileSystem: everything the project does with files, as an interface, so that
// tests can make any single call of it fail. The real one is in
// posix_file_system.h.
//
//   MILLRACE_ASSIGN_OR_RETURN(auto file, file_system.OpenForReading(path));
//   MILLRACE_ASSIGN_OR_RETURN(size_t bytes, file->ReadAt(0, to, capacity));
//
// Errors say `path: operation failed: reason` and carry:
//   kNotFound            no such file or folder
//   kAlreadyExists       it is there already
//   kPermissionDenied    no right to do it, or a read-only file system
//   kFailedPrecondition  a file where a folder is wanted, or the reverse; a
//                        folder that is not empty
//   kInvalidArgument     a path that no file can have
//   kResourceExhausted   disk, quota or table of open files is full
//   kUnavailable         all other trouble; a retry may help
//
// Threading: a FileSystem and a ReadableFile are safe from any thread; streams
// and WritableFile belong to one thread at a time.
// Ownership: opened files do not outlive the FileSystem that opened them.

#ifndef MILLRACE_ENGINE_IO_FILE_SYSTEM_H_
#define MILLRACE_ENGINE_IO_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace millrace {

// A file read at any place.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;

  // Reads `bytes` bytes from `offset` on into `to` and returns how many there
  // were: fewer only where the file ends.
  virtual absl::StatusOr<size_t> ReadAt(uint64_t offset, char* to,
                                        size_t bytes) = 0;

  virtual absl::StatusOr<uint64_t> Size() = 0;
};

// Bytes read once, from front to back: a pipe, or standard input.
class ReadableStream {
 public:
  virtual ~ReadableStream() = default;

  // Waits for at least one byte, reads up to `bytes` into `to` and returns how
  // many; none means the end.
  virtual absl::StatusOr<size_t> Read(char* to, size_t bytes) = 0;
};

// A file written from its end on. Not buffered: see output_file.h.
class WritableFile {
 public:
  // Closes the file if Close() was not called, and cannot report trouble.
  virtual ~WritableFile() = default;

  // Appends all of `bytes`. After an error some of them may be there.
  virtual absl::Status Append(std::string_view bytes) = 0;

  // Returns once everything appended is on the disk.
  virtual absl::Status Sync() = 0;

  // REQUIRES: no call after it.
  virtual absl::Status Close() = 0;
};

enum class FileKind {
  kRegular,
  kDirectory,
  // A pipe, socket or device.
  kOther,
};

enum class WriteMode {
  // Starts empty, whatever was there.
  kReplace,
  // Goes on behind what is there, or starts empty.
  kAppend,
  // Refuses, with kAlreadyExists, if anything is there.
  kCreateNew,
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Opens a regular file. Refuses a folder with kFailedPrecondition.
  virtual absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::filesystem::path& path) = 0;

  // Opens a file, for its owner only if it is new.
  virtual absl::StatusOr<std::unique_ptr<WritableFile>> OpenForWriting(
      const std::filesystem::path& path, WriteMode mode) = 0;

  // Puts `from` in the place of `to`, in one step, if both are on one disk.
  virtual absl::Status Rename(const std::filesystem::path& from,
                              const std::filesystem::path& to) = 0;

  // Removes a file or an empty folder.
  virtual absl::Status Remove(const std::filesystem::path& path) = 0;

  // Makes a folder, for its owner only, and those above it that are missing.
  // A folder that is there already is left as it is.
  virtual absl::Status CreateDirectory(const std::filesystem::path& path) = 0;

  // Returns the names, not paths, of what is in a folder, sorted.
  virtual absl::StatusOr<std::vector<std::string>> List(
      const std::filesystem::path& path) = 0;

  // Returns once files created, renamed and removed in a folder are so on the
  // disk. An empty path is the current folder.
  virtual absl::Status SyncDirectory(const std::filesystem::path& path) = 0;

  virtual absl::StatusOr<uint64_t> Size(const std::filesystem::path& path) = 0;

  // Follows symbolic links.
  virtual absl::StatusOr<FileKind> Kind(const std::filesystem::path& path) = 0;

  // Returns the bytes that this user may still write to the disk of `path`.
  virtual absl::StatusOr<uint64_t> FreeSpace(
      const std::filesystem::path& path) = 0;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_IO_FILE_SYSTEM_H_
