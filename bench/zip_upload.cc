// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
//   zip := local-header name data directory-header name end-record
//
// All numbers little-endian, by PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12
// and 4.3.16.

#include "bench/zip_upload.h"

#include <cstdint>

#include <zlib.h>

#include "engine/base/check.h"

namespace millrace::bench {
namespace {

constexpr uint32_t kVersion = 20;
constexpr uint32_t kDeflate = 8;

void AppendNumber(uint64_t number, int byte_count, std::string* to) {
  for (; byte_count > 0; --byte_count, number >>= 8) {
    to->push_back(static_cast<char>(number & 0xff));
  }
}

std::string Deflate(std::string_view bytes) {
  z_stream stream = {};
  // Negative window bits: no header of zlib's own.
  MILLRACE_CHECK(
      deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  MILLRACE_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// What both headers say of the member, from the version on.
void AppendMember(std::string_view name, uint32_t crc, size_t packed_bytes,
                  size_t bytes, std::string* to) {
  AppendNumber(kVersion, 2, to);
  AppendNumber(0, 2, to);  // flags
  AppendNumber(kDeflate, 2, to);
  AppendNumber(0, 4, to);  // time and date
  AppendNumber(crc, 4, to);
  AppendNumber(packed_bytes, 4, to);
  AppendNumber(bytes, 4, to);
  AppendNumber(name.size(), 2, to);
  AppendNumber(0, 2, to);  // extra field
}

}  // namespace

std::string ZipUpload(std::string_view member_name, std::string_view bytes) {
  MILLRACE_CHECK(bytes.size() <= UINT32_MAX);
  const std::string packed = Deflate(bytes);
  const auto crc = static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uInt>(bytes.size())));
  std::string zip("PK\x03\x04");
  AppendMember(member_name, crc, packed.size(), bytes.size(), &zip);
  zip.append(member_name).append(packed);
  const size_t directory_begin = zip.size();
  zip.append("PK\x01\x02");
  AppendNumber(kVersion, 2, &zip);
  AppendMember(member_name, crc, packed.size(), bytes.size(), &zip);
  AppendNumber(0, 14, &zip);  // comment, disk, attributes, offset: all none
  zip.append(member_name);
  const size_t directory_bytes = zip.size() - directory_begin;
  zip.append("PK\x05\x06");
  AppendNumber(0, 4, &zip);  // disks
  AppendNumber(1, 2, &zip);
  AppendNumber(1, 2, &zip);
  AppendNumber(directory_bytes, 4, &zip);
  AppendNumber(directory_begin, 4, &zip);
  AppendNumber(0, 2, &zip);  // comment
  return zip;
}

}  // namespace millrace::bench
