// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

std::optional<std::string_view> RefusalOf(const AddressGuard& guard,
                                          const std::string& text) {
  const std::optional<IpAddress> address = ParseIpAddress(text);
  EXPECT_TRUE(address.has_value()) << text;
  return address.has_value() ? guard.Refusal(*address) : "not an address";
}

TEST(AddressGuardTest, RefusesWhatIsNotThePublics) {
  const AddressGuard guard;
  const struct {
    std::string address;
    std::string_view noun;
  } cases[] = {
      {"0.0.0.0", "unspecified address"},
      {"0.1.2.3", "unspecified address"},
      {"10.0.0.0", "private address"},
      {"10.255.255.255", "private address"},
      {"100.64.0.1", "address of a carrier's network"},
      {"100.100.100.200", "address of a carrier's network"},
      {"100.127.255.255", "address of a carrier's network"},
      {"127.0.0.1", "loopback address"},
      {"127.255.255.254", "loopback address"},
      {"168.63.129.16", "metadata address"},
      {"169.254.0.1", "link-local address"},
      {"169.254.169.254", "metadata address"},
      {"172.16.0.1", "private address"},
      {"172.31.255.255", "private address"},
      {"192.0.0.192", "reserved address"},
      {"192.0.2.1", "reserved address"},
      {"192.88.99.1", "reserved address"},
      {"192.168.0.1", "private address"},
      {"198.18.0.1", "private address"},
      {"198.19.255.255", "private address"},
      {"198.51.100.1", "reserved address"},
      {"203.0.113.1", "reserved address"},
      {"224.0.0.1", "multicast address"},
      {"239.255.255.255", "multicast address"},
      {"240.0.0.1", "reserved address"},
      {"255.255.255.255", "reserved address"},
      {"::", "unspecified address"},
      {"::1", "loopback address"},
      {"::2", "reserved address"},
      {"::127.0.0.1", "reserved address"},
      {"::ffff:127.0.0.1", "IPv4 address in an IPv6 form"},
      {"::ffff:8.8.8.8", "IPv4 address in an IPv6 form"},
      {"64:ff9b::7f00:1", "IPv4 address in an IPv6 form"},
      {"64:ff9b:1::7f00:1", "IPv4 address in an IPv6 form"},
      {"100::1", "reserved address"},
      {"2001::1", "IPv4 address in an IPv6 form"},
      {"2001:10::1", "reserved address"},
      {"2001:1ff:ffff::1", "reserved address"},
      {"2001:db8::1", "reserved address"},
      {"2002:7f00:1::", "IPv4 address in an IPv6 form"},
      {"3fff::1", "reserved address"},
      {"4000::1", "reserved address"},
      {"5f00::1", "reserved address"},
      {"fc00::1", "private address"},
      {"fd00:ec2::254", "private address"},
      {"fe80::1", "link-local address"},
      {"febf::1", "link-local address"},
      {"fec0::1", "reserved address"},
      {"ff02::1", "multicast address"},
  };
  for (const auto& one : cases) {
    EXPECT_THAT(RefusalOf(guard, one.address), Optional(one.noun))
        << one.address;
  }
}

TEST(AddressGuardTest, LetsPublicAddressesPass) {
  const AddressGuard guard;
  for (const std::string address : {"1.1.1.1",         "8.8.8.8",
                                    "9.255.255.255",   "11.0.0.0",
                                    "100.63.255.255",  "100.128.0.0",
                                    "126.255.255.255", "128.0.0.0",
                                    "168.63.129.15",   "169.253.255.255",
                                    "169.255.0.0",     "172.15.255.255",
                                    "172.32.0.0",      "192.0.1.0",
                                    "192.167.255.255", "192.169.0.0",
                                    "198.17.255.255",  "198.20.0.0",
                                    "223.255.255.255", "2001:200::1",
                                    "2003::1",         "2606:4700:4700::1111",
                                    "2a00:1450::1",    "3ffe::1"}) {
    EXPECT_EQ(RefusalOf(guard, address), std::nullopt) << address;
  }
}

