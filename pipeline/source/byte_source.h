// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ByteSource: where an upload's bytes come from, front to back: a file, a
// member of a zip, memory, or a stream such as standard input.
//
// Errors come in two kinds. An UploadError says that the upload itself is
// broken (contract m.11: the job settles); any other status says that it
// could not be read (the job stays resumable).
//
// Threading: a source belongs to one thread.

#ifndef MILLRACE_PIPELINE_SOURCE_BYTE_SOURCE_H_
#define MILLRACE_PIPELINE_SOURCE_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/io/file_system.h"
#include "pipeline/source/zip_archive.h"

namespace millrace {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Reads at most `bytes_max` bytes, maybe fewer, and returns how many; none
  // means the end. Bytes before a place where the source is broken are given
  // before the error is.
  // REQUIRES: bytes_max > 0.
  virtual absl::StatusOr<size_t> Read(char* to, size_t bytes_max) = 0;

  // Passes over `bytes` bytes, or to the end if there are fewer.
  virtual absl::Status Skip(uint64_t bytes);

  // The size of the file given (of the zip, not of its member), which a
  // resume compares; none if that cannot be known.
  virtual std::optional<uint64_t> size_bytes() const { return std::nullopt; }

  // How much of the file given has been read, for progress.
  virtual uint64_t file_bytes_read() const = 0;

  // Which member of a zip is read; empty for anything else.
  virtual std::string_view member_name() const { return {}; }
};

// Plain text in a file. A folder, pipe or device is an UploadError with
// kInvalidFile, a missing file kNotFound.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenFileSource(
    FileSystem& file_system, const std::filesystem::path& path);

// Plain text in memory, which must outlive the source.
std::unique_ptr<ByteSource> MemorySource(std::string_view bytes);

// Plain text from a stream. A zip or gzip cannot be read that way: the first
// Read() is an UploadError that says so. `name` is for messages.
std::unique_ptr<ByteSource> StreamSource(std::unique_ptr<ReadableStream> stream,
                                         std::string name);

// Plain text from standard input, from its current position.
std::unique_ptr<ByteSource> StandardInputSource();

// The upload at `path`: plain text, or the member `member_name` of a zip (its
// only one if the name is empty). The file's first bytes tell which of the
// two it is, never its name.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenUpload(
    FileSystem& file_system, const std::filesystem::path& path,
    std::string_view member_name, const ZipLimits& limits);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_BYTE_SOURCE_H_
