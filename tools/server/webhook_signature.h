// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The header by which a receiver knows that a notice is ours and fresh:
//
//   Millrace-Signature: t=1780000000,v1=5257a8...
//
// t is the time of the attempt in seconds since 1970. v1 is HMAC-SHA256, in
// lower-case hex, with the shared secret's text as its key, over t's digits, a
// full stop and the body's bytes. A receiver computes v1 again, compares the
// two in constant time, and refuses a t that is minutes away from its clock.
// In a shell:
//
//   printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret"
//
// Threading: pure functions, safe from any thread.

#ifndef MILLRACE_TOOLS_SERVER_WEBHOOK_SIGNATURE_H_
#define MILLRACE_TOOLS_SERVER_WEBHOOK_SIGNATURE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace millrace::server {

// The header's value. kInternal if libcrypto fails.
absl::StatusOr<std::string> WebhookSignature(std::string_view secret,
                                             absl::Time time,
                                             std::string_view body);

// 32 random bytes as hex.
absl::StatusOr<std::string> NewWebhookSecret();

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_WEBHOOK_SIGNATURE_H_
