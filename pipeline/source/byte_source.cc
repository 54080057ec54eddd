// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/byte_source.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/base/units.h"
#include "engine/io/file_system.h"
#include "engine/io/posix_file_system.h"
#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/zip_archive.h"
#include "pipeline/source/zip_member_source.h"

namespace millrace {
namespace {

// The first bytes of a file, as many as tell zip, gzip and text apart.
constexpr size_t kMagicBytes = 4;

bool IsZip(std::string_view magic) {
  // A member's header, or the end record of an archive without members.
  return magic == "PK\x03\x04" || magic == "PK\x05\x06";
}

bool IsGzip(std::string_view magic) {
  // The second byte begins no UTF-8 character, so no text is refused.
  return magic.substr(0, 2) == "\x1f\x8b";
}

absl::Status GzipError() {
  return UploadError(JobErrorCode::kInvalidFile,
                     "upload is gzip data, neither plain text nor a zip");
}

class FileSource final : public ByteSource {
 public:
  FileSource(std::unique_ptr<ReadableFile> file, uint64_t size_bytes)
      : size_bytes_(size_bytes), file_(std::move(file)) {}

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override {
    const uint64_t left = size_bytes_ - offset_;
    const size_t wanted =
        static_cast<size_t>(std::min<uint64_t>(bytes_max, left));
    if (wanted == 0) return size_t{0};
    MILLRACE_ASSIGN_OR_RETURN(const size_t count,
                              file_->ReadAt(offset_, to, wanted));
    // Taking this for the end would lose rows without a word.
    if (count == 0) {
      return StatusOf(absl::StatusCode::kUnavailable,
                      "upload became shorter while it was read: " +
                          std::to_string(offset_) + " bytes of " +
                          std::to_string(size_bytes_));
    }
    offset_ += count;
    return count;
  }

  absl::Status Skip(uint64_t bytes) override {
    offset_ += std::min(bytes, size_bytes_ - offset_);
    return absl::OkStatus();
  }

  std::optional<uint64_t> size_bytes() const override { return size_bytes_; }
  uint64_t file_bytes_read() const override { return offset_; }

 private:
  // Constant after construction. Bytes that are appended later are not part
  // of the upload.
  const uint64_t size_bytes_;

  // Owned by one thread.
  std::unique_ptr<ReadableFile> file_;
  uint64_t offset_ = 0;
};

class MemoryBytesSource final : public ByteSource {
 public:
  explicit MemoryBytesSource(std::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override {
    const size_t count = bytes_.copy(to, bytes_max, offset_);
    offset_ += count;
    return count;
  }

  absl::Status Skip(uint64_t bytes) override {
    offset_ +=
        static_cast<size_t>(std::min<uint64_t>(bytes, bytes_.size() - offset_));
    return absl::OkStatus();
  }

  std::optional<uint64_t> size_bytes() const override { return bytes_.size(); }
  uint64_t file_bytes_read() const override { return offset_; }

 private:
  const std::string_view bytes_;
  size_t offset_ = 0;
};

class ReadableStreamSource final : public ByteSource {
 public:
  ReadableStreamSource(std::unique_ptr<ReadableStream> stream, std::string name)
      : name_(std::move(name)), stream_(std::move(stream)) {}

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override {
    if (!is_magic_read_) MILLRACE_RETURN_IF_ERROR(ReadMagic());
    if (magic_given_ < magic_.size()) {
      const size_t count = magic_.copy(to, bytes_max, magic_given_);
      magic_given_ += count;
      return count;
    }
    MILLRACE_ASSIGN_OR_RETURN(const size_t count, stream_->Read(to, bytes_max));
    bytes_read_ += count;
    return count;
  }

  uint64_t file_bytes_read() const override { return bytes_read_; }

