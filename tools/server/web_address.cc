// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/web_address.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <curl/curl.h>

namespace millrace::server {
namespace {

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string ListText(const std::vector<std::string>& schemes) {
  std::string text;
  for (size_t i = 0; i < schemes.size(); ++i) {
    if (i > 0) text += i + 1 == schemes.size() ? " or " : ", ";
    text += schemes[i];
  }
  return text;
}

// The library would take one slash, or three, for two.
bool HasTwoSlashes(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == text.npos) return false;
  const std::string_view rest = text.substr(colon + 1);
  return rest.starts_with("//") && !rest.starts_with("///");
}

}  // namespace

absl::StatusOr<WebAddress> ParseWebAddress(std::string_view text) {
  if (text.size() > kWebAddressBytesMax) {
    return absl::InvalidArgumentError("address: longer than " +
                                      std::to_string(kWebAddressBytesMax) +
                                      " bytes");
  }
  const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  // Control characters, spaces and bytes outside ASCII are percent-encoded in
  // an address; here as they are, they would be read differently by others.
  if (url == nullptr || !IsPlain(text) || !HasTwoSlashes(text) ||
      curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(),
                   CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return absl::InvalidArgumentError("address: not a complete URL");
  }
  WebAddress address;
  address.scheme = LowerCase(Part(url.get(), CURLUPART_SCHEME));
  address.host = LowerCase(Part(url.get(), CURLUPART_HOST));
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  address.user = Part(url.get(), CURLUPART_USER);
  address.has_password = !Part(url.get(), CURLUPART_PASSWORD).empty();
  if (address.host.empty()) {
    return absl::InvalidArgumentError("address: names no host");
  }
  return address;
}

std::string RedactedAddress(std::string_view text) {
  const absl::StatusOr<WebAddress> address = ParseWebAddress(text);
  if (!address.ok()) return "(an address)";
  const bool is_bracketed = address->host.find(':') != std::string::npos;
  return address->scheme + "://" +
         (is_bracketed ? "[" + address->host + "]" : address->host) + "/...";
}

absl::Status CheckWebAddress(const WebAddress& address,
                             const std::vector<std::string>& schemes,
                             const AddressGuard& guard) {
  if (std::find(schemes.begin(), schemes.end(), address.scheme) ==
      schemes.end()) {
    return absl::InvalidArgumentError("address: scheme is not " +
                                      ListText(schemes));
  }
  const std::optional<IpAddress> ip = ParseIpAddress(address.host);
  if (!ip.has_value()) return absl::OkStatus();
  if (const auto refusal = guard.Refusal(*ip)) {
    return absl::InvalidArgumentError("address: not allowed: " +
                                      std::string(*refusal));
  }
  return absl::OkStatus();
}

}  // namespace millrace::server
