// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Opens any bytes as a zip, or wraps them as the packed data of one, and reads
// its member twice, by reads of different sizes. Both must give the same bytes
// and the same end; zlib must give the same or see damage elsewhere.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/check.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/zip_archive.h"
#include "pipeline/source/zip_member_source.h"
#include "tests/support/memory_file.h"
#include "tests/support/zip_writer.h"

namespace {

using millrace::ByteSource;
using millrace::MemoryFile;

constexpr uint64_t kUnpackedBytesMax = 1 << 20;

struct Unpacked {
  std::string bytes;
  absl::Status status;
};

Unpacked Unpack(const std::string& zip, size_t read_bytes) {
  Unpacked unpacked;
  absl::StatusOr<std::unique_ptr<ByteSource>> source = millrace::OpenZipMember(
      std::make_unique<MemoryFile>(zip), "",
      {.unpacked_bytes_max = kUnpackedBytesMax, .ratio_max = 0});
  if (!source.ok()) {
    unpacked.status = source.status();
    return unpacked;
  }
  std::string buffer(read_bytes, '\0');
  for (;;) {
    const absl::StatusOr<size_t> count =
        (*source)->Read(buffer.data(), buffer.size());
    if (!count.ok()) {
      unpacked.status = count.status();
      return unpacked;
    }
    if (*count == 0) return unpacked;
    unpacked.bytes.append(buffer, 0, *count);
    MILLRACE_CHECK_LE(unpacked.bytes.size(), kUnpackedBytesMax);
  }
}

void CheckReads(const std::string& zip, const Unpacked& first) {
  // Whatever is wrong is wrong with the upload.
  MILLRACE_CHECK(first.status.ok() ||
                 millrace::UploadErrorOf(first.status).has_value());
  const Unpacked second = Unpack(zip, 1 << 20);
  MILLRACE_CHECK(second.bytes == first.bytes);
  MILLRACE_CHECK(second.status == first.status);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0 || size > 65536) return 0;
  const std::string input(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if ((bytes[0] & 1) == 0) {
    CheckReads(input, Unpack(input, 777));
    return 0;
  }
  const std::string zip = millrace::WriteZip(
      {{.name = "a", .packed = input, .unpacked_bytes = kUnpackedBytesMax}});
  const Unpacked unpacked = Unpack(zip, 777);
  CheckReads(zip, unpacked);
  const std::string by_zlib = millrace::InflateByZlib(input).bytes;
  MILLRACE_CHECK(by_zlib.starts_with(unpacked.bytes) ||
                 unpacked.bytes.starts_with(by_zlib));
  return 0;
}
