// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ByteRange: the part of a file that a Range header asks for (RFC 9110). One
// range is served; several, or another unit, mean the whole file, which the
// protocol allows.
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_BYTE_RANGE_H_
#define MILLRACE_TOOLS_SERVER_BYTE_RANGE_H_

#include <cstdint>
#include <string_view>

namespace millrace::server {

struct ByteRange {
  enum class Kind : uint8_t { kWhole, kPart, kUnsatisfiable };
  Kind kind = Kind::kWhole;
  uint64_t first = 0;
  uint64_t bytes = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// header: of a Range header, empty if there is none.
ByteRange ParseByteRange(std::string_view header, uint64_t file_bytes);

// Whether one of the entity tags of an If-None-Match or If-Range header is
// this one; "*" is any.
bool HasEntityTag(std::string_view header, std::string_view tag);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_BYTE_RANGE_H_
