// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// StageClock: adds up how long each stage of a job was busy, on all threads.
// StageTimer: does so for a scope. Once a batch or a run, so it costs nothing
// that could be measured.
//
//   {
//     const StageTimer timer(clock, Stage::kParse);
//     Parse(batch);
//   }
//
// Threading: a clock may be used from any thread, a timer belongs to one.

#ifndef MILLRACE_PIPELINE_BATCH_STAGE_CLOCK_H_
#define MILLRACE_PIPELINE_BATCH_STAGE_CLOCK_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

#include "millrace/stage_times.h"

namespace millrace {

class StageClock {
 public:
  // Who does what: as many workers parse and transform; they and the committer
  // merge, or the committer alone. Everything else has a thread of its own.
  // The time that has passed is that since the clock was made.
  StageTimes Times(size_t worker_count, bool merges_on_workers) const;

  void Add(Stage stage, std::chrono::nanoseconds time) {
    busy_[static_cast<size_t>(stage)].fetch_add(time.count(),
                                                std::memory_order_relaxed);
  }

 private:
  const std::chrono::steady_clock::time_point begin_ =
      std::chrono::steady_clock::now();
  std::array<std::atomic<int64_t>, kStageCount> busy_ = {};
};

class StageTimer {
 public:
  // Without a clock nothing is measured.
  StageTimer(StageClock* clock, Stage stage)
      : clock_(clock),
        stage_(stage),
        begin_(std::chrono::steady_clock::now()) {}
  ~StageTimer() {
    if (clock_ != nullptr) {
      clock_->Add(stage_, std::chrono::steady_clock::now() - begin_);
    }
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  StageClock* const clock_;
  const Stage stage_;
  const std::chrono::steady_clock::time_point begin_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_STAGE_CLOCK_H_
