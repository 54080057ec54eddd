// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Small files of the service's folder, read and written as a whole. A write
// puts the new content in the place of the old in one step and is on the disk
// when it returns; files are made for their owner only.
//
// Errors: kNotFound for a file that is not there, else kUnavailable, with the
// file's name and the system's reason.
//
// Threading: pure functions, safe from any thread; one writer a name.

#ifndef MILLRACE_TOOLS_SERVER_SMALL_FILE_H_
#define MILLRACE_TOOLS_SERVER_SMALL_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace millrace::server {

// Makes the folder, mode 0700, if it is not there.
absl::Status MakePrivateFolder(const std::filesystem::path& folder);

absl::StatusOr<std::string> ReadSmallFile(const std::filesystem::path& path);

absl::Status WriteSmallFile(const std::filesystem::path& path,
                            std::string_view bytes);

// The removal is on the disk when it returns. No file there is no error.
absl::Status RemoveSmallFile(const std::filesystem::path& path);

// Returns once names made and removed in the folder are so on the disk.
absl::Status SyncFolder(const std::filesystem::path& folder);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SMALL_FILE_H_
