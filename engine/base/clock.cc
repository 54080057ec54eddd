// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/clock.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace millrace {
namespace {

class MachineClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
};

}  // namespace

Clock* SystemClock() {
  // Has no state, so it is a constant in all but its type.
  static MachineClock clock;
  return &clock;
}

}  // namespace millrace
