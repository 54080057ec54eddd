// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The records of a zip file as bytes: finds the end of the central directory
// and takes its entries apart. Knows the layout; what a sound archive is, is
// for zip_archive to say. Grammar in zip_directory.cc.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_SOURCE_ZIP_DIRECTORY_H_
#define MILLRACE_PIPELINE_SOURCE_ZIP_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/io/file_system.h"
#include "pipeline/source/zip_archive.h"

namespace millrace {

inline constexpr size_t kZipHeaderBytes = 30;

// Little-endian numbers at `offset`. REQUIRES: they are within `bytes`.
uint16_t ReadZip16(std::string_view bytes, size_t offset);
uint32_t ReadZip32(std::string_view bytes, size_t offset);
uint64_t ReadZip64(std::string_view bytes, size_t offset);

// kInvalidZip with `message`.
absl::Status InvalidZip(std::string_view message);

// Where the central directory is, as the records at the file's end say. All
// three numbers are within the file.
struct ZipDirectoryPlace {
  uint64_t member_count = 0;
  uint64_t bytes = 0;
  uint64_t offset = 0;
  // Where the first record behind the directory begins.
  uint64_t limit = 0;
};

absl::StatusOr<ZipDirectoryPlace> FindZipDirectory(ReadableFile& file,
                                                   uint64_t file_bytes);

// Takes one entry off the front of `directory`.
absl::Status TakeZipEntry(std::string_view* directory, ZipMember* member);

// Whether another entry is at the front of `directory`.
bool IsZipEntry(std::string_view directory);

// Whether the bytes are those of a member's own header.
bool IsZipHeader(std::string_view header);

// Puts the values of a Zip64 extra field in the place of those that are all
// ones, in the field's order; `offset` may be null.
absl::Status ApplyZip64Extra(std::string_view extra, uint64_t* unpacked_bytes,
                             uint64_t* packed_bytes, uint64_t* offset);

// Reads `bytes` bytes at `offset`, or tells that the file is too short.
absl::StatusOr<std::string> ReadZipBytes(ReadableFile& file, uint64_t offset,
                                         size_t bytes);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_ZIP_DIRECTORY_H_
