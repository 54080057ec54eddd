// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_sender.h"

#include <cstdint>
#include <utility>

#include "tools/server/guarded_transfer.h"
#include "tools/server/web_address.h"
#include "tools/server/webhook_signature.h"

namespace millrace::server {
namespace {

// What a receiver answers beside its status is not looked at, but read, so
// that it sees a whole exchange.
constexpr uint64_t kAnswerBytesMax = 1'000'000;
constexpr int kHttpGone = 410;

}  // namespace

absl::StatusOr<WebhookSender> WebhookSender::Create(
    WebhookSenderOptions options, std::string secret) {
  absl::StatusOr<AddressGuard> guard =
      AddressGuard::Create(options.allow_private);
  if (!guard.ok()) return guard.status();
  return WebhookSender(std::move(options), std::move(secret),
                       *std::move(guard));
}

WebhookSender::WebhookSender(WebhookSenderOptions options, std::string secret,
                             AddressGuard guard)
    : options_(std::move(options)),
      secret_(std::move(secret)),
      guard_(std::move(guard)) {}

absl::Status WebhookSender::CheckUrl(std::string_view url) const {
  const absl::StatusOr<WebAddress> address = ParseWebAddress(url);
  if (!address.ok()) return address.status();
  // The job's report shows this address, and so would show a password.
  if (!address->user.empty() || address->has_password) {
    return absl::InvalidArgumentError("address: names a user");
  }
  return CheckWebAddress(*address, {"https"}, guard_);
}

absl::Status WebhookSender::Send(const WebhookDelivery& delivery,
                                 absl::Time now, std::stop_token stop) const {
  if (absl::Status status = CheckUrl(delivery.url); !status.ok()) {
    return status;
  }
  absl::StatusOr<std::string> signature =
      WebhookSignature(secret_, now, delivery.body);
  if (!signature.ok()) return signature.status();
  TransferRequest request;
  request.url = delivery.url;
  request.headers = {
      "Content-Type: application/json",
      "Expect:",
      "Millrace-Delivery: " + delivery.id,
      "Millrace-Job: " + std::to_string(static_cast<int32_t>(delivery.job)),
      "Millrace-Signature: " + *signature,
  };
  request.body = delivery.body;
  request.bytes_max = kAnswerBytesMax;
  request.timeout = options_.timeout;
  request.connect_timeout = options_.timeout;
  request.ca_file = options_.ca_file;
  const TransferSink ignore = [](std::string_view) { return absl::OkStatus(); };
  const absl::StatusOr<int> answer =
      Transfer(request, guard_, ignore, std::move(stop));
  const std::string name = RedactedAddress(delivery.url) + ": ";
  if (!answer.ok()) {
    return absl::Status(answer.status().code(),
                        name + std::string(answer.status().message()));
  }
  if (*answer / 100 == 2) return absl::OkStatus();
  const std::string text = name + "answered " + std::to_string(*answer);
  return *answer == kHttpGone ? absl::FailedPreconditionError(text)
                              : absl::UnavailableError(text);
}

}  // namespace millrace::server
