// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/record_table.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/fault/import_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr ResourceTypeId kType{1};

TEST(RecordTableTest, ReadsKeepsAndTellsWhatChanged) {
  const TempDir directory;
  const auto store = OpenScene(directory / "store");
  const auto commit = store->BeginCommit({});
  commit->PutRecord(kType, "a", "stored a");
  commit->PutRecord(kType, "b", "stored b");
  commit->PutRecord(kType, "c", "stored c");
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store->View();
  RecordTable table(kType, *view);
  MILLRACE_ASSERT_OK(table.Prefetch({"c", "nobody", "a", "c"}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * a, table.Get("a"));
  EXPECT_EQ(a->key, "a");
  EXPECT_EQ(a->value, "stored a");
  EXPECT_EQ(a->stored, "stored a");
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * b, table.Get("b"));
  EXPECT_EQ(b->value, "stored b");
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * nobody, table.Get("nobody"));
  EXPECT_EQ(nobody->value, "");
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * other, table.Get("other"));
  EXPECT_EQ(other->stored, "");
  EXPECT_TRUE(table.Changed().empty());
  table.Set(nobody, "new");
  table.Set(b, "changed");
  table.Set(b, "changed again");
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * again, table.Get("b"));
  EXPECT_EQ(again, b);
  EXPECT_EQ(again->value, "changed again");
  EXPECT_EQ(again->stored, "stored b");
  EXPECT_THAT(table.Changed(), ::testing::ElementsAre(b, nobody));
  // Reading ahead again does not undo anything.
  MILLRACE_ASSERT_OK(table.Prefetch({"b", "d"}));
  EXPECT_EQ((*table.Get("b"))->value, "changed again");
}

// Rows of one run may change one record over and over.
TEST(RecordTableTest, ARecordThatChangesOftenTakesNoMoreRoom) {
  const TempDir directory;
  const auto store = OpenScene(directory / "store");
  const auto view = store->View();
  RecordTable table(kType, *view);
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * record, table.Get("a"));
  for (size_t i = 0; i < 10000; ++i) {
    const std::string value(1000 + i % 500, static_cast<char>('a' + i % 26));
    table.Set(record, value);
    ASSERT_EQ(record->value, value);
  }
  EXPECT_LT(table.MemoryBytes(), size_t{1} << 20);
}

}  // namespace
}  // namespace millrace
