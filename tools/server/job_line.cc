// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/job_line.h"

#include <algorithm>
#include <tuple>

namespace millrace::server {
namespace {

constexpr absl::Duration kParkingMin = absl::Seconds(5);
constexpr absl::Duration kParkingMax = absl::Minutes(5);

bool IsWaiting(const LineEntry& entry) {
  return entry.state == LineState::kFetch ||
         entry.state == LineState::kFetching ||
         entry.state == LineState::kReady;
}

}  // namespace

LineEntry* JobLine::Find(JobId id) {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

const LineEntry* JobLine::Find(JobId id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

void JobLine::EndParking(absl::Time now) {
  for (auto& [id, entry] : entries_) {
    if (entry.state == LineState::kParked && entry.parked_until <= now) {
      entry.state = entry.after_parking;
    }
  }
}

// Links expire: uploads are fetched in the order they came, whoever's they are.
std::optional<JobId> JobLine::TakeFetch(absl::Time now) {
  EndParking(now);
  for (auto& [id, entry] : entries_) {
    if (entry.state != LineState::kFetch) continue;
    entry.state = LineState::kFetching;
    return id;
  }
  return std::nullopt;
}

std::optional<JobId> JobLine::TakeReady(absl::Time now) {
  EndParking(now);
  std::map<std::string, size_t> running;
  for (const auto& [id, entry] : entries_) {
    if (entry.state == LineState::kRunning) ++running[entry.owner];
  }
  // Highest priority; among those the owner with the fewest running jobs, and
  // whose last one began longest ago; the oldest job of that owner.
  const auto rank = [&](const LineEntry& entry) {
    const auto served = served_.find(entry.owner);
    return std::make_tuple(-int64_t{entry.priority}, running[entry.owner],
                           served == served_.end() ? 0 : served->second);
  };
  auto best = entries_.end();
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->second.state != LineState::kReady) continue;
    if (best == entries_.end() || rank(it->second) < rank(best->second)) {
      best = it;
    }
  }
  if (best == entries_.end()) return std::nullopt;
  best->second.state = LineState::kRunning;
  served_[best->second.owner] = ++taken_count_;
  return best->first;
}

void JobLine::Park(JobId id, LineState again, absl::Time now) {
  LineEntry* entry = Find(id);
  if (entry == nullptr) return;
  const int doublings = std::min(entry->trouble_count++, 10);
  entry->state = LineState::kParked;
  entry->after_parking = again;
  entry->parked_until =
      now + std::min(kParkingMin * (int64_t{1} << doublings), kParkingMax);
}

absl::Time JobLine::NextDue() const {
  absl::Time due = absl::InfiniteFuture();
  for (const auto& [id, entry] : entries_) {
    if (entry.state == LineState::kParked) {
      due = std::min(due, entry.parked_until);
    }
  }
  return due;
}

size_t JobLine::Count(LineState state) const {
  return static_cast<size_t>(std::count_if(
      entries_.begin(), entries_.end(),
      [state](const auto& one) { return one.second.state == state; }));
}

size_t JobLine::WaitingBefore(JobId id) const {
  const auto self = entries_.find(id);
  if (self == entries_.end()) return 0;
  return static_cast<size_t>(
      std::count_if(entries_.begin(), entries_.end(), [&](const auto& one) {
        if (one.first == id || !IsWaiting(one.second)) return false;
        const int32_t other = one.second.priority;
        const int32_t own = self->second.priority;
        return other > own || (other == own && one.first < id);
      }));
}

}  // namespace millrace::server
