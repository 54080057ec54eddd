// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/job_queue.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Work that does what the test says, and says what it was asked to do.
class JobQueueTest : public ::testing::Test {
 protected:
  void Open(JobQueueOptions options) {
    queue_ = std::make_unique<JobQueue>(
        options, JobWork{.fetch =
                             [this](JobId id, std::stop_token stop) {
                               return Do("fetch", id, stop);
                             },
                         .run =
                             [this](JobId id, std::stop_token stop) {
                               return Do("run", id, stop);
                             },
                         .cancel =
                             [this](JobId id) {
                               Note("cancel", id);
                               return absl::OkStatus();
                             },
                         .settled = [this](JobId id) { Note("settled", id); }});
  }
  void Note(const std::string& what, JobId id) {
    MutexLock lock(mutex_);
    notes_.push_back(what + " " + std::to_string(static_cast<int>(id)));
    changed_.NotifyAll();
  }
  // Blocks a job whose end is kStopped until it is stopped.
  WorkEnd Do(const std::string& what, JobId id, const std::stop_token& stop) {
    Note(what, id);
    std::stop_callback wake(stop, [this] {
      MutexLock lock(mutex_);
      changed_.NotifyAll();
    });
    MutexLock lock(mutex_);
    std::vector<WorkEnd>& ends = ends_[id];
    const WorkEnd end = ends.empty() ? WorkEnd::kDone : ends.front();
    if (!ends.empty()) ends.erase(ends.begin());
    while (end == WorkEnd::kStopped && !stop.stop_requested()) {
      changed_.Wait(mutex_);
    }
    return end;
  }
  void WaitFor(const std::string& note) {
    MutexLock lock(mutex_);
    while (std::count(notes_.begin(), notes_.end(), note) == 0) {
      changed_.Wait(mutex_);
    }
  }
  std::vector<std::string> notes() {
    MutexLock lock(mutex_);
    return notes_;
  }
  // How the job's next piece of work ends; all others end with kDone.
  void LetEnd(int id, WorkEnd end) {
    MutexLock lock(mutex_);
    ends_[JobId{id}] = {end};
  }
  void AddReady(int id) {
    queue_->Add(JobId{id}, {.owner = "a", .state = LineState::kReady});
  }

  Mutex mutex_;
  CondVar changed_;
  std::vector<std::string> notes_ ABSL_GUARDED_BY(mutex_);
  std::map<JobId, std::vector<WorkEnd>> ends_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<JobQueue> queue_;
};

TEST_F(JobQueueTest, FetchesThenRunsThenSettles) {
  Open({});
  queue_->Add(JobId{1}, {.owner = "a"});
  EXPECT_EQ(queue_->PlaceOf(JobId{1}).word, "fetching");
  queue_->Start();
  WaitFor("settled 1");
  EXPECT_THAT(notes(), ElementsAre("fetch 1", "run 1", "settled 1"));
  EXPECT_EQ(queue_->PlaceOf(JobId{1}).word, "");
}

TEST_F(JobQueueTest, AJobWhoseUploadCannotBeHadSettles) {
  Open({});
  LetEnd(1, WorkEnd::kSettled);
  queue_->Add(JobId{1}, {.owner = "a"});
  queue_->Start();
  WaitFor("settled 1");
  EXPECT_THAT(notes(), ElementsAre("fetch 1", "settled 1"));
}

TEST_F(JobQueueTest, CancelsWhatWaitsAtOnce) {
  Open({});
  AddReady(1);
  MILLRACE_EXPECT_OK(queue_->Cancel(JobId{1}));
  EXPECT_THAT(notes(), ElementsAre("cancel 1", "settled 1"));
  EXPECT_THAT(queue_->Cancel(JobId{1}), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(JobQueueTest, StopsWhatRunsBeforeItIsCancelled) {
  Open({});
  LetEnd(1, WorkEnd::kStopped);
  AddReady(1);
  queue_->Start();
  WaitFor("run 1");
  MILLRACE_EXPECT_OK(queue_->Cancel(JobId{1}));
  WaitFor("settled 1");
  EXPECT_THAT(notes(), ElementsAre("run 1", "cancel 1", "settled 1"));
}

TEST_F(JobQueueTest, AJobThatEndsBeforeItCouldBeCancelledSettlesOnce) {
  Open({.jobs_at_once = 1});
  AddReady(1);
  queue_->Start();
  WaitFor("settled 1");
  EXPECT_THAT(queue_->Cancel(JobId{1}), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(notes(), ElementsAre("run 1", "settled 1"));
}

TEST_F(JobQueueTest, PausedJobsGoOnWhenTold) {
  Open({});
  LetEnd(1, WorkEnd::kPaused);
  AddReady(1);
  queue_->Start();
  WaitFor("run 1");
  while (queue_->Count(LineState::kPaused) == 0) std::this_thread::yield();
  EXPECT_EQ(queue_->PlaceOf(JobId{1}).word, "paused");
  MILLRACE_EXPECT_OK(queue_->Resume(JobId{1}));
  WaitFor("settled 1");
  EXPECT_THAT(queue_->Resume(JobId{1}), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(JobQueueTest, TroubleIsTriedAgain) {
  Open({});
  LetEnd(1, WorkEnd::kTrouble);
  AddReady(1);
  queue_->Start();
  while (queue_->Count(LineState::kParked) == 0) std::this_thread::yield();
  EXPECT_EQ(queue_->PlaceOf(JobId{1}).word, "retrying");
  // Not to wait for the five seconds.
  MILLRACE_EXPECT_OK(queue_->Resume(JobId{1}));
  WaitFor("settled 1");
  EXPECT_THAT(notes(), ElementsAre("run 1", "run 1", "settled 1"));
}

TEST_F(JobQueueTest, StopLeavesUnfinishedJobs) {
  Open({.jobs_at_once = 1});
  LetEnd(1, WorkEnd::kStopped);
  AddReady(1);
  AddReady(2);
  queue_->Start();
  WaitFor("run 1");
  queue_->Stop();
  EXPECT_THAT(notes(), ElementsAre("run 1"));
  EXPECT_EQ(queue_->Count(LineState::kReady), 2u);
}

TEST_F(JobQueueTest, IsFullAtItsBound) {
  Open({.jobs_max = 2});
  EXPECT_FALSE(queue_->IsFull());
  AddReady(1);
  AddReady(2);
  EXPECT_TRUE(queue_->IsFull());
  EXPECT_EQ(queue_->PlaceOf(JobId{2}).waiting_before, 1u);
  EXPECT_THAT(queue_->Resume(JobId{2}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(notes(), IsEmpty());
}

}  // namespace
}  // namespace millrace::server
