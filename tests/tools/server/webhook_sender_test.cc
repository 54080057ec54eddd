// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_sender.h"

#include <signal.h>

#include <memory>
#include <stop_token>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_certificate.h"
#include "tests/support/web_server.h"
#include "tools/server/webhook_signature.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Time kTime = absl::FromUnixSeconds(1'780'000'000);

class WebhookSenderTest : public ::testing::Test {
 protected:
  WebhookSenderTest() : certificate_(temp_dir_.path()) {
    ::signal(SIGPIPE, SIG_IGN);
    options_.ca_file = certificate_.certificate_path();
    options_.allow_private = {"127.0.0.1"};
  }

  void Serve(const WebAnswer& answer) {
    server_ = std::make_unique<WebServer>(
        [answer](const WebCall&) { return answer; }, &certificate_);
  }

  absl::Status Send(const std::string& url, std::stop_token stop = {}) {
    absl::StatusOr<WebhookSender> sender =
        WebhookSender::Create(options_, "secret");
    if (!sender.ok()) return sender.status();
    WebhookDelivery delivery;
    delivery.id = "0001-75";
    delivery.job = JobId{75};
    delivery.url = url;
    delivery.body = body_;
    return sender->Send(delivery, kTime, stop);
  }

  TempDir temp_dir_;
  TestCertificate certificate_;
  WebhookSenderOptions options_;
  std::string body_ = "{\"id\":75}";
  std::unique_ptr<WebServer> server_;
};

TEST_F(WebhookSenderTest, PostsTheBodySigned) {
  Serve({.status = 204});
  MILLRACE_ASSERT_OK(Send(server_->Address("/hook")));
  const std::vector<WebCall> calls = server_->Calls();
  ASSERT_THAT(calls, SizeIs(1));
  EXPECT_EQ(calls[0].method, "POST");
  EXPECT_EQ(calls[0].path, "/hook");
  EXPECT_EQ(calls[0].body, body_);
  EXPECT_EQ(calls[0].headers.at("content-type"), "application/json");
  EXPECT_EQ(calls[0].headers.at("millrace-delivery"), "0001-75");
  EXPECT_EQ(calls[0].headers.at("millrace-job"), "75");
  EXPECT_EQ(calls[0].headers.at("millrace-signature"),
            *WebhookSignature("secret", kTime, body_));
}

TEST_F(WebhookSenderTest, LargeBodiesArriveWhole) {
  Serve({.status = 202, .body = "thanks"});
  body_ = std::string(2'000'000, 'x');
  MILLRACE_ASSERT_OK(Send(server_->Address("/hook")));
  EXPECT_TRUE(server_->Calls().at(0).body == body_);
}

TEST_F(WebhookSenderTest, AnythingBut2xxIsAFailure) {
  for (const unsigned status : {302U, 400U, 404U, 429U, 500U, 503U}) {
    Serve({.status = status,
           .headers = {{"Location", "https://127.0.0.1/other"}}});
    EXPECT_THAT(
        Send(server_->Address("/hook")),
        StatusIs(absl::StatusCode::kUnavailable,
                 "https://127.0.0.1/...: answered " + std::to_string(status)));
    // No redirect is followed.
    EXPECT_THAT(server_->Calls(), SizeIs(1));
  }
}

TEST_F(WebhookSenderTest, GoneMeansNoMore) {
  Serve({.status = 410});
  EXPECT_THAT(Send(server_->Address("/hook")),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(WebhookSenderTest, SaysWhatWentWrongWithoutTheAddress) {
  Serve({.body = "x", .ending = WebEnding::kNeverComing});
  options_.timeout = absl::Milliseconds(300);
  EXPECT_THAT(Send(server_->Address("/hook?token=1")),
              StatusIs(absl::StatusCode::kUnavailable,
                       "https://127.0.0.1/...: no answer in time, or too "
                       "slow"));
  options_.ca_file = "";
  EXPECT_THAT(Send(server_->Address("/hook?token=1")),
              StatusIs(absl::StatusCode::kUnavailable,
                       "https://127.0.0.1/...: certificate is not trusted"));
}

TEST_F(WebhookSenderTest, ConnectsToAllowedAddressesOnly) {
  Serve({});
  options_.allow_private = {};
  EXPECT_THAT(Send(server_->Address("/hook", "localhost")),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("address not allowed: loopback address")));
  EXPECT_THAT(server_->Calls(), IsEmpty());
}

TEST_F(WebhookSenderTest, StopsWhenAsked) {
  std::stop_source stop;
  server_ = std::make_unique<WebServer>(
      [&stop](const WebCall&) {
        stop.request_stop();
        return WebAnswer{.body = "x", .ending = WebEnding::kNeverComing};
      },
      &certificate_);
  EXPECT_THAT(Send(server_->Address("/hook"), stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(WebhookSenderTest, RefusesAtSubmissionWhatCannotBeSent) {
  options_.allow_private = {};
  const absl::StatusOr<WebhookSender> sender =
      WebhookSender::Create(options_, "secret");
  MILLRACE_ASSERT_OK(sender);
  MILLRACE_EXPECT_OK(sender->CheckUrl("https://crm.example.org/hook?a=b"));
  for (const char* url :
       {"", "crm.example.org", "http://crm.example.org/hook",
        "sftp://a:b@crm.example.org/hook", "https://ada@crm.example.org/",
        "https://ada:secret@crm.example.org/", "https://127.0.0.1/hook",
        "https://[fd00::1]/hook"}) {
    EXPECT_THAT(sender->CheckUrl(url),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << url;
    EXPECT_THAT(Send(url), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  options_.allow_private = {"x"};
  EXPECT_THAT(WebhookSender::Create(options_, "secret"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace millrace::server
