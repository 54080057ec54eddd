// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Tells the time through an interface, so that tests need not wait for it.
//
// Threading: safe from any thread.
// Ownership: SystemClock() returns a clock that lives as long as the process.

#ifndef MILLRACE_ENGINE_BASE_CLOCK_H_
#define MILLRACE_ENGINE_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace millrace {

class Clock {
 public:
  virtual ~Clock() = default;

  virtual absl::Time Now() = 0;
};

// Returns the clock of the machine.
Clock* SystemClock();

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_CLOCK_H_