 private:
  absl::Status ReadMagic() {
    char buffer[kMagicBytes];
    while (magic_.size() < kMagicBytes) {
      MILLRACE_ASSIGN_OR_RETURN(
          const size_t count,
          stream_->Read(buffer, kMagicBytes - magic_.size()));
      if (count == 0) break;
      magic_.append(buffer, count);
      bytes_read_ += count;
    }
    if (IsZip(magic_)) {
      return UploadError(JobErrorCode::kInvalidFile,
                         "a zip must be given as a file, since its table of "
                         "contents is at its end; it came from: " +
                             name_);
    }
    if (IsGzip(magic_)) return GzipError();
    is_magic_read_ = true;
    return absl::OkStatus();
  }

  // Constant after construction.
  const std::string name_;

  // Owned by one thread.
  std::unique_ptr<ReadableStream> stream_;
  std::string magic_;
  size_t magic_given_ = 0;
  bool is_magic_read_ = false;
  uint64_t bytes_read_ = 0;
};

// An open upload and its size.
struct UploadFile {
  std::unique_ptr<ReadableFile> file;
  uint64_t size_bytes = 0;
};

absl::StatusOr<UploadFile> OpenUploadFile(FileSystem& file_system,
                                          const std::filesystem::path& path) {
  MILLRACE_ASSIGN_OR_RETURN(const FileKind kind, file_system.Kind(path));
  if (kind == FileKind::kDirectory) {
    return UploadError(JobErrorCode::kInvalidFile,
                       "upload is a folder: " + path.native());
  }
  if (kind != FileKind::kRegular) {
    return UploadError(
        JobErrorCode::kInvalidFile,
        "upload is a pipe or device, which only standard input may be: " +
            path.native());
  }
  UploadFile upload;
  MILLRACE_ASSIGN_OR_RETURN(upload.file, file_system.OpenForReading(path));
  MILLRACE_ASSIGN_OR_RETURN(upload.size_bytes, upload.file->Size());
  return upload;
}

}  // namespace

absl::Status ByteSource::Skip(uint64_t bytes) {
  constexpr size_t kPieceBytes = 256 * kKiB;
  const auto piece = std::make_unique<char[]>(kPieceBytes);
  while (bytes > 0) {
    const size_t wanted =
        static_cast<size_t>(std::min<uint64_t>(bytes, kPieceBytes));
    MILLRACE_ASSIGN_OR_RETURN(const size_t count, Read(piece.get(), wanted));
    if (count == 0) break;
    bytes -= count;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenFileSource(
    FileSystem& file_system, const std::filesystem::path& path) {
  MILLRACE_ASSIGN_OR_RETURN(UploadFile upload,
                            OpenUploadFile(file_system, path));
  return std::make_unique<FileSource>(std::move(upload.file),
                                      upload.size_bytes);
}

std::unique_ptr<ByteSource> MemorySource(std::string_view bytes) {
  return std::make_unique<MemoryBytesSource>(bytes);
}

std::unique_ptr<ByteSource> StreamSource(std::unique_ptr<ReadableStream> stream,
                                         std::string name) {
  return std::make_unique<ReadableStreamSource>(std::move(stream),
                                                std::move(name));
}

std::unique_ptr<ByteSource> StandardInputSource() {
  return StreamSource(StandardInput(), "standard input");
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenUpload(
    FileSystem& file_system, const std::filesystem::path& path,
    std::string_view member_name, const ZipLimits& limits) {
  MILLRACE_ASSIGN_OR_RETURN(UploadFile upload,
                            OpenUploadFile(file_system, path));
  char buffer[kMagicBytes] = {};
  const size_t magic_bytes =
      static_cast<size_t>(std::min<uint64_t>(kMagicBytes, upload.size_bytes));
  MILLRACE_ASSIGN_OR_RETURN(const size_t count,
                            upload.file->ReadAt(0, buffer, magic_bytes));
  const std::string_view magic(buffer, count);
  if (IsZip(magic)) {
    return OpenZipMember(std::move(upload.file), member_name, limits);
  }
  if (IsGzip(magic)) return GzipError();
  return std::make_unique<FileSource>(std::move(upload.file),
                                      upload.size_bytes);
}

}  // namespace millrace
