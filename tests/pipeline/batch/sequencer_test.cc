// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/sequencer.h"

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace millrace {
namespace {

std::unique_ptr<DraftBatch> Numbered(uint64_t sequence) {
  auto batch = std::make_unique<DraftBatch>();
  batch->sequence = sequence;
  return batch;
}

TEST(SequencerTest, GivesOutInOrder) {
  Sequencer sequencer;
  for (const uint64_t sequence : {3, 1, 0, 2}) {
    sequencer.Put(Numbered(sequence));
  }
  sequencer.End(4);
  for (uint64_t sequence = 0; sequence < 4; ++sequence) {
    const auto batch = sequencer.Take();
    ASSERT_NE(batch, nullptr);
    EXPECT_EQ(batch->sequence, sequence);
  }
  EXPECT_EQ(sequencer.Take(), nullptr);
  EXPECT_EQ(sequencer.Take(), nullptr);
}

TEST(SequencerTest, EndsWithoutABatch) {
  Sequencer sequencer;
  sequencer.End(0);
  EXPECT_EQ(sequencer.Take(), nullptr);
}

TEST(SequencerTest, GivesUpWhenClosed) {
  Sequencer sequencer;
  sequencer.Put(Numbered(0));
  sequencer.Close();
  EXPECT_EQ(sequencer.Take(), nullptr);
}

TEST(SequencerTest, CloseWakesWhoeverWaits) {
  Sequencer sequencer;
  std::thread taker([&] { EXPECT_EQ(sequencer.Take(), nullptr); });
  sequencer.Close();
  taker.join();
}

TEST(SequencerTest, ManyThreadsPut) {
  constexpr uint64_t kThreads = 4;
  constexpr uint64_t kBatches = 2000;
  Sequencer sequencer;
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&sequencer, t] {
      for (uint64_t i = t; i < kBatches; i += kThreads) {
        sequencer.Put(Numbered(i));
      }
      if (t == 0) sequencer.End(kBatches);
    });
  }
  uint64_t expected = 0;
  while (const auto batch = sequencer.Take()) {
    ASSERT_EQ(batch->sequence, expected);
    ++expected;
  }
  EXPECT_EQ(expected, kBatches);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace millrace
