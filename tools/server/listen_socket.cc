// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/listen_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "tools/server/http_server.h"

namespace millrace::server {
namespace {

constexpr int kBacklog = 512;

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

absl::StatusOr<Addresses> Resolve(const std::string& host, uint16_t port) {
  addrinfo wish = {};
  wish.ai_family = AF_UNSPEC;
  wish.ai_socktype = SOCK_STREAM;
  wish.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error =
      ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wish, &list);
  if (error != 0) {
    return absl::InvalidArgumentError(host + ": " + ::gai_strerror(error));
  }
  return Addresses(list);
}

bool IsLoopbackAddress(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(address);
    return (ntohl(four->sin_addr.s_addr) >> 24) == 127;
  }
  if (address->sa_family == AF_INET6) {
    const auto* six = reinterpret_cast<const sockaddr_in6*>(address);
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) != 0;
  }
  return false;
}

uint16_t PortOf(int socket) {
  sockaddr_storage bound = {};
  socklen_t bytes = sizeof(bound);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &bytes) != 0) {
    return 0;
  }
  return ntohs(bound.ss_family == AF_INET6
                   ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                   : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

}  // namespace

absl::StatusOr<bool> IsLoopback(const std::string& host) {
  const absl::StatusOr<Addresses> list = Resolve(host, 0);
  if (!list.ok()) return list.status();
  for (const addrinfo* one = list->get(); one != nullptr; one = one->ai_next) {
    if (!IsLoopbackAddress(one->ai_addr)) return false;
  }
  return true;
}

absl::StatusOr<ListenSocket> ListenOn(const std::string& host, uint16_t port) {
  const absl::StatusOr<Addresses> list = Resolve(host, port);
  if (!list.ok()) return list.status();
  int error = EADDRNOTAVAIL;
  for (const addrinfo* one = list->get(); one != nullptr; one = one->ai_next) {
    FileDescriptor file(::socket(
        one->ai_family, one->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
        one->ai_protocol));
    const int on = 1;
    if (!file.is_open() ||
        ::setsockopt(file.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) !=
            0 ||
        ::bind(file.get(), one->ai_addr, one->ai_addrlen) != 0 ||
        ::listen(file.get(), kBacklog) != 0) {
      error = errno;
      continue;
    }
    ListenSocket socket;
    socket.port = PortOf(file.get());
    socket.is_loopback = IsLoopbackAddress(one->ai_addr);
    socket.file = std::move(file);
    return socket;
  }
  const absl::Status status =
      FileStatus(error, "listen on " + host + ":" + std::to_string(port));
  return absl::UnavailableError(status.message());
}

std::string AddressText(const sockaddr* address) {
  const socklen_t bytes = address == nullptr ? 0
                          : address->sa_family == AF_INET6
                              ? sizeof(sockaddr_in6)
                              : sizeof(sockaddr_in);
  char text[NI_MAXHOST];
  if (bytes == 0 || ::getnameinfo(address, bytes, text, sizeof(text), nullptr,
                                  0, NI_NUMERICHOST) != 0) {
    return "-";
  }
  return text;
}

}  // namespace millrace::server
