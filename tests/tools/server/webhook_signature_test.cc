// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_signature.h"

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/run_command.h"
#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr absl::Time kTime = absl::FromUnixSeconds(1'780'000'000);

// As the header tells receivers to compute it.
TEST(WebhookSignatureTest, IsWhatAReceiverComputes) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const std::string signature,
      WebhookSignature("the secret", kTime, "{\"id\":75}\n"));
  const CommandRun run =
      RunCommand({"/usr/bin/openssl", "dgst", "-sha256", "-hmac", "the secret"},
                 "1780000000.{\"id\":75}\n");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string digest = run.out.substr(run.out.rfind(' ') + 1, 64);
  EXPECT_EQ(signature, "t=1780000000,v1=" + digest);
}

TEST(WebhookSignatureTest, DependsOnSecretTimeAndBody) {
  const std::string signature = *WebhookSignature("s", kTime, "b");
  EXPECT_THAT(WebhookSignature("s", kTime, "b"), IsOkAndHolds(signature));
  EXPECT_THAT(*WebhookSignature("S", kTime, "b"), Not(Eq(signature)));
  EXPECT_THAT(*WebhookSignature("s", kTime, "B"), Not(Eq(signature)));
  const absl::Time later = kTime + absl::Seconds(1);
  const std::string of_later = *WebhookSignature("s", later, "b");
  EXPECT_THAT(of_later.substr(of_later.find(',')),
              Not(Eq(signature.substr(signature.find(',')))));
}

TEST(WebhookSignatureTest, SecretsAreLongAndDiffer) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::string one, NewWebhookSecret());
  EXPECT_THAT(one, MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(one.size(), 64);
  EXPECT_THAT(NewWebhookSecret(), IsOkAndHolds(Not(HasSubstr(one))));
}

}  // namespace
}  // namespace millrace::server
