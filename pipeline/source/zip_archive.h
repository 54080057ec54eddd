// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ZipArchive: the table of contents of a zip file, Zip64 included, with every
// number in it checked against the file. Only what an upload needs: members
// are found and located here, and inflated in zip_member_source.h.
//
// Every error is an UploadError, but for trouble in reading the file.
//
// Threading: belongs to one thread.
// Ownership: borrows the file.

#ifndef MILLRACE_PIPELINE_SOURCE_ZIP_ARCHIVE_H_
#define MILLRACE_PIPELINE_SOURCE_ZIP_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/io/file_system.h"
#include "millrace/limits.h"

namespace millrace {

// What a zip may be. Numbers whose default is 0 set no limit when they are 0.
struct ZipLimits {
  uint64_t zip_bytes_max = 0;
  uint64_t unpacked_bytes_max = 0;
  // Unpacked bytes for each packed one, of a member that unpacks to more than
  // ratio_bytes_free. 0: no limit.
  uint64_t ratio_max = kZipRatioMaxDefault;
  uint64_t ratio_bytes_free = kZipRatioBytesFree;
  // Far above any upload; bounds the memory for the names.
  size_t member_count_max = 10000;
};

// How a member's bytes are packed.
enum class ZipMethod : uint16_t { kStored = 0, kDeflate = 8 };

struct ZipMember {
  std::string name;
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t packed_bytes = 0;
  uint64_t unpacked_bytes = 0;
  uint64_t header_offset = 0;

  bool IsDirectory() const;
};

class ZipArchive {
 public:
  // Reads the table of contents.
  static absl::StatusOr<ZipArchive> Open(ReadableFile& file,
                                         const ZipLimits& limits);

  // As they are listed, folders included.
  const std::vector<ZipMember>& members() const { return members_; }

  // The member called `name`; else the one whose last path part is that of
  // `name` but for case (contract l.33). Without a name, the only file there
  // is, those that a Mac adds for itself not counted.
  absl::StatusOr<const ZipMember*> Find(std::string_view name) const;

  // Checks that the member can be unpacked within the limits and that its own
  // header agrees with the table; returns where its packed bytes begin.
  absl::StatusOr<uint64_t> Locate(const ZipMember& member) const;

 private:
  ZipArchive(ReadableFile& file, const ZipLimits& limits)
      : file_(&file), limits_(limits) {}

  absl::Status ReadDirectory();
  absl::Status CheckMember(const ZipMember& member) const;
  absl::Status CheckHeader(const ZipMember& member, std::string_view header,
                           std::string_view name_and_extra) const;
  std::string SomeNames(const std::vector<const ZipMember*>& members) const;

  // Constant after Open().
  ReadableFile* file_;
  ZipLimits limits_;
  uint64_t file_bytes_ = 0;
  uint64_t directory_offset_ = 0;
  // Bytes put before an archive after it was made, for example a stub that
  // unpacks itself; offsets do not count them.
  uint64_t prefix_bytes_ = 0;
  std::vector<ZipMember> members_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_ZIP_ARCHIVE_H_
