// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/worker_team.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "pipeline/source/byte_source.h"
#include "pipeline/source/upload_reader.h"
#include "tests/pipeline/sink/plan_bench.h"

namespace millrace {
namespace {

class WorkerTeamTest : public ::testing::Test {
 protected:
  WorkerTeamTest()
      : bench_({"FirstName"}, R"({"name": "CreateOrUpdateContact"})"),
        batches_(3, 1000),
        drafts_(1 << 20),
        team_(bench_.plan(), RowForm{}, &batches_, &drafts_, &sequencer_,
              nullptr) {}

  // Has `count` tasks run and says how often any of them was.
  int RunTasks(int count) {
    std::atomic<int> runs{0};
    std::vector<std::function<void()>> tasks;
    for (int i = 0; i < count; ++i) tasks.emplace_back([&runs] { ++runs; });
    team_.RunAll(std::move(tasks));
    return runs;
  }

  PlanBench bench_;
  BatchPool batches_;
  DraftPool drafts_;
  Sequencer sequencer_;
  WorkerTeam team_;
};

TEST_F(WorkerTeamTest, WithoutWorkersTheCallerDoesItAll) {
  EXPECT_EQ(team_.width(), 1);
  EXPECT_EQ(RunTasks(0), 0);
  EXPECT_EQ(RunTasks(7), 7);
}

TEST_F(WorkerTeamTest, RunsEveryTaskOnce) {
  team_.Start(3);
  EXPECT_EQ(team_.width(), 4);
  for (int round = 0; round < 200; ++round) {
    ASSERT_EQ(RunTasks(round % 9), round % 9);
  }
}

TEST_F(WorkerTeamTest, TransformsBatchesWhileItMerges) {
  team_.Start(2);
  constexpr uint64_t kBatches = 40;
  uint64_t taken = 0;
  for (uint64_t sequence = 0; sequence < kBatches; ++sequence) {
    RowBatch* const batch = batches_.Acquire();
    ASSERT_NE(batch, nullptr);
    const std::string text = "N" + std::to_string(sequence) + "\n";
    const auto source = MemorySource(text);
    UploadReader reader(*source, CsvDialect{},
                        {.chunk_bytes = 1000,
                         .row_bytes_max = 100,
                         .long_row_bytes_kept = 100});
    ASSERT_TRUE(*reader.Next(batch));
    batch->sequence = sequence;
    team_.Push(batch);
    EXPECT_EQ(RunTasks(5), 5);
    if (sequence % 4 != 3) continue;
    // The pool's batches come back only as the workers get on.
    for (; taken <= sequence; ++taken) {
      auto drafts = sequencer_.Take();
      ASSERT_EQ(drafts->sequence, taken);
      ASSERT_EQ(drafts->rows.size(), 1);
      EXPECT_GT(drafts->counted_bytes, 0);
      drafts_.Release(std::move(drafts));
    }
  }
}

TEST_F(WorkerTeamTest, StopsWithBatchesWaiting) {
  for (int i = 0; i < 3; ++i) team_.Push(batches_.Acquire());
  team_.Stop();
  team_.Start(2);
}

}  // namespace
}  // namespace millrace
