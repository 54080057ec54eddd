// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/service_options.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>

#include "absl/strings/ascii.h"

#include "tools/millrace/text.h"
#include "tools/server/http_server.h"

namespace millrace::server {
namespace {

absl::Status Wrong(const std::string& what) {
  return absl::InvalidArgumentError(what);
}

// What is put in front of routes and links must not need any escaping.
bool IsPlainPath(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' ||
           c == '-' || c == '_' || c == '.' || c == '~';
  });
}

absl::Status CheckPrefix(const std::string& prefix) {
  if (prefix.empty()) return absl::OkStatus();
  if (prefix.front() != '/' || prefix.back() == '/' || !IsPlainPath(prefix)) {
    return Wrong("prefix: takes \"/name\", not \"" + prefix + "\"");
  }
  return absl::OkStatus();
}

absl::Status CheckBaseUrl(const std::string& url) {
  if (url.empty()) return absl::OkStatus();
  const size_t scheme = url.starts_with("https://")  ? 8
                        : url.starts_with("http://") ? 7
                                                     : 0;
  const std::string rest = url.substr(scheme);
  const std::string host = rest.substr(0, rest.find('/'));
  const bool has_host =
      !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
               c == '-' || c == ':' || c == '[' || c == ']';
      });
  if (scheme == 0 || !has_host || url.back() == '/' ||
      !IsPlainPath(rest.substr(host.size()))) {
    return Wrong(
        "base-url: takes https://HOST[/PATH] without a slash at the "
        "end, not \"" +
        url + "\"");
  }
  return absl::OkStatus();
}

absl::Status CheckFolders(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
      return Wrong("allow-file: no such folder: " + folder);
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::filesystem::path ServiceOptions::StateFolder() const {
  if (!state.empty()) return state;
  std::filesystem::path folder = store;
  if (!folder.has_filename()) folder = folder.parent_path();
  folder += ".service";
  return folder;
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  const std::optional<int64_t> port =
      colon == std::string::npos
          ? std::nullopt
          : tool::ParseInteger(text.substr(colon + 1), 0,
                               std::numeric_limits<uint16_t>::max());
  std::string host = text.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  if (!port.has_value() || host.empty()) {
    return Wrong("listen: takes HOST:PORT, not \"" + text + "\"");
  }
  return ListenAddress{host, static_cast<uint16_t>(*port)};
}

absl::Status ServiceOptions::Validate() const {
  if (store.empty()) return Wrong("store: no folder is given");
  const absl::StatusOr<ListenAddress> address = ParseListenAddress(listen);
  if (!address.ok()) return address.status();
  if (open) {
    const absl::StatusOr<bool> is_loopback = IsLoopback(address->host);
    if (!is_loopback.ok()) return is_loopback.status();
    if (!*is_loopback) {
      return Wrong(
          "open: without keys the service listens on this machine "
          "only, for example --listen 127.0.0.1:8086");
    }
  }
  for (const absl::Status& status :
       {CheckPrefix(prefix), CheckBaseUrl(base_url),
        CheckFolders(allow_file)}) {
    if (!status.ok()) return status;
  }
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(time_zone, &zone)) {
    return Wrong("time-zone: no such zone: " + time_zone);
  }
  return absl::OkStatus();
}

}  // namespace millrace::server
