// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/run_committer.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "pipeline/batch/outcome_block.h"
#include "tests/engine/storage/faulty_rocksdb_env.h"
#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr JobId kJob{1};

class OneThread : public TaskRunner {
 public:
  size_t width() const override { return 1; }
  void RunAll(std::vector<std::function<void()>> tasks) override {
    for (const auto& task : tasks) task();
  }
};

class RunCommitterTest : public ::testing::Test {
 protected:
  RunCommitterTest()
      : store_(OpenScene(directory_ / "store", {.rocksdb = faulty_.env()})),
        bench_(PeopleCatalogue(),
               MakeSpec("People", {"PersonId", "Name"},
                        R"({"name": "PutPerson"})"),
               store_.get()),
        target_(*store_) {}

  RunCommitter Committer(Checkpoint checkpoint = {}) {
    return {bench_.plan(), kJob,    &target_,
            nullptr,       &tasks_, std::move(checkpoint)};
  }

  // A run of batches, each of these rows, as the reader would cut them.
  millrace::Run RunOf(const std::vector<std::string>& batches,
                      bool is_last = false) {
    millrace::Run run;
    for (const std::string& rows : batches) {
      auto batch = bench_.Transform(rows, next_row_);
      next_row_ += batch->rows.size();
      end_byte_ += rows.size();
      batch->end_byte = end_byte_;
      batch->fingerprint = end_byte_ * 7;
      batch->is_last = is_last && &rows == &batches.back();
      run.Add(std::move(batch));
    }
    return run;
  }

  Checkpoint Stored() {
    return *ReadCheckpoint(*store_->View()->LastOutcomeBlock(kJob));
  }

  const TempDir directory_;
  FaultyRocksdbEnv faulty_;
  std::unique_ptr<Store> store_;
  PlanBench bench_;
  StoreTarget target_;
  OneThread tasks_;
  uint64_t next_row_ = 1;
  uint64_t end_byte_ = 0;
};

TEST_F(RunCommitterTest, LastBlockCarriesTheCheckpoint) {
  RunCommitter committer = Committer();
  millrace::Run first = RunOf({"a,Ada\nb,Bob\n\n", "c\n"});
  MILLRACE_ASSERT_OK(committer.Commit(&first));
  Checkpoint stored = Stored();
  EXPECT_EQ(stored.next_sequence, 2);
  EXPECT_EQ(stored.next_byte, end_byte_);
  EXPECT_EQ(stored.next_row_number, 5);
  EXPECT_EQ(stored.fingerprint, end_byte_ * 7);
  EXPECT_FALSE(stored.at_end);
  EXPECT_EQ(stored.counters.read, 4);
  EXPECT_EQ(stored.counters.created, 2);
  EXPECT_EQ(stored.counters.blank, 1);
  EXPECT_EQ(stored.counters.rejected, 1);
  EXPECT_EQ(stored.counters, committer.checkpoint().counters);
  millrace::Run second = RunOf({"a,Anna\nb,Bob\n"}, true);
  MILLRACE_ASSERT_OK(committer.Commit(&second));
  stored = Stored();
  EXPECT_EQ(stored.next_sequence, 3);
  EXPECT_TRUE(stored.at_end);
  EXPECT_EQ(stored.counters.read, 6);
  EXPECT_EQ(stored.counters.updated, 1);
  EXPECT_EQ(stored.counters.unchanged, 1);
  EXPECT_TRUE(stored.counters.Balanced());
}

TEST_F(RunCommitterTest, GoesOnFromACheckpoint) {
  Checkpoint from;
  from.next_sequence = 10;
  from.counters.read = 7;
  from.counters.blank = 7;
  RunCommitter committer = Committer(from);
  millrace::Run run = RunOf({"a,Ada\n"});
  MILLRACE_ASSERT_OK(committer.Commit(&run));
  EXPECT_EQ(Stored().next_sequence, 11);
  EXPECT_EQ(Stored().counters.read, 8);
}

TEST_F(RunCommitterTest, BooksThatDoNotBalanceStopTheJob) {
  Checkpoint from;
  from.counters.read = 7;
  from.counters.imported = 6;
  RunCommitter committer = Committer(from);
  millrace::Run run = RunOf({"a,Ada\n"});
  EXPECT_THAT(committer.Commit(&run), StatusIs(absl::StatusCode::kInternal));
  EXPECT_TRUE(
      absl::IsNotFound(store_->View()->LastOutcomeBlock(kJob).status()));
  EXPECT_FALSE(store_->View()->GetRecord(bench_.plan().type, "a").ok());
}

TEST_F(RunCommitterTest, FailedCommitStoresNothing) {
  RunCommitter committer = Committer();
  millrace::Run run = RunOf({"a,Ada\n"});
  faulty_.FailNth(1, /*forever=*/true);
  EXPECT_THAT(committer.Commit(&run), StatusIs(absl::StatusCode::kUnavailable));
  faulty_.FailNth(0, false);
  EXPECT_FALSE(store_->View()->GetRecord(bench_.plan().type, "a").ok());
  EXPECT_TRUE(
      absl::IsNotFound(store_->View()->LastOutcomeBlock(kJob).status()));
}

TEST_F(RunCommitterTest, DryRunKeepsOutcomesApart) {
  const auto overlay = OpenScene(directory_ / "overlay");
  StoreTarget target(*overlay);
  RunCommitter committer(bench_.plan(), kJob, &target, store_.get(), &tasks_,
                         {});
  millrace::Run run = RunOf({"a,Ada\n"});
  MILLRACE_ASSERT_OK(committer.Commit(&run));
  EXPECT_EQ(Stored().counters.created, 1);
  EXPECT_FALSE(store_->View()->GetRecord(bench_.plan().type, "a").ok());
  MILLRACE_EXPECT_OK(overlay->View()->GetRecord(bench_.plan().type, "a"));
  EXPECT_FALSE(overlay->View()->LastOutcomeBlock(kJob).ok());
}

}  // namespace
}  // namespace millrace
