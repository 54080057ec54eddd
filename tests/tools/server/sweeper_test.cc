// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/sweeper.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "millrace/commit.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

class SweeperTest : public ::testing::Test {
 protected:
  SweeperTest() {
    auto store = Store::Open(folder_ / "crm.db", {.create_if_missing = true});
    EXPECT_THAT(store, IsOk());
    store_ = *std::move(store);
    std::filesystem::create_directories(folder_ / "results");
    std::filesystem::create_directories(folder_ / "uploads");
    shelf_ = std::make_unique<UploadShelf>(folder_ / "uploads", 1000);
    sweeper_ = std::make_unique<Sweeper>(
        SweeperOptions{.results = folder_ / "results",
                       .results_last = absl::Hours(24),
                       .uploads_last = absl::Hours(24),
                       .outcomes_last = absl::Hours(24 * 30)},
        *store_, *shelf_, [](const absl::Status&) {});
  }
  // A job with a file and a block of outcomes.
  JobId Put(JobStatus status) {
    JobRecord job;
    job.resource_type = "Contacts";
    job.status = status;
    job.settled = now_;
    auto made = store_->CreateJob(job);
    EXPECT_THAT(made, IsOk());
    const std::string name =
        "results-" + std::to_string(static_cast<int>(made->id)) + "-1.csv";
    folder_.Write("results/" + name, "x");
    made->result_files = {{.path = folder_ / "results" / name}};
    const std::unique_ptr<Commit> commit = store_->BeginCommit({});
    commit->PutJob(*made);
    commit->PutOutcomeBlock(made->id, 0, "block");
    EXPECT_THAT(commit->Apply(), IsOk());
    return made->id;
  }
  bool HasFile(JobId id) const {
    return std::filesystem::exists(
        folder_ / "results" /
        ("results-" + std::to_string(static_cast<int>(id)) + "-1.csv"));
  }
  bool HasOutcomes(JobId id) const {
    return store_->View()->LastOutcomeBlock(id).ok();
  }

  TempDir folder_;
  absl::Time now_ = absl::Now();
  std::unique_ptr<Store> store_;
  std::unique_ptr<UploadShelf> shelf_;
  std::unique_ptr<Sweeper> sweeper_;
};

TEST_F(SweeperTest, FilesGoWithTheirLinks) {
  const JobId id = Put(JobStatus::kCompleted);
  MILLRACE_ASSERT_OK(sweeper_->Sweep(now_ + absl::Hours(23)));
  EXPECT_TRUE(HasFile(id));
  MILLRACE_ASSERT_OK(sweeper_->Sweep(now_ + absl::Hours(24)));
  EXPECT_FALSE(HasFile(id));
  EXPECT_TRUE(HasOutcomes(id));
}

TEST_F(SweeperTest, OutcomesGoLaterAndTheJobStays) {
  const JobId first = Put(JobStatus::kCompleted);
  const JobId running = Put(JobStatus::kInProgress);
  now_ += absl::Hours(1);
  const JobId later = Put(JobStatus::kFailed);
  const absl::Time due = now_ + absl::Hours(24 * 30);
  MILLRACE_ASSERT_OK(sweeper_->Sweep(due - absl::Minutes(1)));
  EXPECT_FALSE(HasOutcomes(first));
  EXPECT_TRUE(HasOutcomes(running));
  EXPECT_TRUE(HasOutcomes(later));
  MILLRACE_ASSERT_OK(sweeper_->Sweep(due));
  EXPECT_FALSE(HasOutcomes(later));
  EXPECT_TRUE(HasOutcomes(running));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job,
                                store_->View()->GetJob(first));
  EXPECT_EQ(job.status, JobStatus::kCompleted);
  EXPECT_TRUE(job.result_files.empty());
}

TEST_F(SweeperTest, FilesOfNobodyGoByTheirAge) {
  folder_.Write("results/results-99-1.csv", "x");
  folder_.Write("results/other", "x");
  MILLRACE_ASSERT_OK(sweeper_->Sweep(now_ + absl::Hours(1)));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "results/other"));
  MILLRACE_ASSERT_OK(sweeper_->Sweep(now_ + absl::Hours(25)));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "results"));
}

TEST_F(SweeperTest, WorksByItselfAndStopsAtOnce) {
  folder_.Write("results/old", "x");
  std::filesystem::last_write_time(
      folder_ / "results/old",
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
  sweeper_->Start();
  while (std::filesystem::exists(folder_ / "results/old")) {
    std::this_thread::yield();
  }
  sweeper_->Stop();
}

}  // namespace
}  // namespace millrace::server
