// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// OutputFile: gathers small pieces of output into large writes.
//
//   MILLRACE_ASSIGN_OR_RETURN(
//       OutputFile file,
//       OutputFile::Open(file_system, path, WriteMode::kReplace));
//   MILLRACE_RETURN_IF_ERROR(file.Append("a,b\r\n"));
//   MILLRACE_RETURN_IF_ERROR(file.Sync());
//   MILLRACE_RETURN_IF_ERROR(file.Close());
//
// The first error stays: what a failed write left on the disk is not known, so
// every later call returns that error again and writes nothing.
//
// Threading: one thread at a time.
// Ownership: owns the open file; does not outlive its FileSystem.

#ifndef MILLRACE_ENGINE_IO_OUTPUT_FILE_H_
#define MILLRACE_ENGINE_IO_OUTPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/units.h"
#include "engine/io/file_system.h"

namespace millrace {

class OutputFile {
 public:
  static absl::StatusOr<OutputFile> Open(FileSystem& file_system,
                                         const std::filesystem::path& path,
                                         WriteMode mode,
                                         size_t buffer_bytes = 256 * kKiB);

  // Loses what was not flushed: call Close().
  ~OutputFile() = default;
  OutputFile(OutputFile&&) = default;
  OutputFile& operator=(OutputFile&&) = default;

  absl::Status Append(std::string_view bytes);

  // Hands everything appended to the operating system.
  absl::Status Flush();

  // Returns once everything appended is on the disk.
  absl::Status Sync();

  // Flushes and closes. REQUIRES: no call after it but size().
  absl::Status Close();

  // Bytes in the file once all is flushed, those that were there before
  // included.
  uint64_t size() const { return size_; }

 private:
  OutputFile(std::unique_ptr<WritableFile> file, uint64_t size,
             size_t buffer_bytes);

  absl::Status Write(std::string_view bytes);

  // Constant after construction.
  size_t buffer_bytes_;

  // Owned by one thread.
  std::unique_ptr<WritableFile> file_;
  std::string buffer_;
  uint64_t size_;
  absl::Status first_error_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_IO_OUTPUT_FILE_H_
