// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/zip_writer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

#include "engine/base/check.h"

namespace millrace {
namespace {

constexpr uint32_t kAllOnes32 = 0xffffffff;
constexpr uint16_t kSizesBehindFlag = 1 << 3;

void Put(std::string* to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    to->push_back(static_cast<char>(value >> (8 * i)));
  }
}

Bytef* ZlibBytes(std::string_view bytes) {
  // zlib does not write through this pointer.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

// What is written of an entry, lies included.
struct Written {
  std::string packed;
  uint32_t crc = 0;
  uint64_t packed_bytes = 0;
  uint64_t unpacked_bytes = 0;
  uint16_t flags = 0;
  uint64_t offset = 0;
};

Written Pack(const ZipEntry& entry) {
  Written written;
  written.packed = entry.method == kZipDeflate
                       ? DeflateBytes(entry.bytes, entry.level)
                       : entry.bytes;
  if (entry.packed.has_value()) written.packed = *entry.packed;
  written.crc = entry.crc.value_or(static_cast<uint32_t>(::crc32(
      0, ZlibBytes(entry.bytes), static_cast<uInt>(entry.bytes.size()))));
  written.packed_bytes = entry.packed_bytes.value_or(written.packed.size());
  written.unpacked_bytes = entry.unpacked_bytes.value_or(entry.bytes.size());
  written.flags = static_cast<uint16_t>(
      entry.flags | (entry.has_sizes_behind ? kSizesBehindFlag : 0));
  return written;
}

std::string Zip64Extra(const std::vector<uint64_t>& values) {
  std::string extra;
  Put(&extra, 1, 2);
  Put(&extra, 8 * values.size(), 2);
  for (const uint64_t value : values) Put(&extra, value, 8);
  return extra;
}

void PutHeader(std::string* to, const ZipEntry& entry, const Written& written) {
  const bool is_later = entry.has_sizes_behind;
  std::string extra = entry.extra;
  if (entry.is_zip64) {
    extra += Zip64Extra({is_later ? 0 : written.unpacked_bytes,
                         is_later ? 0 : written.packed_bytes});
  }
  to->append("PK\x03\x04");
  Put(to, 45, 2);
  Put(to, written.flags, 2);
  Put(to, entry.method, 2);
  Put(to, 0, 4);
  Put(to, is_later ? 0 : written.crc, 4);
  if (entry.is_zip64) {
    Put(to, kAllOnes32, 4);
    Put(to, kAllOnes32, 4);
  } else {
    Put(to, is_later ? 0 : written.packed_bytes, 4);
    Put(to, is_later ? 0 : written.unpacked_bytes, 4);
  }
  Put(to, entry.name.size(), 2);
  Put(to, extra.size(), 2);
  to->append(entry.name).append(extra).append(written.packed);
  if (is_later) {
    to->append("PK\x07\x08");
    Put(to, written.crc, 4);
    Put(to, written.packed_bytes, entry.is_zip64 ? 8 : 4);
    Put(to, written.unpacked_bytes, entry.is_zip64 ? 8 : 4);
  }
}

void PutListed(std::string* to, const ZipEntry& entry, const Written& written) {
  const std::string& name = entry.listed_name.value_or(entry.name);
  const uint64_t offset = entry.header_offset.value_or(written.offset);
  std::string extra = entry.extra;
  if (entry.is_zip64) {
    extra += Zip64Extra({written.unpacked_bytes, written.packed_bytes, offset});
  }
  to->append("PK\x01\x02");
  Put(to, 45, 2);
  Put(to, 45, 2);
  Put(to, written.flags, 2);
  Put(to, entry.listed_method.value_or(entry.method), 2);
  Put(to, 0, 4);
  Put(to, entry.listed_crc.value_or(written.crc), 4);
  Put(to, entry.is_zip64 ? kAllOnes32 : written.packed_bytes, 4);
  Put(to, entry.is_zip64 ? kAllOnes32 : written.unpacked_bytes, 4);
  Put(to, name.size(), 2);
  Put(to, extra.size(), 2);
  Put(to, 0, 2);
  Put(to, entry.disk, 2);
  Put(to, 0, 6);
  Put(to, entry.is_zip64 ? kAllOnes32 : offset, 4);
  to->append(name).append(extra);
}

void PutEnd(std::string* to, const ZipShape& shape, uint64_t count,
            uint64_t bytes, uint64_t offset, uint64_t base) {
  count = shape.member_count.value_or(count);
  bytes = shape.directory_bytes.value_or(bytes);
  offset = shape.directory_offset.value_or(offset);
  if (shape.is_zip64) {
    const uint64_t end_offset =
        shape.zip64_end_offset.value_or(to->size() - base);
    to->append("PK\x06\x06");
    Put(to, 44, 8);
    Put(to, 45, 2);
    Put(to, 45, 2);
    Put(to, shape.disk, 4);
    Put(to, shape.disk, 4);
    Put(to, count, 8);
    Put(to, count, 8);
    Put(to, bytes, 8);
    Put(to, offset, 8);
    to->append("PK\x06\x07");
    Put(to, shape.disk, 4);
    Put(to, end_offset, 8);
    Put(to, 1, 4);
  }
  to->append("PK\x05\x06");
  Put(to, shape.is_zip64 ? 0xffff : shape.disk, 2);
  Put(to, shape.is_zip64 ? 0xffff : shape.disk, 2);
  Put(to, shape.is_zip64 ? 0xffff : count, 2);
  Put(to, shape.is_zip64 ? 0xffff : count, 2);
  Put(to, shape.is_zip64 ? kAllOnes32 : bytes, 4);
  Put(to, shape.is_zip64 ? kAllOnes32 : offset, 4);
  Put(to, shape.comment.size(), 2);
  to->append(shape.comment);
}

}  // namespace

std::string WriteZip(const std::vector<ZipEntry>& entries,
                     const ZipShape& shape) {
  std::string zip = shape.prefix;
  const uint64_t base = shape.are_offsets_from_prefix ? zip.size() : 0;
  std::vector<Written> all;
  for (const ZipEntry& entry : entries) {
    Written written = Pack(entry);
    written.offset = zip.size() - base;
    PutHeader(&zip, entry, written);
    all.push_back(written);
  }
  const uint64_t directory_offset = zip.size();
  for (size_t i = 0; i < entries.size(); ++i) {
    PutListed(&zip, entries[i], all[i]);
  }
  PutEnd(&zip, shape, entries.size(), zip.size() - directory_offset,
         directory_offset - base, base);
  return zip + shape.suffix;
}

std::string DeflateBytes(std::string_view bytes, int level, int memory_level) {
  z_stream stream = {};
  MILLRACE_CHECK_EQ(::deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS,
                                   memory_level, Z_DEFAULT_STRATEGY),
                    Z_OK);
  // With no room left, zlib 1.2.13 does not say that it is done.
  std::string packed(::deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = ZlibBytes(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  MILLRACE_CHECK_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

InflatedBytes InflateByZlib(std::string_view packed) {
  z_stream stream = {};
  MILLRACE_CHECK_EQ(::inflateInit2(&stream, -MAX_WBITS), Z_OK);
  stream.next_in = ZlibBytes(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  InflatedBytes inflated;
  int result = Z_OK;
  while (result == Z_OK) {
    char piece[16384];
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof(piece);
    result = ::inflate(&stream, Z_NO_FLUSH);
    inflated.bytes.append(piece, sizeof(piece) - stream.avail_out);
  }
  inflated.is_whole = result == Z_STREAM_END;
  ::inflateEnd(&stream);
  return inflated;
}

}  // namespace millrace
