// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/framing_check.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace millrace::server {
namespace {

constexpr size_t kLengthDigitsMax = 18;  // far above any upload

bool IsHostText(std::string_view text) {
  return !text.empty() && text.size() <= 255 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '.' || c == '-' || c == '_' || c == ':' || c == '[' ||
                  c == ']';
         });
}

bool IsLength(std::string_view text) {
  return !text.empty() && text.size() <= kLengthDigitsMax &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) !=
               std::string_view::npos;
  });
}

}  // namespace

std::optional<std::string> CheckFraming(const NameValues& headers) {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  for (const auto& [name, value] : headers) {
    // "Content-Length : 5" is one name to some and another to others.
    if (!IsToken(name)) return "a header has a name that is none";
    if (name == "host") {
      ++hosts;
      if (!IsHostText(value)) return "Host is no host";
    } else if (name == "content-length") {
      ++lengths;
      if (!IsLength(value)) return "Content-Length is no length";
    } else if (name == "transfer-encoding") {
      ++encodings;
      if (!absl::EqualsIgnoreCase(value, "chunked")) {
        return "Transfer-Encoding may only be chunked";
      }
    }
  }
  if (hosts > 1) return "Host is given more than once";
  if (lengths > 1) return "Content-Length is given more than once";
  if (encodings > 1) return "Transfer-Encoding is given more than once";
  if (lengths > 0 && encodings > 0) {
    return "Content-Length and Transfer-Encoding exclude each other";
  }
  return std::nullopt;
}

bool HasBody(const NameValues& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return header.first == "transfer-encoding" ||
           (header.first == "content-length" && header.second != "0");
  });
}

}  // namespace millrace::server
