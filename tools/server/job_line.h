// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobLine: whose turn it is. Of the jobs that could run, those of the highest
// priority count; among them the owner with the fewest running jobs comes
// first, so that nobody's hundred jobs keep another's one waiting; and of an
// owner's, and of owners that are equal, the oldest.
//
//   Add -> kFetch -> kFetching -> kReady -> kRunning -> (Remove)
//             ^          |           ^          |
//             +--kParked-+           +--kParked-+--> kPaused -> kReady
//
// Threading: one thread at a time. The time is the caller's.

#ifndef MILLRACE_TOOLS_SERVER_JOB_LINE_H_
#define MILLRACE_TOOLS_SERVER_JOB_LINE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"

#include "millrace/job_state.h"

namespace millrace::server {

enum class LineState : uint8_t {
  kFetch,     // its upload is to be fetched
  kFetching,  // and is being fetched
  kReady,
  kRunning,
  kParked,  // after trouble, until a moment
  kPaused,  // until somebody resumes it
};

struct LineEntry {
  std::string owner = {};
  int32_t priority = 0;
  LineState state = LineState::kFetch;
  LineState after_parking = LineState::kReady;
  absl::Time parked_until = absl::InfinitePast();
  int trouble_count = 0;  // in a row
};

class JobLine {
 public:
  void Add(JobId id, LineEntry entry) { entries_[id] = std::move(entry); }
  void Remove(JobId id) { entries_.erase(id); }
  // Null when it is not in the line.
  LineEntry* Find(JobId id);
  const LineEntry* Find(JobId id) const;

  // The next job to fetch or to run, which becomes kFetching or kRunning.
  std::optional<JobId> TakeFetch(absl::Time now);
  std::optional<JobId> TakeReady(absl::Time now);

  // Back in the line after a while, which grows with each trouble in a row.
  void Park(JobId id, LineState again, absl::Time now);

  // When the next parked job is due; InfiniteFuture if none is parked.
  absl::Time NextDue() const;

  size_t size() const { return entries_.size(); }
  size_t Count(LineState state) const;
  // Of jobs that would run before this one, counting only those that wait.
  size_t WaitingBefore(JobId id) const;

 private:
  void EndParking(absl::Time now);

  std::map<JobId, LineEntry> entries_;
  // By owner, when a job of theirs ran last: in jobs taken by then.
  std::map<std::string, uint64_t> served_;
  uint64_t taken_count_ = 0;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_JOB_LINE_H_
