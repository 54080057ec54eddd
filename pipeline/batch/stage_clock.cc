// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/stage_clock.h"

#include <algorithm>

namespace millrace {

StageTimes StageClock::Times(size_t worker_count,
                             bool merges_on_workers) const {
  StageTimes times;
  times.elapsed = absl::FromChrono(std::chrono::steady_clock::now() - begin_);
  for (size_t stage = 0; stage < kStageCount; ++stage) {
    times.stages[stage].busy =
        absl::Nanoseconds(busy_[stage].load(std::memory_order_relaxed));
  }
  const auto set_threads = [&times](Stage stage, size_t count) {
    times.stages[static_cast<size_t>(stage)].thread_count =
        static_cast<int>(std::max<size_t>(count, 1));
  };
  set_threads(Stage::kParse, worker_count);
  set_threads(Stage::kTransform, worker_count);
  if (merges_on_workers) set_threads(Stage::kMerge, worker_count + 1);
  return times;
}

}  // namespace millrace
