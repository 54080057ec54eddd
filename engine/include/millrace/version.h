// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The version of the library, and that of the store's format. A store says
// which format it was written in; one of another format is refused.

#ifndef MILLRACE_VERSION_H_
#define MILLRACE_VERSION_H_

#include <cstdint>

#define MILLRACE_VERSION "0.1.0"

namespace millrace {

// Changes whenever anything stored is laid out or read differently.
inline constexpr uint32_t kStoreFormatVersion = 1;

}  // namespace millrace

#endif  // MILLRACE_VERSION_H_
