// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/checksum.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// Compiled in rather than linked: short inputs gain from inlining, and the
// state's layout then cannot differ from the library's.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

uint64_t Checksum64(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::string ContentHash(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string text;
  text.reserve(32);
  for (const uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text.push_back(kDigits[(half >> shift) & 0xf]);
    }
  }
  return text;
}

struct StreamingChecksum::State {
  XXH3_state_t xxh3;
};

StreamingChecksum::StreamingChecksum() : state_(std::make_unique<State>()) {
  Reset();
}

StreamingChecksum::~StreamingChecksum() = default;
StreamingChecksum::StreamingChecksum(StreamingChecksum&&) noexcept = default;
StreamingChecksum& StreamingChecksum::operator=(StreamingChecksum&&) noexcept =
    default;

void StreamingChecksum::Append(std::string_view bytes) {
  XXH3_64bits_update(&state_->xxh3, bytes.data(), bytes.size());
}

uint64_t StreamingChecksum::Value() const {
  return XXH3_64bits_digest(&state_->xxh3);
}

void StreamingChecksum::Reset() { XXH3_64bits_reset(&state_->xxh3); }

}  // namespace millrace
