// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// MemoryFile: a ReadableFile whose bytes are in memory, and that can be told
// to fail. MemoryStream: the same for a ReadableStream, in small pieces.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_MEMORY_FILE_H_
#define MILLRACE_TESTS_SUPPORT_MEMORY_FILE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/io/file_system.h"

namespace millrace {

class MemoryFile final : public ReadableFile {
 public:
  explicit MemoryFile(std::string bytes) : bytes_(std::move(bytes)) {}

  // The `nth` read from now on fails, from 1; those after it do not.
  void FailRead(int nth) { fail_read_ = nth; }

  // What Size() said before stays: the file is cut while it is read.
  void CutTo(size_t bytes) { readable_bytes_ = bytes; }

  absl::StatusOr<size_t> ReadAt(uint64_t offset, char* to,
                                size_t bytes) override {
    if (fail_read_ > 0 && --fail_read_ == 0) {
      return absl::UnavailableError("read failed");
    }
    const size_t end = std::min(bytes_.size(), readable_bytes_);
    if (offset >= end) return size_t{0};
    return bytes_.copy(to, std::min(bytes, end - static_cast<size_t>(offset)),
                       static_cast<size_t>(offset));
  }

  absl::StatusOr<uint64_t> Size() override { return bytes_.size(); }

 private:
  const std::string bytes_;
  size_t readable_bytes_ = SIZE_MAX;
  int fail_read_ = 0;
};

class MemoryStream final : public ReadableStream {
 public:
  MemoryStream(std::string bytes, size_t piece_bytes)
      : bytes_(std::move(bytes)), piece_bytes_(piece_bytes) {}

  absl::StatusOr<size_t> Read(char* to, size_t bytes) override {
    const size_t count =
        bytes_.copy(to, std::min(bytes, piece_bytes_), offset_);
    offset_ += count;
    return count;
  }

 private:
  const std::string bytes_;
  const size_t piece_bytes_;
  size_t offset_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_MEMORY_FILE_H_
