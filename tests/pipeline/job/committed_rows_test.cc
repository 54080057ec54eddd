// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/committed_rows.h"

#include <cstring>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "pipeline/batch/row_check.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

// Rows of a letter and a line feed each, from some byte on.
class Batch {
 public:
  Batch(std::string_view letters, uint64_t first_byte) : batch_(64) {
    batch_.first_byte = first_byte;
    batch_.first_row_number = 1 + first_byte / 2;
    for (const char letter : letters) {
      batch_.rows.push_back({static_cast<uint32_t>(batch_.chunk_used), 1});
      batch_.chunk[batch_.chunk_used++] = letter;
      batch_.chunk[batch_.chunk_used++] = '\n';
    }
  }
  RowBatch* operator->() { return &batch_; }
  RowBatch& operator*() { return batch_; }

 private:
  RowBatch batch_;
};

Checkpoint CutAfter(size_t row_count, std::string_view letters) {
  Batch batch(letters, 0);
  std::vector<uint64_t> checks;
  CheckRows(*batch, &checks);
  Checkpoint checkpoint;
  checkpoint.committed_rows = row_count;
  checkpoint.committed_check = checks[row_count - 1];
  return checkpoint;
}

TEST(CommittedRowsTest, PassesOverTheFirstRows) {
  CommittedRows rows(CutAfter(2, "abcd"));
  Batch batch("abcd", 0);
  EXPECT_TRUE(rows.has_more());
  MILLRACE_ASSERT_OK(rows.PassOver(&*batch));
  EXPECT_FALSE(rows.has_more());
  ASSERT_EQ(batch->rows.size(), 2);
  EXPECT_EQ(batch->RowText(0), "c");
  EXPECT_EQ(batch->first_row_number, 3);
  EXPECT_EQ(batch->committed_rows, 2);
  // The next cut builds upon what this one passed over.
  std::vector<uint64_t> checks;
  CheckRows(*batch, &checks);
  EXPECT_EQ(checks[0], CutAfter(3, "abcd").committed_check);
}

TEST(CommittedRowsTest, OverSeveralBatches) {
  CommittedRows rows(CutAfter(3, "abcd"));
  Batch first("ab", 0);
  MILLRACE_ASSERT_OK(rows.PassOver(&*first));
  EXPECT_TRUE(first->rows.empty());
  EXPECT_TRUE(rows.has_more());
  Batch second("cd", 4);
  MILLRACE_ASSERT_OK(rows.PassOver(&*second));
  ASSERT_EQ(second->rows.size(), 1);
  EXPECT_EQ(second->first_row_number, 4);
  EXPECT_EQ(second->committed_rows, 1);
}

TEST(CommittedRowsTest, OtherRowsAreRefused) {
  for (const std::string_view other : {"axcd", "ba", "bacd"}) {
    CommittedRows rows(CutAfter(2, "abcd"));
    Batch batch(other, 0);
    EXPECT_THAT(rows.PassOver(&*batch),
                StatusIs(absl::StatusCode::kFailedPrecondition))
        << other;
  }
}

TEST(CommittedRowsTest, RowsElsewhereAreRefused) {
  CommittedRows rows(CutAfter(2, "abcd"));
  Batch batch("abcd", 2);
  EXPECT_THAT(rows.PassOver(&*batch),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(CommittedRowsTest, WithoutAnyNothingHappens) {
  CommittedRows rows;
  EXPECT_FALSE(rows.has_more());
  Batch batch("ab", 0);
  MILLRACE_ASSERT_OK(rows.PassOver(&*batch));
  EXPECT_EQ(batch->rows.size(), 2);
}

}  // namespace
}  // namespace millrace
