// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/mutex.h"

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace millrace {
namespace {

class Counter {
 public:
  void Add() {
    MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }

  int count() const {
    MutexLock lock(mutex_);
    return count_;
  }

  void WaitFor(int count) {
    MutexLock lock(mutex_);
    while (count_ < count) changed_.Wait(mutex_);
  }

  bool WaitBriefly() {
    MutexLock lock(mutex_);
    return changed_.WaitFor(mutex_, absl::Microseconds(1));
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST(MutexTest, ExcludesOtherThreads) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&counter] {
      for (int n = 0; n < 1000; ++n) counter.Add();
    });
  }
  counter.WaitFor(4000);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.count(), 4000);
}

TEST(MutexTest, WaitEndsWithItsTime) {
  Counter counter;
  while (counter.WaitBriefly()) {
  }
  EXPECT_EQ(counter.count(), 0);
}

TEST(MutexTest, TryLockSaysWhetherItHolds) {
  Mutex mutex;
  if (!mutex.TryLock()) FAIL() << "nobody else holds it";
  std::thread([&mutex] {
    if (mutex.TryLock()) {
      ADD_FAILURE() << "two threads hold the mutex";
      mutex.Unlock();
    }
  }).join();
  mutex.Unlock();
}

TEST(MutexTest, LockCanBeGivenBackEarly) {
  Mutex mutex;
  MutexLock lock(mutex);
  lock.Unlock();
  MutexLock again(mutex);
}

}  // namespace
}  // namespace millrace
