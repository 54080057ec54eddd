// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobQueue: threads that fetch the uploads of unfinished jobs and run the jobs,
// in the order of a JobLine. The jobs themselves, and so the queue, are in the
// store: after a restart whoever owns the queue adds what is unfinished.
//
// Threading: safe from any thread. Work's functions are called from the
// queue's threads (cancel also from Cancel()'s caller), never under a lock.

#ifndef MILLRACE_TOOLS_SERVER_JOB_QUEUE_H_
#define MILLRACE_TOOLS_SERVER_JOB_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"

#include "engine/base/mutex.h"
#include "tools/server/job_line.h"

namespace millrace::server {

enum class WorkEnd : uint8_t {
  kDone,     // fetched, or settled
  kSettled,  // the job has settled before it could run
  kStopped,  // as asked; what is whole is committed
  kTrouble,  // to be tried again later
  kPaused,   // not before somebody says so
};

struct JobWork {
  std::function<WorkEnd(JobId, std::stop_token)> fetch;
  std::function<WorkEnd(JobId, std::stop_token)> run;
  // Settles a job that is not running.
  std::function<absl::Status(JobId)> cancel;
  // Called once for every job that has settled, whoever settled it.
  std::function<void(JobId)> settled;
};

struct JobQueueOptions {
  int jobs_at_once = 2;
  int fetches_at_once = 4;
  size_t jobs_max = 1000;
};

class JobQueue {
 public:
  JobQueue(JobQueueOptions options, JobWork work);
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  void Start();
  // Stops what runs at its next commit; the jobs stay in the store.
  void Stop();

  bool IsFull() const;
  // state: kFetch, kReady or kPaused.
  void Add(JobId id, LineEntry entry);

  // Has a job settle as cancelled, soon if it is at work, else at once.
  // kNotFound: it is not in the queue.
  absl::Status Cancel(JobId id);
  // A job that is paused or parked goes on. kNotFound; kFailedPrecondition: it
  // is neither.
  absl::Status Resume(JobId id);

  // Where a job is, as a word for people ("fetching", "waiting", "running",
  // "retrying", "paused"), and how many wait before it; empty if settled.
  struct Place {
    std::string word = {};
    size_t waiting_before = 0;
  };
  Place PlaceOf(JobId id) const;

  size_t Count(LineState state) const;

 private:
  using Take = std::optional<JobId> (JobLine::*)(absl::Time);

  void Work(Take take, LineState again,
            const std::function<WorkEnd(JobId, std::stop_token)>& work);
  std::optional<JobId> Next(Take take, std::stop_token* stop);
  void Settle(JobId id);
  // After cancellation was asked for while the job was at work.
  void FinishCancel(JobId id, LineState again);

  const JobQueueOptions options_;
  const JobWork work_;

  mutable Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  JobLine line_ ABSL_GUARDED_BY(mutex_);
  // Of jobs at work.
  struct AtWork {
    std::stop_source stop = {};
    bool cancel_wanted = false;
  };
  std::map<JobId, AtWork> at_work_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::jthread> threads_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_JOB_QUEUE_H_
