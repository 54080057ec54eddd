// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WebAddress: the parts of an address (URL) that decisions are made on, taken
// apart by the library that will connect to it, so that the two never read one
// text in two ways.
//
// Threading: plain values and pure functions, safe from any thread.

#ifndef MILLRACE_TOOLS_SERVER_WEB_ADDRESS_H_
#define MILLRACE_TOOLS_SERVER_WEB_ADDRESS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "tools/server/address_guard.h"

namespace millrace::server {

// Longer ones are refused. Signed links have a kilobyte or two.
inline constexpr size_t kWebAddressBytesMax = 8192;

struct WebAddress {
  std::string scheme = {};  // lower case
  std::string host = {};    // lower case; of IPv6 without its brackets
  std::string user = {};
  bool has_password = false;
};

// kInvalidArgument, which never repeats the text.
absl::StatusOr<WebAddress> ParseWebAddress(std::string_view text);

// `https://host/...`: all of an address that may be shown or logged.
// "(an address)" for text that is none.
std::string RedactedAddress(std::string_view text);

// kInvalidArgument unless the scheme is one of `schemes`, and, where the host
// is spelled in digits, the guard lets it pass.
absl::Status CheckWebAddress(const WebAddress& address,
                             const std::vector<std::string>& schemes,
                             const AddressGuard& guard);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_WEB_ADDRESS_H_
