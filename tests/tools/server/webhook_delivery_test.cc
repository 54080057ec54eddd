// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_delivery.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

WebhookDelivery Example() {
  WebhookDelivery delivery;
  delivery.id = "0001-75";
  delivery.job = JobId{75};
  delivery.url = "https://crm.example.org/hook?a=b";
  delivery.body = "{\n\n\"url: \": 1}\n";
  delivery.queued = absl::FromUnixMicros(1'780'000'000'000'001);
  delivery.attempts = 3;
  delivery.next = absl::FromUnixMicros(1'780'000'040'000'002);
  return delivery;
}

TEST(WebhookDeliveryTest, IsStoredAsDocumented) {
  EXPECT_EQ(EncodeDelivery(Example()),
            "millrace-webhook 1\njob: 75\nqueued: 1780000000000001\n"
            "attempts: 3\nnext: 1780000040000002\n"
            "url: https://crm.example.org/hook?a=b\n\n"
            "{\n\n\"url: \": 1}\n");
}

TEST(WebhookDeliveryTest, ComesBackAsItWas) {
  const WebhookDelivery written = Example();
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const WebhookDelivery read,
      DecodeDelivery(written.id, EncodeDelivery(written)));
  EXPECT_EQ(read.id, written.id);
  EXPECT_EQ(read.job, written.job);
  EXPECT_EQ(read.url, written.url);
  EXPECT_EQ(read.body, written.body);
  EXPECT_EQ(read.queued, written.queued);
  EXPECT_EQ(read.attempts, written.attempts);
  EXPECT_EQ(read.next, written.next);
}

TEST(WebhookDeliveryTest, RefusesWhatItDidNotWrite) {
  const std::string content = EncodeDelivery(Example());
  const size_t head = content.find("\n\n") + 2;
  for (size_t size = 0; size < head; ++size) {
    EXPECT_THAT(DecodeDelivery("x", content.substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
  for (const std::string_view word :
       {"hook 1", "75", "queued", "1780000000000001", "3\n"}) {
    std::string broken = content;
    broken.replace(broken.find(word), word.size(), "x");
    EXPECT_THAT(DecodeDelivery("0001-75", broken),
                StatusIs(absl::StatusCode::kDataLoss,
                         "delivery 0001-75: not a file of ours"))
        << word;
  }
}

}  // namespace
}  // namespace millrace::server
