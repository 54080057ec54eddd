// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ManualClock: a clock that stands still until a test moves it.
//
// Threading: safe from any thread.

#ifndef MILLRACE_TESTS_SUPPORT_MANUAL_CLOCK_H_
#define MILLRACE_TESTS_SUPPORT_MANUAL_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace millrace {

class ManualClock final : public Clock {
 public:
  // Starts at noon of the first of March 2026, UTC.
  ManualClock()
      : ManualClock(absl::FromCivil(absl::CivilHour(2026, 3, 1, 12),
                                    absl::UTCTimeZone())) {}
  explicit ManualClock(absl::Time now) : now_(now) {}

  absl::Time Now() override {
    MutexLock lock(mutex_);
    return now_;
  }

  void Set(absl::Time now) {
    MutexLock lock(mutex_);
    now_ = now;
  }

  void Advance(absl::Duration duration) {
    MutexLock lock(mutex_);
    now_ += duration;
  }

 private:
  Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_MANUAL_CLOCK_H_
