// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/output_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/io/file_system.h"

namespace millrace {

absl::StatusOr<OutputFile> OutputFile::Open(FileSystem& file_system,
                                            const std::filesystem::path& path,
                                            WriteMode mode,
                                            size_t buffer_bytes) {
  MILLRACE_ASSIGN_OR_RETURN(std::unique_ptr<WritableFile> file,
                            file_system.OpenForWriting(path, mode));
  uint64_t size = 0;
  if (mode == WriteMode::kAppend) {
    MILLRACE_ASSIGN_OR_RETURN(size, file_system.Size(path));
  }
  return OutputFile(std::move(file), size, buffer_bytes);
}

OutputFile::OutputFile(std::unique_ptr<WritableFile> file, uint64_t size,
                       size_t buffer_bytes)
    : buffer_bytes_(buffer_bytes), file_(std::move(file)), size_(size) {
  buffer_.reserve(buffer_bytes_);
}

absl::Status OutputFile::Append(std::string_view bytes) {
  MILLRACE_CHECK(file_ != nullptr);
  if (!first_error_.ok()) return first_error_;
  size_ += bytes.size();
  if (bytes.size() > buffer_bytes_ - buffer_.size()) {
    MILLRACE_RETURN_IF_ERROR(Flush());
    // A piece as large as the buffer gains nothing from being copied there.
    if (bytes.size() >= buffer_bytes_) return Write(bytes);
  }
  buffer_.append(bytes);
  return absl::OkStatus();
}

absl::Status OutputFile::Flush() {
  MILLRACE_CHECK(file_ != nullptr);
  if (!first_error_.ok() || buffer_.empty()) return first_error_;
  MILLRACE_RETURN_IF_ERROR(Write(buffer_));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status OutputFile::Sync() {
  MILLRACE_RETURN_IF_ERROR(Flush());
  first_error_ = file_->Sync();
  return first_error_;
}

absl::Status OutputFile::Close() {
  // The file is closed in any case; the earliest trouble is the one to tell.
  absl::Status flushed = Flush();
  absl::Status closed = file_->Close();
  file_.reset();
  return flushed.ok() ? closed : flushed;
}

absl::Status OutputFile::Write(std::string_view bytes) {
  first_error_ = file_->Append(bytes);
  return first_error_;
}

}  // namespace millrace
