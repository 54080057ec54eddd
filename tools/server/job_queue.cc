// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/job_queue.h"

#include <algorithm>
#include <utility>

namespace millrace::server {
namespace {

absl::Status NotInQueue() {
  return absl::NotFoundError("the job is not in the queue");
}

}  // namespace

JobQueue::JobQueue(JobQueueOptions options, JobWork work)
    : options_(options), work_(std::move(work)) {}

JobQueue::~JobQueue() { Stop(); }

void JobQueue::Start() {
  for (int i = 0; i < options_.fetches_at_once; ++i) {
    threads_.emplace_back(
        [this] { Work(&JobLine::TakeFetch, LineState::kFetch, work_.fetch); });
  }
  for (int i = 0; i < options_.jobs_at_once; ++i) {
    threads_.emplace_back(
        [this] { Work(&JobLine::TakeReady, LineState::kReady, work_.run); });
  }
}

void JobQueue::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    for (auto& [id, work] : at_work_) work.stop.request_stop();
    changed_.NotifyAll();
  }
  threads_.clear();  // joins
}

bool JobQueue::IsFull() const {
  MutexLock lock(mutex_);
  return line_.size() >= options_.jobs_max;
}

void JobQueue::Add(JobId id, LineEntry entry) {
  MutexLock lock(mutex_);
  line_.Add(id, std::move(entry));
  changed_.NotifyAll();
}

std::optional<JobId> JobQueue::Next(Take take, std::stop_token* stop) {
  MutexLock lock(mutex_);
  for (;;) {
    if (stopping_) return std::nullopt;
    const absl::Time now = absl::Now();
    const std::optional<JobId> id = (line_.*take)(now);
    if (id.has_value()) {
      *stop = at_work_[*id].stop.get_token();
      return id;
    }
    const absl::Time due = line_.NextDue();
    if (due == absl::InfiniteFuture()) {
      changed_.Wait(mutex_);
    } else {
      changed_.WaitFor(mutex_, std::max(due - now, absl::Milliseconds(1)));
    }
  }
}

void JobQueue::Work(
    Take take, LineState again,
    const std::function<WorkEnd(JobId, std::stop_token)>& work) {
  std::stop_token stop;
  while (const std::optional<JobId> id = Next(take, &stop)) {
    const WorkEnd end = work(*id, stop);
    const bool is_settled =
        end == WorkEnd::kSettled ||
        (end == WorkEnd::kDone && again == LineState::kReady);
    bool cancel_wanted = false;
    {
      MutexLock lock(mutex_);
      cancel_wanted = at_work_[*id].cancel_wanted;
      at_work_.erase(*id);
      LineEntry* entry = line_.Find(*id);
      if (!is_settled && !cancel_wanted && entry != nullptr) {
        switch (end) {
          case WorkEnd::kDone:
            entry->state = LineState::kReady;
            entry->trouble_count = 0;
            break;
          case WorkEnd::kPaused:
            entry->state = LineState::kPaused;
            break;
          case WorkEnd::kTrouble:
            line_.Park(*id, again, absl::Now());
            break;
          case WorkEnd::kStopped:
          case WorkEnd::kSettled:
            entry->state = again;
            break;
        }
      }
      changed_.NotifyAll();
    }
    if (is_settled) {
      Settle(*id);
    } else if (cancel_wanted) {
      FinishCancel(*id, again);
    }
  }
}

void JobQueue::Settle(JobId id) {
  {
    MutexLock lock(mutex_);
    line_.Remove(id);
    changed_.NotifyAll();
  }
  work_.settled(id);
}

void JobQueue::FinishCancel(JobId id, LineState again) {
  if (work_.cancel(id).ok()) {
    Settle(id);
    return;
  }
  MutexLock lock(mutex_);
  line_.Park(id, again, absl::Now());
  changed_.NotifyAll();
}

absl::Status JobQueue::Cancel(JobId id) {
  LineState before = LineState::kReady;
  {
    MutexLock lock(mutex_);
    LineEntry* entry = line_.Find(id);
    if (entry == nullptr) return NotInQueue();
    const auto at_work = at_work_.find(id);
    if (at_work != at_work_.end()) {
      at_work->second.cancel_wanted = true;
      at_work->second.stop.request_stop();
      return absl::OkStatus();
    }
    // Nobody takes a paused job while we settle it.
    before = std::exchange(entry->state, LineState::kPaused);
  }
  const absl::Status status = work_.cancel(id);
  if (status.ok()) {
    Settle(id);
    return status;
  }
  MutexLock lock(mutex_);
  if (LineEntry* entry = line_.Find(id)) entry->state = before;
  changed_.NotifyAll();
  return status;
}

absl::Status JobQueue::Resume(JobId id) {
  MutexLock lock(mutex_);
  LineEntry* entry = line_.Find(id);
  if (entry == nullptr) return NotInQueue();
  if (entry->state == LineState::kParked) {
    entry->state = entry->after_parking;
  } else if (entry->state == LineState::kPaused) {
    entry->state = LineState::kReady;
  } else {
    return absl::FailedPreconditionError("the job is not paused");
  }
  entry->trouble_count = 0;
  changed_.NotifyAll();
  return absl::OkStatus();
}

JobQueue::Place JobQueue::PlaceOf(JobId id) const {
  MutexLock lock(mutex_);
  const LineEntry* entry = line_.Find(id);
  if (entry == nullptr) return {};
  switch (entry->state) {
    case LineState::kFetch:
    case LineState::kFetching:
      return {"fetching", line_.WaitingBefore(id)};
    case LineState::kReady:
      return {"waiting", line_.WaitingBefore(id)};
    case LineState::kRunning:
      return {"running", 0};
    case LineState::kParked:
      return {"retrying", 0};
    case LineState::kPaused:
      break;
  }
  return {"paused", 0};
}

size_t JobQueue::Count(LineState state) const {
  MutexLock lock(mutex_);
  return line_.Count(state);
}

}  // namespace millrace::server
