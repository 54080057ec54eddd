// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/work_queue.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(WorkQueueTest, UrgentTasksGoFirst) {
  WorkQueue<int> queue;
  queue.Push(1);
  queue.Push(2);
  queue.PushUrgent(10);
  queue.PushUrgent(11);
  int task = 0;
  for (const int expected : {10, 11, 1, 2}) {
    ASSERT_TRUE(queue.Pop(&task));
    EXPECT_EQ(task, expected);
  }
}

TEST(WorkQueueTest, PopUrgentTakesNothingElse) {
  WorkQueue<int> queue;
  int task = 0;
  queue.Push(1);
  EXPECT_FALSE(queue.PopUrgent(&task));
  queue.PushUrgent(10);
  EXPECT_TRUE(queue.PopUrgent(&task));
  EXPECT_EQ(task, 10);
  EXPECT_FALSE(queue.PopUrgent(&task));
}

TEST(WorkQueueTest, CloseDropsWhatWaits) {
  WorkQueue<std::shared_ptr<int>> queue;
  auto kept = std::make_shared<int>(1);
  queue.Push(kept);
  queue.PushUrgent(kept);
  queue.Close();
  EXPECT_EQ(kept.use_count(), 1);
  std::shared_ptr<int> task;
  EXPECT_FALSE(queue.Pop(&task));
  EXPECT_FALSE(queue.PopUrgent(&task));
}

TEST(WorkQueueTest, CloseWakesAllWhoWait) {
  WorkQueue<int> queue;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      int task = 0;
      EXPECT_FALSE(queue.Pop(&task));
    });
  }
  queue.Close();
  for (std::thread& thread : threads) thread.join();
}

TEST(WorkQueueTest, EveryTaskIsTakenOnce) {
  constexpr int kTasks = 3000;
  WorkQueue<int> queue;
  std::atomic<int> sum{0};
  std::atomic<int> left{kTasks};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      int task = 0;
      while (queue.Pop(&task)) {
        sum += task;
        if (--left == 0) queue.Close();
      }
    });
  }
  for (int task = 1; task <= kTasks; ++task) {
    if (task % 3 == 0) {
      queue.PushUrgent(task);
    } else {
      queue.Push(task);
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, kTasks * (kTasks + 1) / 2);
}

}  // namespace
}  // namespace millrace
