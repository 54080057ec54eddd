// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/stage_clock.h"

#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace millrace {
namespace {

using std::chrono::nanoseconds;

TEST(StageClockTest, AddsUpWhatAllThreadsDo) {
  StageClock clock;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&clock] {
      for (int k = 0; k < 1000; ++k) clock.Add(Stage::kParse, nanoseconds(3));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const StageTimes times = clock.Times(2, true);
  EXPECT_EQ(times[Stage::kParse].busy, absl::Nanoseconds(12000));
  EXPECT_EQ(times[Stage::kMerge].busy, absl::ZeroDuration());
  EXPECT_GT(times.elapsed, absl::ZeroDuration());
}

TEST(StageClockTest, KnowsHowManyThreadsDoAStage) {
  const StageTimes keyed = StageClock().Times(3, true);
  EXPECT_EQ(keyed[Stage::kParse].thread_count, 3);
  EXPECT_EQ(keyed[Stage::kMerge].thread_count, 4);
  EXPECT_EQ(keyed[Stage::kCommit].thread_count, 1);
  EXPECT_EQ(StageClock().Times(3, false)[Stage::kMerge].thread_count, 1);
  EXPECT_EQ(StageClock().Times(0, true)[Stage::kTransform].thread_count, 1);
}

TEST(StageTimesTest, NamesTheBottleneck) {
  StageClock clock;
  EXPECT_EQ(clock.Times(1, true).ShareOf(Stage::kRead), 0);
  clock.Add(Stage::kTransform, nanoseconds(600));
  clock.Add(Stage::kCommit, nanoseconds(250));
  clock.Add(Stage::kRead, nanoseconds(150));
  // Three threads transform, so that committing takes longer.
  EXPECT_EQ(clock.Times(3, true).Bottleneck(), Stage::kCommit);
  EXPECT_EQ(clock.Times(1, true).Bottleneck(), Stage::kTransform);
  EXPECT_DOUBLE_EQ(clock.Times(3, true).ShareOf(Stage::kCommit), 0.25);
}

TEST(StageTimesTest, EveryStageHasAName) {
  std::set<std::string> names;
  for (size_t i = 0; i < kStageCount; ++i) {
    names.emplace(StageName(static_cast<Stage>(i)));
  }
  EXPECT_EQ(names.size(), kStageCount);
  EXPECT_EQ(names.count(""), 0u);
}

TEST(StageTimerTest, MeasuresNothingWithoutAClock) {
  const StageTimer timer(nullptr, Stage::kRead);
  StageClock clock;
  { const StageTimer measured(&clock, Stage::kRead); }
  EXPECT_GE(clock.Times(1, true)[Stage::kRead].busy, absl::ZeroDuration());
}

}  // namespace
}  // namespace millrace
