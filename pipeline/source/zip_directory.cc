// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A zip file ends with its table of contents (all numbers little-endian, the
// figure in brackets is the offset in the record):
//
//   file      := member* directory [zip64-end zip64-locator] end
//   member    := "PK\3\4" version[4] flags[6] method[8] time[10] date[12]
//                crc:32[14] packed:32[18] unpacked:32[22] name-bytes:16[26]
//                extra-bytes:16[28] name[30] extra data
//   directory := entry*
//   entry     := "PK\1\2" made-by[4] version[6] flags[8] method[10] time[12]
//                date[14] crc:32[16] packed:32[20] unpacked:32[24]
//                name-bytes:16[28] extra-bytes:16[30] comment-bytes:16[32]
//                disk:16[34] attributes[36] header-offset:32[42] name[46]
//                extra comment
//   extra     := (id:16 bytes:16 value)*; id 1, Zip64: unpacked:64 packed:64
//                header-offset:64 disk:32, each only if its 32 or 16 bits
//                in the record are all ones
//   zip64-end := "PK\6\6" bytes:64[4] versions[12] disk:32[16]
//                directory-disk:32[20] members-here:64[24] members:64[32]
//                directory-bytes:64[40] directory-offset:64[48] ...[56]
//   zip64-locator := "PK\6\7" disk:32[4] zip64-end-offset:64[8] disks:32[16]
//   end       := "PK\5\6" disk:16[4] directory-disk:16[6] members-here:16[8]
//                members:16[10] directory-bytes:32[12] directory-offset:32[16]
//                comment-bytes:16[20] comment[22]

#include "pipeline/source/zip_directory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/status_macros.h"
#include "engine/io/file_system.h"
#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/zip_archive.h"

namespace millrace {
namespace {

constexpr size_t kEntryBytes = 46;
constexpr size_t kEndBytes = 22;
constexpr size_t kCommentBytesMax = 0xffff;
constexpr size_t kZip64EndBytes = 56;
constexpr size_t kZip64LocatorBytes = 20;

constexpr std::string_view kHeaderMark = "PK\x03\x04";
constexpr std::string_view kEntryMark = "PK\x01\x02";
constexpr std::string_view kEndMark = "PK\x05\x06";
constexpr std::string_view kZip64EndMark = "PK\x06\x06";
constexpr std::string_view kZip64LocatorMark = "PK\x06\x07";

constexpr uint16_t kZip64ExtraId = 1;
constexpr uint16_t kAllOnes16 = 0xffff;
constexpr uint32_t kAllOnes32 = 0xffffffff;

uint64_t ReadLittleEndian(std::string_view bytes, size_t offset, size_t count) {
  uint64_t value = 0;
  for (size_t i = count; i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[offset + i - 1]);
  }
  return value;
}

// Returns the place of the end record in the last bytes of a file, or npos.
// One whose comment ends with the file is better than one with bytes behind.
size_t FindEnd(std::string_view tail) {
  size_t second_best = std::string_view::npos;
  size_t at = tail.rfind(kEndMark);
  for (; at != std::string_view::npos; at = tail.rfind(kEndMark, at - 1)) {
    if (tail.size() - at >= kEndBytes) {
      const size_t end = at + kEndBytes + ReadZip16(tail, at + 20);
      if (end == tail.size()) return at;
      if (end < tail.size() && second_best == std::string_view::npos) {
        second_best = at;
      }
    }
    if (at == 0) break;
  }
  return second_best;
}

absl::Status SeveralDisks() {
  return InvalidZip("archive is spread over several disks");
}

// Replaces `place` by what the Zip64 records before the end record say.
absl::Status ReadZip64End(ReadableFile& file, std::string_view locator,
                          uint64_t locator_offset, ZipDirectoryPlace* place) {
  if (ReadZip32(locator, 4) != 0 || ReadZip32(locator, 16) > 1) {
    return SeveralDisks();
  }
  const uint64_t offset = ReadZip64(locator, 8);
  if (offset > locator_offset || locator_offset - offset < kZip64EndBytes) {
    return InvalidZip("zip64 record is not where its locator says");
  }
  MILLRACE_ASSIGN_OR_RETURN(const std::string end,
                            ReadZipBytes(file, offset, kZip64EndBytes));
  if (!end.starts_with(kZip64EndMark)) {
    return InvalidZip("zip64 record is not where its locator says");
  }
  place->member_count = ReadZip64(end, 32);
  place->bytes = ReadZip64(end, 40);
  place->offset = ReadZip64(end, 48);
  place->limit = offset;
  if (ReadZip32(end, 16) != 0 || ReadZip32(end, 20) != 0 ||
      ReadZip64(end, 24) != place->member_count) {
    return SeveralDisks();
  }
  return absl::OkStatus();
}

}  // namespace

uint16_t ReadZip16(std::string_view bytes, size_t offset) {
  return static_cast<uint16_t>(ReadLittleEndian(bytes, offset, 2));
}

uint32_t ReadZip32(std::string_view bytes, size_t offset) {
  return static_cast<uint32_t>(ReadLittleEndian(bytes, offset, 4));
}

uint64_t ReadZip64(std::string_view bytes, size_t offset) {
  return ReadLittleEndian(bytes, offset, 8);
}

