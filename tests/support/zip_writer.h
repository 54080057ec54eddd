// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes zip files for tests, sound ones and others: every number that a
// reader must check can be made a lie.
//
//   std::string zip = WriteZip({{.name = "people.csv", .bytes = "a,b\n"}});
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_ZIP_WRITER_H_
#define MILLRACE_TESTS_SUPPORT_ZIP_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

inline constexpr uint16_t kZipStored = 0;
inline constexpr uint16_t kZipDeflate = 8;

struct ZipEntry {
  std::string name = {};
  std::string bytes = {};
  // Deflate packs the bytes; any other method writes them as they are.
  uint16_t method = kZipDeflate;
  int level = 6;
  uint16_t flags = 0;
  // Sizes and offset are in Zip64 extra fields.
  bool is_zip64 = false;
  // Sizes and checksum follow the data instead of being in the header.
  bool has_sizes_behind = false;
  // An extra field, as bytes, put before that of Zip64.
  std::string extra = {};

  // What is written instead of the truth, in header and table of contents.
  std::optional<std::string> packed = {};
  std::optional<uint32_t> crc = {};
  std::optional<uint64_t> packed_bytes = {};
  std::optional<uint64_t> unpacked_bytes = {};
  // The same, in the table of contents alone.
  std::optional<uint64_t> header_offset = {};
  std::optional<std::string> listed_name = {};
  std::optional<uint32_t> listed_crc = {};
  std::optional<uint16_t> listed_method = {};
  uint16_t disk = 0;
};

struct ZipShape {
  // Bytes before the archive, and whether offsets count them.
  std::string prefix = {};
  bool are_offsets_from_prefix = false;
  std::string comment = {};
  std::string suffix = {};
  // Writes the Zip64 records; those of the end record are all ones then.
  bool is_zip64 = false;
  std::optional<uint64_t> member_count = {};
  std::optional<uint64_t> directory_bytes = {};
  std::optional<uint64_t> directory_offset = {};
  std::optional<uint64_t> zip64_end_offset = {};
  uint16_t disk = 0;
};

std::string WriteZip(const std::vector<ZipEntry>& entries,
                     const ZipShape& shape = {});

// Raw deflate by zlib. A low memory level, from 1 to 9, makes many blocks.
std::string DeflateBytes(std::string_view bytes, int level,
                         int memory_level = 9);

// What zlib makes of raw deflate: all bytes up to the end or to the first
// error, and whether it came to a good end.
struct InflatedBytes {
  std::string bytes;
  bool is_whole = false;
};
InflatedBytes InflateByZlib(std::string_view packed);

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_ZIP_WRITER_H_
