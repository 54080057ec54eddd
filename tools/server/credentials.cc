// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/credentials.h"

#include <cstddef>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

namespace millrace::server {
namespace {

// What follows the scheme's name, which any case may have; or nothing.
std::optional<std::string_view> AfterScheme(std::string_view header,
                                            std::string_view scheme) {
  if (header.size() <= scheme.size() || header[scheme.size()] != ' ' ||
      !absl::EqualsIgnoreCase(
          absl::string_view(header.data(), scheme.size()),
          absl::string_view(scheme.data(), scheme.size()))) {
    return std::nullopt;
  }
  header.remove_prefix(scheme.size());
  while (!header.empty() && header.front() == ' ') header.remove_prefix(1);
  return header;
}

}  // namespace

std::optional<Credentials> ParseCredentials(std::string_view header) {
  const std::optional<std::string_view> encoded = AfterScheme(header, "Basic");
  std::string plain;
  if (!encoded.has_value() ||
      !absl::Base64Unescape(absl::string_view(encoded->data(), encoded->size()),
                            &plain)) {
    return std::nullopt;
  }
  const size_t colon = plain.find(':');
  // A key may hold a bar of its own: the last one counts.
  const size_t bar = plain.rfind('|');
  if (colon == std::string::npos || bar == std::string::npos || bar < colon ||
      bar + 2 != plain.size() ||
      (plain[bar + 1] != '0' && plain[bar + 1] != '1')) {
    return std::nullopt;
  }
  Credentials credentials;
  credentials.application = plain.substr(0, colon);
  credentials.secret = plain.substr(colon + 1, bar - colon - 1);
  credentials.mode = plain[bar + 1] - '0';
  if (credentials.secret.empty()) return std::nullopt;
  return credentials;
}

std::optional<std::string> ParseBearer(std::string_view header) {
  const std::optional<std::string_view> token = AfterScheme(header, "Bearer");
  if (!token.has_value() || token->empty()) return std::nullopt;
  return std::string(*token);
}

}  // namespace millrace::server