TEST(AddressGuardTest, AllowedRangesPass) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const AddressGuard guard,
      AddressGuard::Create({"10.1.0.0/16", "127.0.0.1", "fd00::/8"}));
  EXPECT_EQ(RefusalOf(guard, "10.1.255.255"), std::nullopt);
  EXPECT_EQ(RefusalOf(guard, "127.0.0.1"), std::nullopt);
  EXPECT_EQ(RefusalOf(guard, "fd12::1"), std::nullopt);
  EXPECT_THAT(RefusalOf(guard, "10.2.0.0"), Optional(HasSubstr("private")));
  EXPECT_THAT(RefusalOf(guard, "10.0.255.255"), Optional(HasSubstr("private")));
  EXPECT_THAT(RefusalOf(guard, "127.0.0.2"), Optional(HasSubstr("loopback")));
  EXPECT_THAT(RefusalOf(guard, "fc00::1"), Optional(HasSubstr("private")));
  // The same machine in other words is another address.
  EXPECT_THAT(RefusalOf(guard, "::1"), Optional(HasSubstr("loopback")));
  EXPECT_THAT(RefusalOf(guard, "::ffff:127.0.0.1"),
              Optional(HasSubstr("IPv6 form")));
}

TEST(AddressGuardTest, AnEmptyPrefixAllowsAFamily) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const AddressGuard guard,
                                AddressGuard::Create({"0.0.0.0/0"}));
  EXPECT_EQ(RefusalOf(guard, "127.0.0.1"), std::nullopt);
  EXPECT_THAT(RefusalOf(guard, "::1"), Optional(HasSubstr("loopback")));
}

TEST(AddressGuardTest, JudgesSocketAddresses) {
  const AddressGuard guard;
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  ASSERT_EQ(::inet_pton(AF_INET, "127.0.0.1", &v4.sin_addr), 1);
  const auto* v4_address = reinterpret_cast<const sockaddr*>(&v4);
  EXPECT_THAT(guard.Refusal(v4_address, sizeof(v4)),
              Optional(HasSubstr("loopback")));
  ASSERT_EQ(::inet_pton(AF_INET, "8.8.8.8", &v4.sin_addr), 1);
  EXPECT_EQ(guard.Refusal(v4_address, sizeof(v4)), std::nullopt);
  EXPECT_THAT(guard.Refusal(v4_address, sizeof(v4) - 1),
              Optional(HasSubstr("not an internet address")));

  sockaddr_in6 v6 = {};
  v6.sin6_family = AF_INET6;
  ASSERT_EQ(::inet_pton(AF_INET6, "fe80::1", &v6.sin6_addr), 1);
  const auto* v6_address = reinterpret_cast<const sockaddr*>(&v6);
  EXPECT_THAT(guard.Refusal(v6_address, sizeof(v6)),
              Optional(HasSubstr("link-local")));
  ASSERT_EQ(::inet_pton(AF_INET6, "2606:4700::1", &v6.sin6_addr), 1);
  EXPECT_EQ(guard.Refusal(v6_address, sizeof(v6)), std::nullopt);

  sockaddr_un local = {};
  local.sun_family = AF_UNIX;
  EXPECT_THAT(
      guard.Refusal(reinterpret_cast<const sockaddr*>(&local), sizeof(local)),
      Optional(HasSubstr("not an internet address")));
}

TEST(AddressRangeTest, RefusesWhatIsNoRange) {
  for (const std::string_view text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
        "10.0.0/8", "10.0.0.0/8/8", "localhost", "[::1]", "::1/129",
        "fe80::1%1", " 10.0.0.0/8", "010.0.0.0"}) {
    EXPECT_THAT(AddressRange::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
  EXPECT_THAT(AddressRange::Parse(std::string_view("10.0.0.0\0x", 10)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(AddressRange::Parse("10.0.0.1/8"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "address range `10.0.0.1/8`: has bits set below its "
                       "prefix"));
  EXPECT_THAT(AddressGuard::Create({"10.0.0.0/8", "x"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(AddressRangeTest, PrefixesNeedNotEndAtAByte) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const AddressRange range,
                                AddressRange::Parse("172.16.0.0/12"));
  EXPECT_TRUE(range.Holds(*ParseIpAddress("172.31.255.255")));
  EXPECT_FALSE(range.Holds(*ParseIpAddress("172.32.0.0")));
  EXPECT_FALSE(range.Holds(*ParseIpAddress("::1")));
}

}  // namespace
}  // namespace millrace::server
