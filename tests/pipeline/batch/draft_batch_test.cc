// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/draft_batch.h"

#include <string>

#include "gtest/gtest.h"

#include "engine/base/coding.h"

namespace millrace {
namespace {

TEST(DraftBatchTest, EmptyDraftHasNothing) {
  RowDraftReader reader("");
  EXPECT_FALSE(reader.NextFinder());
  EXPECT_FALSE(reader.NextMapping());
  EXPECT_FALSE(reader.NextValue());
}

std::string SomeDraft() {
  std::string draft;
  AppendVarint(&draft, 1 + 3);
  AppendLengthPrefixed(&draft, "E-1");
  AppendVarint(&draft, 1 + 300);
  AppendLengthPrefixed(&draft, "");
  AppendVarint(&draft, 0);
  AppendVarint(&draft, 0);
  AppendLengthPrefixed(&draft, "scalars");
  std::string values;
  AppendVarint(&values, 17);
  AppendLengthPrefixed(&values, "one");
  AppendVarint(&values, 400);
  AppendLengthPrefixed(&values, "two");
  AppendLengthPrefixed(&draft, values);
  AppendVarint(&draft, 5);
  AppendLengthPrefixed(&draft, "");
  AppendLengthPrefixed(&draft, "");
  return draft;
}

TEST(DraftBatchTest, ReadsFindersMappingsAndValues) {
  const std::string draft = SomeDraft();
  RowDraftReader reader(draft);
  ASSERT_TRUE(reader.NextFinder());
  EXPECT_EQ(reader.index(), 3);
  EXPECT_EQ(reader.value(), "E-1");
  ASSERT_TRUE(reader.NextFinder());
  EXPECT_EQ(reader.index(), 300);
  EXPECT_EQ(reader.value(), "");
  EXPECT_FALSE(reader.NextFinder());
  EXPECT_FALSE(reader.NextFinder());
  ASSERT_TRUE(reader.NextMapping());
  EXPECT_EQ(reader.index(), 0);
  EXPECT_EQ(reader.scalars(), "scalars");
  ASSERT_TRUE(reader.NextValue());
  EXPECT_EQ(reader.index(), 17);
  EXPECT_EQ(reader.value(), "one");
  ASSERT_TRUE(reader.NextValue());
  EXPECT_EQ(reader.index(), 400);
  EXPECT_EQ(reader.value(), "two");
  EXPECT_FALSE(reader.NextValue());
  ASSERT_TRUE(reader.NextMapping());
  EXPECT_EQ(reader.index(), 5);
  EXPECT_EQ(reader.scalars(), "");
  EXPECT_FALSE(reader.NextValue());
  EXPECT_FALSE(reader.NextMapping());
}

TEST(DraftBatchTest, MappingsCanBeReadWithoutFindersAndValues) {
  const std::string draft = SomeDraft();
  RowDraftReader reader(draft);
  ASSERT_TRUE(reader.NextMapping());
  EXPECT_EQ(reader.index(), 0);
  ASSERT_TRUE(reader.NextMapping());
  EXPECT_EQ(reader.index(), 5);
  EXPECT_FALSE(reader.NextMapping());
}

TEST(DraftBatchTest, ClearForgetsContentAndKeepsMemory) {
  DraftBatch batch;
  batch.sequence = 3;
  batch.first_row_number = 9;
  batch.is_last = true;
  batch.mapping_count = 2;
  batch.rows.resize(100);
  batch.outcomes.resize(200);
  batch.requested.resize(100);
  batch.raws.resize(100);
  batch.duplicate_of.resize(100);
  batch.arena.Copy("some bytes");
  batch.OutcomesOf(99)[1] = {Code::kProcessed, 7};
  EXPECT_EQ(batch.outcomes[199].field_index, 7);
  const size_t before = batch.MemoryBytes();
  EXPECT_GE(before, 100 * sizeof(RowDraft) + 200 * sizeof(Outcome));
  batch.Clear();
  EXPECT_EQ(batch.sequence, 0);
  EXPECT_EQ(batch.first_row_number, 1);
  EXPECT_FALSE(batch.is_last);
  EXPECT_TRUE(batch.rows.empty() && batch.outcomes.empty() &&
              batch.requested.empty() && batch.raws.empty() &&
              batch.duplicate_of.empty());
  EXPECT_EQ(batch.arena.used_bytes(), 0);
  EXPECT_EQ(batch.MemoryBytes(), before);
  // A row of the next use begins as new.
  batch.rows.resize(1);
  EXPECT_EQ(batch.rows[0].verdict, Verdict::kDraft);
}

}  // namespace
}  // namespace millrace
