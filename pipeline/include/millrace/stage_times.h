// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// StageTimes: where the time of a running job went, stage by stage, for people
// who want to know what holds it back. An aggregate.

#ifndef MILLRACE_STAGE_TIMES_H_
#define MILLRACE_STAGE_TIMES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/time/time.h"

namespace millrace {

// In the order in which a row passes them.
enum class Stage : uint8_t {
  kInflate,    // unpack a zip's member
  kRead,       // read the upload and cut it into rows
  kParse,      // cut rows into cells
  kTransform,  // map, check, normalise
  kSort,       // bring a run's rows into the order of their keys
  kMerge,      // find records, apply mappings, write sorted files
  kOutcomes,   // encode what became of the rows
  kCommit,     // make a run durable
  kRender,     // write result and reject files
};
inline constexpr size_t kStageCount = 9;

// "inflate", "read"...
std::string_view StageName(Stage stage);

struct StageTimes {
  struct Entry {
    absl::Duration busy = {};
    // How many threads could do this side by side.
    int thread_count = 1;
  };

  const Entry& operator[](Stage stage) const {
    return stages[static_cast<size_t>(stage)];
  }

  // The part that a stage has of all time that any thread was busy, 0 to 1.
  double ShareOf(Stage stage) const;

  // The stage that would hold the job back if every other took no time: the
  // one with the most time a thread.
  Stage Bottleneck() const;

  std::array<Entry, kStageCount> stages = {};
  // From the start of Run() to its end.
  absl::Duration elapsed = {};
};

}  // namespace millrace

#endif  // MILLRACE_STAGE_TIMES_H_
