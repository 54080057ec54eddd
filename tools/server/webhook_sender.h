// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WebhookSender: posts one delivery to its receiver: over https, to public
// addresses (address_guard.h), following no redirect, with the headers
//
//   Content-Type: application/json
//   Millrace-Delivery: the delivery's id, the same in every attempt
//   Millrace-Job: the job's id
//   Millrace-Signature: see webhook_signature.h
//
// Threading: safe from any thread; Send blocks its own. SIGPIPE must be
// ignored by the process.

#ifndef MILLRACE_TOOLS_SERVER_WEBHOOK_SENDER_H_
#define MILLRACE_TOOLS_SERVER_WEBHOOK_SENDER_H_

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "tools/server/address_guard.h"
#include "tools/server/webhook_delivery.h"

namespace millrace::server {

struct WebhookSenderOptions {
  absl::Duration timeout = absl::Seconds(15);
  // Ranges that may be connected to though not public, and certificates (PEM)
  // trusted beside the system's.
  std::vector<std::string> allow_private = {};
  std::string ca_file = {};
};

class WebhookSender {
 public:
  // kInvalidArgument for ranges that do not parse.
  static absl::StatusOr<WebhookSender> Create(WebhookSenderOptions options,
                                              std::string secret);

  // kInvalidArgument for what is not https, names a user, or spells a
  // forbidden address in digits.
  absl::Status CheckUrl(std::string_view url) const;

  // Returns once the receiver has answered 2xx, else kUnavailable, or
  // kFailedPrecondition if it answered 410: it wants no more. `now` goes into
  // the signature.
  absl::Status Send(const WebhookDelivery& delivery, absl::Time now,
                    std::stop_token stop) const;

 private:
  WebhookSender(WebhookSenderOptions options, std::string secret,
                AddressGuard guard);

  // Constant after construction.
  WebhookSenderOptions options_;
  std::string secret_;
  AddressGuard guard_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_WEBHOOK_SENDER_H_
