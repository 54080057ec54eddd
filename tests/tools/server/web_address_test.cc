// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/web_address.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(WebAddressTest, TakesItApart) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const WebAddress address,
      ParseWebAddress("SFTP://Ada:pa%20ss@Files.Example.ORG:2222/a.zip?x=1"));
  EXPECT_EQ(address.scheme, "sftp");
  EXPECT_EQ(address.host, "files.example.org");
  EXPECT_EQ(address.user, "Ada");
  EXPECT_TRUE(address.has_password);
}

TEST(WebAddressTest, ReadsHostsInDigitsAsTheyWillBeConnectedTo) {
  const struct {
    std::string text;
    std::string host;
  } cases[] = {
      {"https://127.1/", "127.0.0.1"},
      {"https://0x7f.0.0.1/", "127.0.0.1"},
      {"https://2130706433/", "127.0.0.1"},
      {"https://0177.0.0.1/", "127.0.0.1"},
      {"https://[::1]:8443/x", "::1"},
      {"https://[::FFFF:127.0.0.1]/", "::ffff:127.0.0.1"},
  };
  const AddressGuard guard;
  for (const auto& one : cases) {
    const absl::StatusOr<WebAddress> address = ParseWebAddress(one.text);
    MILLRACE_ASSERT_OK(address);
    EXPECT_EQ(address->host, one.host);
    EXPECT_THAT(CheckWebAddress(*address, {"https"}, guard),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("address: not allowed: ")))
        << one.text;
  }
}

TEST(WebAddressTest, RefusesWhatIsNoAddress) {
  for (const std::string_view text :
       {"", "x", "files.example.org/a.zip", "//files.example.org/",
        "https:", "https://", "https://a b/", "https://a/b c",
        "https://a/\r\nHost: b", "https://a/\xc3\xa9", "https://a:99999/",
        "https://[::1/", "https://a\x7f/", "https:///ada:secret@a.example/",
        "https:/ada:secret@a.example/"}) {
    EXPECT_THAT(ParseWebAddress(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
  EXPECT_THAT(ParseWebAddress(std::string_view("https://a/\0b", 12)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const std::string long_text =
      "https://a/" + std::string(kWebAddressBytesMax, 'x');
  EXPECT_THAT(ParseWebAddress(long_text),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "address: longer than 8192 bytes"));
  MILLRACE_EXPECT_OK(ParseWebAddress(long_text.substr(0, kWebAddressBytesMax)));
}

TEST(WebAddressTest, ErrorsDoNotRepeatIt) {
  EXPECT_THAT(ParseWebAddress("https://ada:secret@a b/").status().message(),
              Not(HasSubstr("secret")));
}

TEST(WebAddressTest, ChecksTheScheme) {
  const AddressGuard guard;
  const absl::StatusOr<WebAddress> ftp = ParseWebAddress("ftp://a.example/x");
  MILLRACE_ASSERT_OK(ftp);
  EXPECT_THAT(CheckWebAddress(*ftp, {"https", "sftp", "http"}, guard),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "address: scheme is not https, sftp or http"));
  MILLRACE_EXPECT_OK(CheckWebAddress(*ftp, {"ftp"}, guard));
}

TEST(WebAddressTest, RedactsAllButSchemeAndHost) {
  EXPECT_EQ(RedactedAddress("https://u:p@Bucket.example:8443/k/a.zip?sig=x"),
            "https://bucket.example/...");
  EXPECT_EQ(RedactedAddress("sftp://u:p@[2606::1]/x"), "sftp://[2606::1]/...");
  EXPECT_EQ(RedactedAddress("not an address"), "(an address)");
}

}  // namespace
}  // namespace millrace::server
