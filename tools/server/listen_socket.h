// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ListenSocket: a TCP socket that listens on a host and port.
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_LISTEN_SOCKET_H_
#define MILLRACE_TOOLS_SERVER_LISTEN_SOCKET_H_

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "tools/server/file_descriptor.h"

namespace millrace::server {

struct ListenSocket {
  FileDescriptor file = {};
  uint16_t port = 0;
  bool is_loopback = false;
};

// host: a name, or an IPv4 or IPv6 address. kInvalidArgument: it is none;
// kUnavailable: it is in use or not ours.
absl::StatusOr<ListenSocket> ListenOn(const std::string& host, uint16_t port);

// As digits; "-" for what is no internet address.
std::string AddressText(const sockaddr* address);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_LISTEN_SOCKET_H_
