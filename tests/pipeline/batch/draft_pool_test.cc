// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/draft_pool.h"

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "gtest/gtest.h"

namespace millrace {
namespace {

std::unique_ptr<DraftBatch> Filled(DraftPool* pool, size_t rows) {
  auto batch = pool->Acquire();
  batch->rows.resize(rows);
  pool->Filled(batch.get());
  EXPECT_EQ(batch->counted_bytes, batch->MemoryBytes());
  return batch;
}

TEST(DraftPoolTest, RecyclesClearedBatches) {
  DraftPool pool(1000);
  auto batch = Filled(&pool, 5);
  const DraftBatch* const address = batch.get();
  pool.Release(std::move(batch));
  batch = pool.Acquire();
  EXPECT_EQ(batch.get(), address);
  EXPECT_TRUE(batch->rows.empty());
  EXPECT_EQ(batch->counted_bytes, 0);
}

TEST(DraftPoolTest, WaitsWhileTheBudgetIsUsed) {
  DraftPool pool(10 * sizeof(RowDraft));
  pool.WaitForRoom();
  auto small = Filled(&pool, 1);
  pool.WaitForRoom();
  auto large = Filled(&pool, 100);
  std::atomic<bool> is_released{false};
  std::thread reader([&] {
    pool.WaitForRoom();
    EXPECT_TRUE(is_released);
  });
  is_released = true;
  pool.Release(std::move(large));
  reader.join();
  // What was counted is taken back, not what the batch has become.
  small->rows.resize(1000);
  pool.Release(std::move(small));
  pool.WaitForRoom();
}

TEST(DraftPoolTest, CloseWakesTheReaderForGood) {
  DraftPool pool(1);
  auto batch = Filled(&pool, 100);
  std::thread reader([&] { pool.WaitForRoom(); });
  pool.Close();
  reader.join();
  pool.WaitForRoom();
}

}  // namespace
}  // namespace millrace
