// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/run_turns.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/base/mutex.h"
#include "millrace/record.h"

namespace millrace {
namespace {

constexpr ResourceTypeId kType{1};
constexpr ResourceTypeId kOther{2};

TEST(RunTurnsTest, OneAtATime) {
  RunTurns turns;
  int inside = 0;  // guarded by the turn itself
  int total = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 500; ++j) {
        const auto turn = turns.Take(kType);
        EXPECT_EQ(++inside, 1);
        ++total;
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(total, 2000);
  EXPECT_EQ(turns.QueueLength(kType), 0u);
}

TEST(RunTurnsTest, FirstComeFirstServed) {
  RunTurns turns;
  std::vector<int> order;  // guarded by the turn itself
  auto first = turns.Take(kType);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto turn = turns.Take(kType);
      order.push_back(i);
    });
    // The next one comes when this one stands in the queue.
    while (turns.QueueLength(kType) < static_cast<size_t>(i) + 2) {
      std::this_thread::yield();
    }
  }
  first.reset();
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST(RunTurnsTest, TypesDoNotWaitForEachOther) {
  RunTurns turns;
  const auto one = turns.Take(kType);
  const auto other = turns.Take(kOther);
  EXPECT_EQ(turns.QueueLength(kType), 1u);
  EXPECT_EQ(turns.QueueLength(kOther), 1u);
  EXPECT_EQ(turns.QueueLength(ResourceTypeId{3}), 0u);
}

}  // namespace
}  // namespace millrace