absl::Status InvalidZip(std::string_view message) {
  return UploadError(JobErrorCode::kInvalidZip, message);
}

absl::StatusOr<std::string> ReadZipBytes(ReadableFile& file, uint64_t offset,
                                         size_t bytes) {
  std::string read(bytes, '\0');
  MILLRACE_ASSIGN_OR_RETURN(const size_t count,
                            file.ReadAt(offset, read.data(), bytes));
  if (count != bytes) {
    return InvalidZip("file ends early: at byte " +
                      std::to_string(offset + count));
  }
  return read;
}

absl::StatusOr<ZipDirectoryPlace> FindZipDirectory(ReadableFile& file,
                                                   uint64_t file_bytes) {
  const size_t tail_bytes = static_cast<size_t>(std::min<uint64_t>(
      file_bytes, kZip64LocatorBytes + kEndBytes + kCommentBytesMax));
  const uint64_t tail_offset = file_bytes - tail_bytes;
  MILLRACE_ASSIGN_OR_RETURN(const std::string tail_text,
                            ReadZipBytes(file, tail_offset, tail_bytes));
  const std::string_view tail = tail_text;
  const size_t at = FindEnd(tail);
  if (at == std::string_view::npos) {
    return InvalidZip("no table of contents: the end of the file is missing");
  }
  ZipDirectoryPlace place;
  const uint64_t disk = ReadZip16(tail, at + 4);
  const uint64_t directory_disk = ReadZip16(tail, at + 6);
  const uint64_t members_here = ReadZip16(tail, at + 8);
  place.member_count = ReadZip16(tail, at + 10);
  place.bytes = ReadZip32(tail, at + 12);
  place.offset = ReadZip32(tail, at + 16);
  place.limit = tail_offset + at;
  if (at >= kZip64LocatorBytes &&
      tail.substr(at - kZip64LocatorBytes).starts_with(kZip64LocatorMark)) {
    MILLRACE_RETURN_IF_ERROR(
        ReadZip64End(file, tail.substr(at - kZip64LocatorBytes),
                     place.limit - kZip64LocatorBytes, &place));
  } else if (disk != 0 || directory_disk != 0 ||
             members_here != place.member_count) {
    return SeveralDisks();
  }
  if (place.bytes > place.limit || place.offset > place.limit - place.bytes) {
    return InvalidZip("table of contents lies outside the file");
  }
  if (place.member_count > place.bytes / kEntryBytes) {
    return InvalidZip("table of contents is shorter than its members");
  }
  return place;
}

bool IsZipEntry(std::string_view directory) {
  return directory.starts_with(kEntryMark);
}

bool IsZipHeader(std::string_view header) {
  return header.starts_with(kHeaderMark);
}

absl::Status ApplyZip64Extra(std::string_view extra, uint64_t* unpacked_bytes,
                             uint64_t* packed_bytes, uint64_t* offset) {
  constexpr size_t kFieldHeaderBytes = 4;
  while (extra.size() >= kFieldHeaderBytes) {
    const uint16_t id = ReadZip16(extra, 0);
    const size_t bytes = ReadZip16(extra, 2);
    extra.remove_prefix(kFieldHeaderBytes);
    if (bytes > extra.size()) {
      return InvalidZip("an extra field is longer than its place");
    }
    if (id != kZip64ExtraId) {
      extra.remove_prefix(bytes);
      continue;
    }
    std::string_view values = extra.substr(0, bytes);
    for (uint64_t* const value : {unpacked_bytes, packed_bytes, offset}) {
      if (value == nullptr || *value != kAllOnes32) continue;
      if (values.size() < sizeof(*value)) {
        return InvalidZip("a zip64 extra field lacks a value");
      }
      *value = ReadZip64(values, 0);
      values.remove_prefix(sizeof(*value));
    }
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status TakeZipEntry(std::string_view* directory, ZipMember* member) {
  const std::string_view entry = *directory;
  if (entry.size() < kEntryBytes || !IsZipEntry(entry)) {
    return InvalidZip("table of contents is broken");
  }
  const size_t name_bytes = ReadZip16(entry, 28);
  const size_t extra_bytes = ReadZip16(entry, 30);
  const size_t comment_bytes = ReadZip16(entry, 32);
  const size_t entry_bytes =
      kEntryBytes + name_bytes + extra_bytes + comment_bytes;
  if (entry_bytes > entry.size()) {
    return InvalidZip("table of contents is broken");
  }
  member->flags = ReadZip16(entry, 8);
  member->method = ReadZip16(entry, 10);
  member->crc = ReadZip32(entry, 16);
  member->packed_bytes = ReadZip32(entry, 20);
  member->unpacked_bytes = ReadZip32(entry, 24);
  member->header_offset = ReadZip32(entry, 42);
  member->name = entry.substr(kEntryBytes, name_bytes);
  MILLRACE_RETURN_IF_ERROR(ApplyZip64Extra(
      entry.substr(kEntryBytes + name_bytes, extra_bytes),
      &member->unpacked_bytes, &member->packed_bytes, &member->header_offset));
  const uint16_t disk = ReadZip16(entry, 34);
  if (disk != 0 && disk != kAllOnes16) return SeveralDisks();
  directory->remove_prefix(entry_bytes);
  return absl::OkStatus();
}

}  // namespace millrace
