// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/sweeper.h"

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "millrace/commit.h"
#include "tools/server/result_links.h"

namespace millrace::server {
namespace {

constexpr size_t kJobsAtOnce = 128;

JobId After(JobId id) { return JobId{static_cast<int32_t>(id) + 1}; }

}  // namespace

Sweeper::Sweeper(SweeperOptions options, Store& store, UploadShelf& shelf,
                 std::function<void(const absl::Status&)> trouble)
    : options_(std::move(options)),
      store_(store),
      shelf_(shelf),
      trouble_(std::move(trouble)) {}

void Sweeper::Start() {
  thread_ = std::jthread([this](std::stop_token stop) { Work(stop); });
}

void Sweeper::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    stopped_.NotifyAll();
  }
  thread_.join();
}

void Sweeper::Work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (absl::Status status = Sweep(absl::Now()); !status.ok()) {
      trouble_(status);
    }
    MutexLock lock(mutex_);
    if (stopping_) return;
    stopped_.WaitFor(mutex_, options_.interval);
  }
}

absl::Status Sweeper::Sweep(absl::Time now) {
  SweepResults(now);
  shelf_.RemoveOlderThan(now - options_.uploads_last);
  return SweepOutcomes(now);
}

void Sweeper::SweepResults(absl::Time now) {
  const std::unique_ptr<StoreView> view = store_.View();
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(options_.results, error)) {
    const std::optional<JobId> id =
        ResultLinks::JobOf(entry.path().filename().native());
    absl::Time made = absl::InfinitePast();
    struct stat found = {};
    if (::stat(entry.path().c_str(), &found) == 0) {
      made = absl::TimeFromTimespec(found.st_mtim);
    }
    if (id.has_value()) {
      const absl::StatusOr<JobRecord> job = view->GetJob(*id);
      // Files of a job that is just settling go by their own age.
      if (job.ok() && IsSettled(job->status)) made = job->settled;
    }
    std::error_code ignored;  // it is tried again next time
    if (made + options_.results_last <= now) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

absl::Status Sweeper::SweepOutcomes(absl::Time now) {
  if (options_.outcomes_last == absl::InfiniteDuration()) {
    return absl::OkStatus();
  }
  const std::unique_ptr<StoreView> view = store_.View();
  bool is_all_swept = true;
  JobId first = first_kept_;
  for (;;) {
    const absl::StatusOr<std::vector<JobRecord>> jobs =
        view->ListJobs(first, kJobsAtOnce);
    if (!jobs.ok()) return jobs.status();
    if (jobs->empty()) return absl::OkStatus();
    for (JobRecord job : *jobs) {
      first = After(job.id);
      if (!IsSettled(job.status) ||
          job.settled + options_.outcomes_last > now) {
        is_all_swept = false;
        continue;
      }
      if (view->LastOutcomeBlock(job.id).ok()) {
        job.result_files.clear();
        job.reject_files.clear();
        const std::unique_ptr<Commit> commit = store_.BeginCommit({});
        commit->DeleteOutcomes(job.id);
        commit->PutJob(job);
        if (absl::Status status = commit->Apply(); !status.ok()) return status;
      }
      if (is_all_swept) first_kept_ = first;
    }
  }
}

}  // namespace millrace::server
