// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// AddressGuard: which addresses the service may connect to on behalf of
// somebody else. Public ones; none of the machine itself, of the networks
// around it, or of a cloud's metadata service, unless the operator named a
// range that holds it. It judges the address of a connection about to be made,
// never a name: what a name resolves to may change between two looks.
//
//   auto guard = AddressGuard::Create({"10.1.0.0/16", "::1"});
//   if (auto refusal = guard->Refusal(address, length)) ...
//
// Threading: immutable, safe from any thread.

#ifndef MILLRACE_TOOLS_SERVER_ADDRESS_GUARD_H_
#define MILLRACE_TOOLS_SERVER_ADDRESS_GUARD_H_

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace millrace::server {

// The bytes of an IPv4 (4) or IPv6 (16) address, most significant first.
struct IpAddress {
  size_t size = 0;
  std::array<uint8_t, 16> bytes = {};
};

// The address that `text` spells, without brackets, zone or port.
std::optional<IpAddress> ParseIpAddress(std::string_view text);

class AddressRange {
 public:
  // "10.0.0.0/8", "fd00::/8"; an address alone is a range of one. Refuses,
  // with kInvalidArgument, an address that has bits below the prefix: more
  // likely a slip than meant.
  static absl::StatusOr<AddressRange> Parse(std::string_view text);

  // Never across families: 127.0.0.0/8 does not hold ::ffff:127.0.0.1.
  bool Holds(const IpAddress& address) const;

 private:
  AddressRange(IpAddress first, size_t prefix_bits)
      : first_(first), prefix_bits_(prefix_bits) {}

  IpAddress first_;
  size_t prefix_bits_;
};

class AddressGuard {
 public:
  // Public addresses only.
  AddressGuard() = default;

  // Those in `allowed` as well.
  static absl::StatusOr<AddressGuard> Create(
      const std::vector<std::string>& allowed);

  // Why a connection to it is refused, as a noun ("loopback address"), or
  // nothing if it may be made.
  std::optional<std::string_view> Refusal(const IpAddress& address) const;
  // Families other than IPv4 and IPv6 are refused.
  std::optional<std::string_view> Refusal(const sockaddr* address,
                                          size_t length) const;

 private:
  std::vector<AddressRange> allowed_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_ADDRESS_GUARD_H_
