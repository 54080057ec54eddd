// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/stage_times.h.

#include "millrace/stage_times.h"

#include "absl/time/time.h"

namespace millrace {

std::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kInflate:
      return "inflate";
    case Stage::kRead:
      return "read";
    case Stage::kParse:
      return "parse";
    case Stage::kTransform:
      return "transform";
    case Stage::kSort:
      return "sort";
    case Stage::kMerge:
      return "merge";
    case Stage::kOutcomes:
      return "outcomes";
    case Stage::kCommit:
      return "commit";
    case Stage::kRender:
      return "render";
  }
  return "";
}

double StageTimes::ShareOf(Stage stage) const {
  absl::Duration all;
  for (const Entry& entry : stages) all += entry.busy;
  if (all <= absl::ZeroDuration()) return 0;
  return absl::FDivDuration((*this)[stage].busy, all);
}

Stage StageTimes::Bottleneck() const {
  const auto bound = [this](size_t stage) {
    return stages[stage].busy / stages[stage].thread_count;
  };
  size_t most = 0;
  for (size_t stage = 1; stage < kStageCount; ++stage) {
    if (bound(stage) > bound(most)) most = stage;
  }
  return static_cast<Stage>(most);
}

}  // namespace millrace
