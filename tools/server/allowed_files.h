// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// AllowedFiles: opens what a file: address names, if it lies below one of the
// operator's folders. No symbolic link is followed on the way from the folder
// to the file, so that nothing below it can lead out, whenever it is put there.
//
// Threading: const after construction.

#ifndef MILLRACE_TOOLS_SERVER_ALLOWED_FILES_H_
#define MILLRACE_TOOLS_SERVER_ALLOWED_FILES_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "tools/server/file_descriptor.h"

namespace millrace::server {

class AllowedFiles {
 public:
  explicit AllowedFiles(const std::vector<std::string>& folders);

  // kInvalidArgument: not allowed, or no file: address. Looks at the address
  // only.
  absl::Status Check(std::string_view url) const;

  // kInvalidArgument as Check; kUnavailable: there is no such plain file.
  absl::StatusOr<FileDescriptor> Open(std::string_view url) const;

 private:
  struct Place {
    std::filesystem::path folder;
    std::filesystem::path below;  // relative
  };
  absl::StatusOr<Place> Find(std::string_view url) const;

  std::vector<std::filesystem::path> folders_;  // real paths
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_ALLOWED_FILES_H_
