// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>
#include <system_error>
#include <utility>

#include "absl/status/status.h"

namespace millrace::server {
namespace {

// A range of addresses that are not the public's, and what to call one.
struct SpecialRange {
  IpAddress first;
  size_t prefix_bits;
  std::string_view noun;
};

constexpr IpAddress V4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  return {4, {a, b, c, d}};
}

// The first six bytes decide everywhere below.
constexpr IpAddress V6(uint16_t a, uint16_t b, uint16_t c) {
  return {16,
          {static_cast<uint8_t>(a >> 8), static_cast<uint8_t>(a & 0xff),
           static_cast<uint8_t>(b >> 8), static_cast<uint8_t>(b & 0xff),
           static_cast<uint8_t>(c >> 8), static_cast<uint8_t>(c & 0xff)}};
}

constexpr IpAddress kLoopbackV6 = {
    16, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
constexpr IpAddress kMappedV6 = {16, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255}};

// The first that holds an address names it. Of IPv6 only 2000::/3 is given out
// for the public, so the rest is refused as a whole by the last row; rows
// before it are there for their nouns.
constexpr SpecialRange kSpecialRanges[] = {
    {V4(0, 0, 0, 0), 8, "unspecified address"},
    {V4(10, 0, 0, 0), 8, "private address"},
    {V4(100, 64, 0, 0), 10, "address of a carrier's network"},
    {V4(127, 0, 0, 0), 8, "loopback address"},
    {V4(168, 63, 129, 16), 32, "metadata address"},
    {V4(169, 254, 169, 254), 32, "metadata address"},
    {V4(169, 254, 0, 0), 16, "link-local address"},
    {V4(172, 16, 0, 0), 12, "private address"},
    {V4(192, 0, 0, 0), 24, "reserved address"},
    {V4(192, 0, 2, 0), 24, "reserved address"},
    {V4(192, 88, 99, 0), 24, "reserved address"},
    {V4(192, 168, 0, 0), 16, "private address"},
    {V4(198, 18, 0, 0), 15, "private address"},
    {V4(198, 51, 100, 0), 24, "reserved address"},
    {V4(203, 0, 113, 0), 24, "reserved address"},
    {V4(224, 0, 0, 0), 4, "multicast address"},
    {V4(240, 0, 0, 0), 4, "reserved address"},
    {V6(0, 0, 0), 128, "unspecified address"},
    {kLoopbackV6, 128, "loopback address"},
    {kMappedV6, 96, "IPv4 address in an IPv6 form"},
    {V6(0x64, 0xff9b, 0), 32, "IPv4 address in an IPv6 form"},
    {V6(0xfc00, 0, 0), 7, "private address"},
    {V6(0xfe80, 0, 0), 10, "link-local address"},
    {V6(0xff00, 0, 0), 8, "multicast address"},
    {V6(0x2001, 0, 0), 32, "IPv4 address in an IPv6 form"},
    {V6(0x2001, 0, 0), 23, "reserved address"},
    {V6(0x2001, 0xdb8, 0), 32, "reserved address"},
    {V6(0x2002, 0, 0), 16, "IPv4 address in an IPv6 form"},
    {V6(0x3fff, 0, 0), 20, "reserved address"},
};
constexpr SpecialRange kPublicV6 = {V6(0x2000, 0, 0), 3, ""};

bool SharesPrefix(const IpAddress& one, const IpAddress& other, size_t bits) {
  if (one.size != other.size) return false;
  const size_t whole = bits / 8;
  if (std::memcmp(one.bytes.data(), other.bytes.data(), whole) != 0) {
    return false;
  }
  if (bits % 8 == 0) return true;
  const int differing = one.bytes[whole] ^ other.bytes[whole];
  return differing >> (8 - bits % 8) == 0;
}

// Whether a bit below the prefix is set.
bool HasBitsBelow(const IpAddress& address, size_t prefix_bits) {
  for (size_t bit = prefix_bits; bit < address.size * 8; ++bit) {
    if (((address.bytes[bit / 8] >> (7 - bit % 8)) & 1) != 0) return true;
  }
  return false;
}

std::optional<IpAddress> FromSocketAddress(const sockaddr* address,
                                           size_t length) {
  IpAddress result;
  if (length >= sizeof(sockaddr_in) && address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    result.size = sizeof(v4.sin_addr);
    std::memcpy(result.bytes.data(), &v4.sin_addr, result.size);
    return result;
  }
  if (length >= sizeof(sockaddr_in6) && address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof(v6));
    result.size = sizeof(v6.sin6_addr);
    std::memcpy(result.bytes.data(), &v6.sin6_addr, result.size);
    return result;
  }
  return std::nullopt;
}

absl::Status RangeError(std::string_view text, std::string_view reason) {
  return absl::InvalidArgumentError("address range `" + std::string(text) +
                                    "`: " + std::string(reason));
}

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  const std::string terminated(text);
  // A NUL in the middle must not hide what follows it.
  if (terminated.find('\0') != terminated.npos) return std::nullopt;
  IpAddress result;
  if (::inet_pton(AF_INET, terminated.c_str(), result.bytes.data()) == 1) {
    result.size = 4;
    return result;
  }
  if (::inet_pton(AF_INET6, terminated.c_str(), result.bytes.data()) == 1) {
    result.size = 16;
    return result;
  }
  return std::nullopt;
}

absl::StatusOr<AddressRange> AddressRange::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<IpAddress> first = ParseIpAddress(text.substr(0, slash));
  if (!first.has_value()) {
    return RangeError(text, "not an address with an optional /prefix");
  }
  size_t prefix_bits = first->size * 8;
  if (slash != text.npos) {
    const std::string_view digits = text.substr(slash + 1);
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, prefix_bits);
    if (error != std::errc() || stop != end || prefix_bits > first->size * 8) {
      return RangeError(text, first->size == 4 ? "prefix is not 0 to 32"
                                               : "prefix is not 0 to 128");
    }
  }
  if (HasBitsBelow(*first, prefix_bits)) {
    return RangeError(text, "has bits set below its prefix");
  }
  return AddressRange(*first, prefix_bits);
}

bool AddressRange::Holds(const IpAddress& address) const {
  return SharesPrefix(first_, address, prefix_bits_);
}

absl::StatusOr<AddressGuard> AddressGuard::Create(
    const std::vector<std::string>& allowed) {
  AddressGuard guard;
  for (const std::string& text : allowed) {
    absl::StatusOr<AddressRange> range = AddressRange::Parse(text);
    if (!range.ok()) return range.status();
    guard.allowed_.push_back(*std::move(range));
  }
  return guard;
}

std::optional<std::string_view> AddressGuard::Refusal(
    const IpAddress& address) const {
  for (const AddressRange& range : allowed_) {
    if (range.Holds(address)) return std::nullopt;
  }
  for (const SpecialRange& range : kSpecialRanges) {
    if (SharesPrefix(range.first, address, range.prefix_bits)) {
      return range.noun;
    }
  }
  if (address.size == 4 ||
      SharesPrefix(kPublicV6.first, address, kPublicV6.prefix_bits)) {
    return std::nullopt;
  }
  return "reserved address";
}

std::optional<std::string_view> AddressGuard::Refusal(const sockaddr* address,
                                                      size_t length) const {
  const std::optional<IpAddress> ip = FromSocketAddress(address, length);
  if (!ip.has_value()) return "address that is not an internet address";
  return Refusal(*ip);
}

}  // namespace millrace::server
