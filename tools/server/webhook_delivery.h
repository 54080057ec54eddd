// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WebhookDelivery: one notice to one receiver, and how it is kept in a file:
//
//   content := "millrace-webhook 1" LF "job: " INTEGER LF
//              "queued: " MICROSECONDS LF "attempts: " INTEGER LF
//              "next: " MICROSECONDS LF "url: " TEXT LF LF body
//
// Times count from 1970, UTC. TEXT holds no line feed; body is all the rest.
//
// Threading: plain values.

#ifndef MILLRACE_TOOLS_SERVER_WEBHOOK_DELIVERY_H_
#define MILLRACE_TOOLS_SERVER_WEBHOOK_DELIVERY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "millrace/job_state.h"

namespace millrace::server {

struct WebhookDelivery {
  // The same in every attempt, so that a receiver can tell a repetition.
  std::string id = {};
  JobId job = JobId{0};
  std::string url = {};
  std::string body = {};
  absl::Time queued = absl::UnixEpoch();
  uint32_t attempts = 0;  // made so far, all failed
  absl::Time next = absl::UnixEpoch();
};

std::string EncodeDelivery(const WebhookDelivery& delivery);

// kDataLoss for anything that EncodeDelivery did not write.
absl::StatusOr<WebhookDelivery> DecodeDelivery(std::string_view id,
                                               std::string_view content);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_WEBHOOK_DELIVERY_H_
