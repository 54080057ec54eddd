// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_signature.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace millrace::server {
namespace {

constexpr size_t kSecretBytes = 32;

std::string Hex(const uint8_t* bytes, size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(count * 2);
  for (size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0xf];
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> WebhookSignature(std::string_view secret,
                                             absl::Time time,
                                             std::string_view body) {
  const std::string seconds = std::to_string(absl::ToUnixSeconds(time));
  const std::string text = seconds + "." + std::string(body);
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest = {};
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const uint8_t*>(text.data()), text.size(),
           digest.data(), &size) == nullptr) {
    return absl::InternalError("signature cannot be computed");
  }
  return "t=" + seconds + ",v1=" + Hex(digest.data(), size);
}

absl::StatusOr<std::string> NewWebhookSecret() {
  std::array<uint8_t, kSecretBytes> bytes = {};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return absl::InternalError("no random bytes for a secret");
  }
  return Hex(bytes.data(), bytes.size());
}

}  // namespace millrace::server
