// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/batch_pool.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(BatchPoolTest, HandsOutDistinctClearedBatches) {
  BatchPool pool(2, 1000);
  RowBatch* const first = pool.Acquire();
  RowBatch* const second = pool.Acquire();
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_NE(first, second);
  EXPECT_GE(first->chunk_capacity, 1000);
  first->sequence = 4;
  first->rows.resize(3);
  first->chunk_used = 12;
  pool.Release(first);
  RowBatch* const again = pool.Acquire();
  EXPECT_EQ(again, first);
  EXPECT_EQ(again->sequence, 0);
  EXPECT_TRUE(again->rows.empty());
  EXPECT_EQ(again->text(), "");
}

TEST(BatchPoolTest, AcquireWaitsForARelease) {
  BatchPool pool(1, 100);
  RowBatch* const batch = pool.Acquire();
  std::atomic<bool> is_released{false};
  std::thread taker([&] {
    EXPECT_EQ(pool.Acquire(), batch);
    EXPECT_TRUE(is_released);
  });
  is_released = true;
  pool.Release(batch);
  taker.join();
}

TEST(BatchPoolTest, CloseWakesWhoeverWaits) {
  BatchPool pool(1, 100);
  RowBatch* const batch = pool.Acquire();
  std::thread taker([&] { EXPECT_EQ(pool.Acquire(), nullptr); });
  pool.Close();
  taker.join();
  pool.Release(batch);
  EXPECT_EQ(pool.Acquire(), nullptr);
}

}  // namespace
}  // namespace millrace
