// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// KeyFront: the first bytes of a key as a number that compares as they do, to
// be kept beside a pointer to the key: following pointers for each comparison
// of a sort misses the cache each time.

#ifndef MILLRACE_ENGINE_BASE_KEY_FRONT_H_
#define MILLRACE_ENGINE_BASE_KEY_FRONT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/coding.h"

namespace millrace {

// Keys whose fronts differ compare as their fronts do. Others may differ too,
// unless none of them is longer than a front.
inline uint64_t KeyFront(std::string_view key) {
  uint64_t front = 0;
  std::memcpy(&front, key.data(), std::min(key.size(), sizeof(front)));
  return ToBigEndian(front);
}

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_KEY_FRONT_H_
