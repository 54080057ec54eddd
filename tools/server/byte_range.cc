// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/byte_range.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

namespace millrace::server {
namespace {

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

ByteRange ParseByteRange(std::string_view header, uint64_t file_bytes) {
  constexpr std::string_view kUnit = "bytes=";
  const ByteRange whole = {ByteRange::Kind::kWhole, 0, file_bytes};
  const ByteRange none = {ByteRange::Kind::kUnsatisfiable, 0, 0};
  if (!header.starts_with(kUnit)) return whole;
  header = Trimmed(header.substr(kUnit.size()));
  const size_t dash = header.find('-');
  if (dash == header.npos || header.find(',') != header.npos) return whole;
  const std::string_view first_text = header.substr(0, dash);
  const std::string_view last_text = header.substr(dash + 1);
  const std::optional<uint64_t> last = Number(last_text);
  if (first_text.empty()) {  // the last so many bytes
    if (!last.has_value()) return whole;
    if (*last == 0 || file_bytes == 0) return none;
    const uint64_t bytes = std::min(*last, file_bytes);
    return {ByteRange::Kind::kPart, file_bytes - bytes, bytes};
  }
  const std::optional<uint64_t> first = Number(first_text);
  if (!first.has_value() || (!last_text.empty() && !last.has_value()) ||
      (last.has_value() && *last < *first)) {
    return whole;
  }
  if (*first >= file_bytes) return none;
  const uint64_t end = std::min(last.value_or(file_bytes - 1), file_bytes - 1);
  return {ByteRange::Kind::kPart, *first, end - *first + 1};
}

bool HasEntityTag(std::string_view header, std::string_view tag) {
  while (!header.empty()) {
    const size_t end = header.find(',');
    std::string_view one = Trimmed(header.substr(0, end));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
    header.remove_prefix(end == header.npos ? header.size() : end + 1);
  }
  return false;
}

}  // namespace millrace::server
