// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/outcome_eraser.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/coding.h"
#include "millrace/record.h"
#include "pipeline/batch/outcome_block.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

// A block of rows 7 to 10: imported onto `mine`, rejected, blank, imported
// onto `other`; each with two cells.
class Block {
 public:
  Block(const PrimaryKey& mine, const PrimaryKey& other) {
    drafts_.first_row_number = 7;
    drafts_.mapping_count = 1;
    drafts_.outcomes.resize(4);
    drafts_.requested.resize(4);
    drafts_.raws.resize(4);
    drafts_.duplicate_of = {0, 0, 0, 3};
    AddImported(mine, "Zerafina");
    AddRow(Verdict::kRejected).reject_code = Code::kColumnCount;
    drafts_.raws[1] = {"raw,Zerafina", 12, 50, 12};
    AddRow(Verdict::kBlank);
    AddImported(other, "Ben");
    drafts_.outcomes[0] = {Code::kProcessed, 0xff};
    drafts_.outcomes[3] = {Code::kInvalidPhone, 2};
    checkpoint_.next_row_number = 11;
    checkpoint_.counters.read = 4;
    MappingPlan plan;
    plan.is_key_integer = mine.is_integer();
    EncodeOutcomeBlock(plan, drafts_, checkpoint_, &bytes_);
  }

  const std::string& bytes() const { return bytes_; }

 private:
  RowDraft& AddRow(Verdict verdict) {
    RowDraft& row = drafts_.rows.emplace_back();
    row.verdict = verdict;
    return row;
  }
  void AddImported(const PrimaryKey& key, std::string_view name) {
    RowDraft& row = AddRow(Verdict::kUpdated);
    const std::string_view bytes = drafts_.arena.Copy(key.Encode());
    row.key = bytes.data();
    row.key_bytes = static_cast<uint8_t>(bytes.size());
    std::string cells;
    AppendLengthPrefixed(&cells, name);
    AppendLengthPrefixed(&cells, "");
    drafts_.requested[drafts_.rows.size() - 1] = drafts_.arena.Copy(cells);
  }

  DraftBatch drafts_;
  Checkpoint checkpoint_;
  std::string bytes_;
};

TEST(OutcomeEraserTest, BlanksTheCellsOfItsRowsAlone) {
  const Block block(PrimaryKey(1), PrimaryKey(2));
  std::string erased;
  EXPECT_THAT(EraseFromBlock(block.bytes(), PrimaryKey(1).Encode(), &erased),
              IsOkAndHolds(1));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const OutcomeBlockReader reader,
                                OutcomeBlockReader::Open(erased));
  ASSERT_EQ(reader.row_count(), 4);
  EXPECT_EQ(reader.row(0).row_number, 7);
  EXPECT_EQ(reader.row(0).key, PrimaryKey(1).Encode());
  EXPECT_EQ(reader.row(0).requested, std::string_view("\0\0", 2));
  EXPECT_EQ(reader.row(0).outcomes[0].code, Code::kProcessed);
  EXPECT_EQ(reader.row(1).reject_code, Code::kColumnCount);
  EXPECT_EQ(reader.row(1).raw, "raw,Zerafina");
  EXPECT_EQ(reader.row(2).verdict, Verdict::kBlank);
  EXPECT_EQ(reader.row(3).requested, std::string_view("\3Ben\0", 5));
  EXPECT_EQ(reader.row(3).outcomes[0], (Outcome{Code::kInvalidPhone, 2}));
  EXPECT_EQ(reader.row(3).duplicate_of, 3);
  EXPECT_EQ(reader.checkpoint().next_row_number, 11);
  EXPECT_EQ(reader.checkpoint().counters.read, 4);
}

TEST(OutcomeEraserTest, TextKeysGoWithThem) {
  const Block block(PrimaryKey("zera@example.org"), PrimaryKey("ben"));
  std::string erased;
  EXPECT_THAT(EraseFromBlock(block.bytes(),
                             PrimaryKey("zera@example.org").Encode(), &erased),
              IsOkAndHolds(1));
  EXPECT_EQ(erased.find("zera@"), std::string::npos);
  MILLRACE_ASSERT_OK_AND_ASSIGN(const OutcomeBlockReader reader,
                                OutcomeBlockReader::Open(erased));
  EXPECT_EQ(reader.row(0).key, "");
  EXPECT_EQ(reader.row(3).key, "ben");
  // Nothing is left to be found.
  std::string again;
  EXPECT_THAT(
      EraseFromBlock(erased, PrimaryKey("zera@example.org").Encode(), &again),
      IsOkAndHolds(0));
}

TEST(OutcomeEraserTest, LeavesOtherBlocksAlone) {
  const Block block(PrimaryKey(1), PrimaryKey(2));
  std::string erased = "as it was";
  EXPECT_THAT(EraseFromBlock(block.bytes(), PrimaryKey(3).Encode(), &erased),
              IsOkAndHolds(0));
  EXPECT_EQ(erased, "as it was");
}

TEST(OutcomeEraserTest, RefusesDamagedBlocks) {
  const Block block(PrimaryKey(1), PrimaryKey(2));
  std::string damaged = block.bytes();
  damaged[damaged.size() / 2] ^= 1;
  std::string erased;
  EXPECT_THAT(EraseFromBlock(damaged, PrimaryKey(1).Encode(), &erased),
              StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace millrace
