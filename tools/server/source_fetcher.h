// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// SourceFetcher: brings an upload from an https, sftp or, where the operator
// allows it, http address into a spool file. What the address ends in is never
// looked at; links that storage services sign end in anything.
//
// Guards: redirects to https only and few of them; connections to public
// addresses only, judged on the address connected to (address_guard.h); a cap
// on bytes, held while they stream in; limits on the time to connect, on slow
// senders and on the whole; certificates and host keys always checked; no
// proxy, netrc, cookie, agent or key that the environment offers.
//
// Errors name the source as `https://host/...` and nothing more of it: user,
// password, path and query may be credentials.
//
// Threading: safe from any thread; a call to Fetch blocks its own thread.
// SIGPIPE must be ignored by the process.

#ifndef MILLRACE_TOOLS_SERVER_SOURCE_FETCHER_H_
#define MILLRACE_TOOLS_SERVER_SOURCE_FETCHER_H_

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "tools/server/address_guard.h"

namespace millrace::server {

struct FetchOptions {
  uint64_t bytes_max = 100'000'000;  // contract l.6
  absl::Duration timeout = absl::Hours(1);
  absl::Duration connect_timeout = absl::Seconds(15);
  // A source that sends less than this for so long is given up.
  uint64_t slow_bytes_per_second = 1'000;
  absl::Duration slow_timeout = absl::Seconds(30);
  int redirects_max = 5;
  bool allow_http = false;
  // Ranges ("10.1.0.0/16", "::1") that may be connected to though not public.
  std::vector<std::string> allow_private = {};
  // Certificates (PEM) trusted beside those of the system.
  std::string ca_file = {};
  // Host keys, as OpenSSH keeps them. Without it no sftp host is known.
  std::string known_hosts_file = {};
  // Private key (ed25519 or ECDSA, no passphrase) for sftp addresses that give
  // a user but no password.
  std::string ssh_key_file = {};
};

class SourceFetcher {
 public:
  // kInvalidArgument for ranges that do not parse.
  static absl::StatusOr<SourceFetcher> Create(FetchOptions options);

  // Refuses at submission, with kInvalidArgument, what can never be fetched:
  // no address, another scheme, no user for sftp, a forbidden address spelled
  // in digits.
  absl::Status CheckUrl(std::string_view url) const;

  // Blocks. Makes `to`, mode 0600, in the place of what was there, and returns
  // once it is on the disk; after an error there is no such file.
  //   kUnavailable        SOURCE_UNREACHABLE
  //   kResourceExhausted  SOURCE_TOO_LARGE
  //   kCancelled          stop was requested
  //   kInvalidArgument    as CheckUrl
  //   kInternal           the spool file cannot be written; not the source's
  //                       fault
  absl::Status Fetch(const std::string& url, const std::filesystem::path& to,
                     std::stop_token stop) const;

 private:
  SourceFetcher(FetchOptions options, AddressGuard guard);

  std::vector<std::string> Schemes() const;

  // Constant after construction.
  FetchOptions options_;
  AddressGuard guard_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SOURCE_FETCHER_H_
