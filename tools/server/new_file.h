// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// NewFile: a file being written, for its owner only. It takes the place of
// what its name held before, and goes away again unless it was finished.
//
//   auto file = NewFile::Create(path);
//   file->Append(bytes);
//   file->Finish();     // on the disk, the name too
//
// Errors: kUnavailable, with the file's name and the system's reason.
//
// Threading: one thread at a time.

#ifndef MILLRACE_TOOLS_SERVER_NEW_FILE_H_
#define MILLRACE_TOOLS_SERVER_NEW_FILE_H_

#include <filesystem>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace millrace::server {

class NewFile {
 public:
  // What lay there is removed first, not written through: it may be a link.
  static absl::StatusOr<NewFile> Create(const std::filesystem::path& path);
  ~NewFile();
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&& other) = delete;

  absl::Status Append(std::string_view bytes);
  // REQUIRES: no call after it.
  absl::Status Finish();
  // As Finish, under another name in the same folder, whose file it replaces.
  absl::Status FinishAs(const std::filesystem::path& path);

 private:
  NewFile(std::filesystem::path path, int fd);
  absl::Status Close();

  // Owned by one thread. No descriptor and no path: finished, or moved from.
  std::filesystem::path path_;
  int fd_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_NEW_FILE_H_
