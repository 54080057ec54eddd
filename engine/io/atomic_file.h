// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// AtomicFile: a file that appears whole, under its own name, or not at all.
// Writes `name.part` beside it, syncs that, renames it over `name` and syncs
// the folder, so that after a power cut there is the old file or the new one.
//
//   MILLRACE_ASSIGN_OR_RETURN(AtomicFile file,
//                             AtomicFile::Create(file_system, path));
//   MILLRACE_RETURN_IF_ERROR(file.Append(row));
//   MILLRACE_RETURN_IF_ERROR(file.Publish());
//
// A `name.part` that a dead process left is replaced, so none pile up. For the
// same reason one name has one writer at a time: see to it by other means.
//
// Threading: one thread at a time.
// Ownership: borrows the FileSystem, which must live longer.

#ifndef MILLRACE_ENGINE_IO_ATOMIC_FILE_H_
#define MILLRACE_ENGINE_IO_ATOMIC_FILE_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/io/file_system.h"
#include "engine/io/output_file.h"

namespace millrace {

class AtomicFile {
 public:
  // What a file is called until it is published.
  static constexpr std::string_view kPartSuffix = ".part";

  static absl::StatusOr<AtomicFile> Create(FileSystem& file_system,
                                           const std::filesystem::path& path);

  // Removes the part file unless Publish() succeeded.
  ~AtomicFile();
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) = delete;

  absl::Status Append(std::string_view bytes);

  // Makes the file appear. After an error of the last step, syncing the
  // folder, it may be there already, whole; publishing it again is harmless.
  // REQUIRES: no call after it but size() and path().
  absl::Status Publish();

  // Bytes appended so far.
  uint64_t size() const { return size_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  AtomicFile(FileSystem& file_system, std::filesystem::path path,
             OutputFile file);

  // Constant after construction; null when moved from.
  FileSystem* file_system_;
  std::filesystem::path path_;
  std::filesystem::path part_path_;

  // Owned by one thread. Empty once published or given up.
  std::optional<OutputFile> file_;
  uint64_t size_ = 0;
};

// Puts `bytes` in the place of what `path` holds, in one step.
absl::Status WriteFileAtomically(FileSystem& file_system,
                                 const std::filesystem::path& path,
                                 std::string_view bytes);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_IO_ATOMIC_FILE_H_
