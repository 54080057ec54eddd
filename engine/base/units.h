// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Names the multiples of a byte: `64 * kKiB` says what 65536 does not.

#ifndef MILLRACE_ENGINE_BASE_UNITS_H_
#define MILLRACE_ENGINE_BASE_UNITS_H_

#include <cstddef>

namespace millrace {

inline constexpr size_t kKiB = 1024;
inline constexpr size_t kMiB = 1024 * kKiB;
inline constexpr size_t kGiB = 1024 * kMiB;

// The unit in which the domain states its file limits: KB of 1000 bytes.
inline constexpr size_t kKB = 1000;

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_UNITS_H_
