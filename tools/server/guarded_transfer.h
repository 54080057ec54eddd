// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// GuardedTransfer: one exchange with a server that somebody else named, with
// all guards on: the given schemes only, redirects to https only, public
// addresses only (address_guard.h, judged on each address connected to),
// certificates and host keys checked, TLS 1.2 at least, nothing taken from the
// environment (proxies, netrc, cookies, agents, keys), limits on bytes and
// time.
//
// Errors are in our own words: never the address, nor what the server said.
//
// Threading: safe from any thread; blocks its own. SIGPIPE must be ignored by
// the process.

#ifndef MILLRACE_TOOLS_SERVER_GUARDED_TRANSFER_H_
#define MILLRACE_TOOLS_SERVER_GUARDED_TRANSFER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "tools/server/address_guard.h"

namespace millrace::server {

struct TransferRequest {
  std::string url = {};
  std::vector<std::string> schemes = {"https"};
  int redirects_max = 0;
  std::vector<std::string> headers = {};  // "Name: value"
  // Posted if there is one; else the address is read.
  std::optional<std::string> body = {};

  uint64_t bytes_max = 0;  // of the answer
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Duration connect_timeout = absl::Seconds(15);
  // Sending less than this for so long ends it; 0 for no such limit.
  uint64_t slow_bytes_per_second = 0;
  absl::Duration slow_timeout = absl::ZeroDuration();

  std::string ca_file = {};           // beside the system's
  std::string known_hosts_file = {};  // empty: no sftp host is known
  std::string ssh_key_file = {};      // for sftp without a password
};

// Takes a piece of the answer; an error ends the transfer and is returned.
using TransferSink = std::function<absl::Status(std::string_view)>;

// Returns the answer's HTTP status, 0 for sftp. Bytes go to `sink` only if it
// is 200 or there is none. Otherwise
//   kUnavailable        no such host, refused address, not trusted, too slow,
//                       broken off, ...
//   kResourceExhausted  more than bytes_max
//   kCancelled          stop was requested
//   or what the sink returned
absl::StatusOr<int> Transfer(const TransferRequest& request,
                             const AddressGuard& guard,
                             const TransferSink& sink, std::stop_token stop);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_GUARDED_TRANSFER_H_
