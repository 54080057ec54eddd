// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/outcome_block.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/checksum.h"
#include "engine/base/coding.h"
#include "millrace/limits.h"
#include "millrace/record.h"
#include "tests/support/dice.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

constexpr absl::StatusCode kDataLoss = absl::StatusCode::kDataLoss;

Checkpoint SomeCheckpoint() {
  Checkpoint checkpoint;
  checkpoint.next_sequence = 7;
  checkpoint.next_byte = uint64_t{1} << 40;
  checkpoint.next_row_number = 123456;
  checkpoint.fingerprint = 0xfedcba9876543210;
  checkpoint.at_end = true;
  checkpoint.committed_rows = 300;
  checkpoint.committed_check = 0x0123456789abcdef;
  checkpoint.counters.read = 10;
  checkpoint.counters.imported = 6;
  checkpoint.counters.rejected = 3;
  checkpoint.counters.blank = 1;
  checkpoint.counters.created = 1;
  checkpoint.counters.updated = 2;
  checkpoint.counters.unchanged = 3;
  checkpoint.counters.with_messages = 4;
  checkpoint.counters.with_success = 5;
  checkpoint.counters.ambiguous = 2;
  checkpoint.counters.cleared = 9;
  checkpoint.counters.by_code = {{1, 17}, {55, uint64_t{1} << 33}};
  return checkpoint;
}

void ExpectSame(const Checkpoint& a, const Checkpoint& b) {
  EXPECT_EQ(a.next_sequence, b.next_sequence);
  EXPECT_EQ(a.next_byte, b.next_byte);
  EXPECT_EQ(a.next_row_number, b.next_row_number);
  EXPECT_EQ(a.fingerprint, b.fingerprint);
  EXPECT_EQ(a.at_end, b.at_end);
  EXPECT_EQ(a.committed_rows, b.committed_rows);
  EXPECT_EQ(a.committed_check, b.committed_check);
  EXPECT_EQ(a.counters, b.counters);
}

// Batches as the sink leaves them, with all bytes in their arena.
class Batch {
 public:
  explicit Batch(size_t mapping_count) {
    drafts_.mapping_count = mapping_count;
    drafts_.first_row_number = 100;
  }

  RowDraft& Add(Verdict verdict, std::vector<Outcome> outcomes = {}) {
    outcomes.resize(drafts_.mapping_count, {Code::kProcessed, 0xff});
    drafts_.outcomes.insert(drafts_.outcomes.end(), outcomes.begin(),
                            outcomes.end());
    RowDraft& row = drafts_.rows.emplace_back();
    row.verdict = verdict;
    return row;
  }

  void AddImported(const PrimaryKey& key, std::vector<Outcome> outcomes = {},
                   Verdict verdict = Verdict::kCreated) {
    RowDraft& row = Add(verdict, std::move(outcomes));
    const std::string_view bytes = drafts_.arena.Copy(key.Encode());
    row.key = bytes.data();
    row.key_bytes = static_cast<uint8_t>(bytes.size());
  }

  void AddRejected(Code code, std::string_view raw, uint64_t whole_bytes) {
    RowDraft& row = Add(Verdict::kRejected);
    row.reject_code = code;
    row.reject_mapping = 1;
    row.reject_field = 2;
    row.reject_column = 3;
    drafts_.raws.resize(drafts_.rows.size());
    RawRow& kept = drafts_.raws.back();
    const std::string_view text = drafts_.arena.Copy(raw);
    kept.text = text.data();
    kept.text_bytes = static_cast<uint32_t>(text.size());
    kept.byte_offset = 4711;
    kept.whole_bytes = whole_bytes;
  }

  DraftBatch& drafts() { return drafts_; }

  std::string Encode(bool is_key_integer = true) {
    MappingPlan plan;
    plan.is_key_integer = is_key_integer;
    std::string block = "left over";
    EncodeOutcomeBlock(plan, drafts_, SomeCheckpoint(), &block);
    return block;
  }

 private:
  DraftBatch drafts_;
};

TEST(OutcomeBlockTest, KeepsTheCheckpoint) {
  const std::string block = Batch(2).Encode();
  const auto checkpoint = ReadCheckpoint(block);
  MILLRACE_ASSERT_OK(checkpoint);
  ExpectSame(*checkpoint, SomeCheckpoint());
  const auto reader = OutcomeBlockReader::Open(block);
  MILLRACE_ASSERT_OK(reader);
  ExpectSame(reader->checkpoint(), SomeCheckpoint());
  EXPECT_EQ(reader->row_count(), 0);
  EXPECT_EQ(reader->mapping_count(), 2);
}

TEST(OutcomeBlockTest, KeepsEveryFieldOfARow) {
  Batch batch(2);
  batch.AddImported(PrimaryKey(42),
                    {{Code::kKeptBestPhone, 0xff}, {Code::kInvalidPhone, 9}});
  batch.drafts().rows.back().found = 500;
  batch.drafts().rows.back().is_ambiguous = true;
  batch.Add(Verdict::kBlank);
  batch.AddRejected(Code::kColumnCount, "a,b\r\n", 5);
  batch.AddImported(PrimaryKey(-7), {}, Verdict::kUnchanged);
  batch.AddImported(PrimaryKey(43), {}, Verdict::kUpdated);
  batch.AddRejected(Code::kRowTooLong, std::string("\0x", 2), 70000);
  batch.drafts().duplicate_of = {0, 0, 8, 100, 0, 0};
  batch.drafts().requested = {"", "", "", "\3abc", std::string_view("\0", 1),
                              ""};
  const std::string block = batch.Encode();
  const auto reader = OutcomeBlockReader::Open(block);
  MILLRACE_ASSERT_OK(reader);
  ASSERT_EQ(reader->row_count(), 6);
  const BlockRow& first = reader->row(0);
  EXPECT_EQ(first.row_number, 100);
  EXPECT_EQ(first.verdict, Verdict::kCreated);
  EXPECT_EQ(first.key, PrimaryKey(42).Encode());
  EXPECT_EQ(first.found, 500);
  EXPECT_TRUE(first.is_ambiguous);
  EXPECT_FALSE(reader->row(3).is_ambiguous);
  EXPECT_EQ(first.outcomes[0], (Outcome{Code::kKeptBestPhone, 0xff}));
  EXPECT_EQ(first.outcomes[1], (Outcome{Code::kInvalidPhone, 9}));
  EXPECT_EQ(first.duplicate_of, 0);
  EXPECT_EQ(reader->row(1).verdict, Verdict::kBlank);
  EXPECT_EQ(reader->row(1).row_number, 101);
  const BlockRow& rejected = reader->row(2);
  EXPECT_EQ(rejected.verdict, Verdict::kRejected);
  EXPECT_EQ(rejected.reject_code, Code::kColumnCount);
  EXPECT_EQ(rejected.reject_mapping, 1);
  EXPECT_EQ(rejected.reject_field, 2);
  EXPECT_EQ(rejected.reject_column, 3);
  EXPECT_EQ(rejected.byte_offset, 4711);
  EXPECT_EQ(rejected.whole_bytes, 5);
  EXPECT_EQ(rejected.raw, "a,b\r\n");
  EXPECT_EQ(rejected.duplicate_of, 8);
  const BlockRow& unchanged = reader->row(3);
  EXPECT_EQ(unchanged.verdict, Verdict::kUnchanged);
  EXPECT_EQ(unchanged.key, PrimaryKey(-7).Encode());
  EXPECT_EQ(unchanged.requested, "\3abc");
  EXPECT_EQ(unchanged.duplicate_of, 100);
  EXPECT_EQ(reader->row(4).verdict, Verdict::kUpdated);
  EXPECT_EQ(reader->row(4).requested, std::string_view("\0", 1));
  EXPECT_EQ(reader->row(5).whole_bytes, 70000);
  EXPECT_EQ(reader->row(5).raw, std::string_view("\0x", 2));
}

TEST(OutcomeBlockTest, KeepsExtremeKeys) {
  Batch batch(0);
  const std::vector<int64_t> keys = {std::numeric_limits<int64_t>::max(),
                                     std::numeric_limits<int64_t>::min(), 0, -1,
                                     std::numeric_limits<int64_t>::max()};
  for (const int64_t key : keys) batch.AddImported(PrimaryKey(key));
  const std::string block = batch.Encode();
  const auto reader = OutcomeBlockReader::Open(block);
  MILLRACE_ASSERT_OK(reader);
  for (size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(reader->row(i).key, PrimaryKey(keys[i]).Encode());
  }
}

TEST(OutcomeBlockTest, KeepsTextKeys) {
  Batch batch(1);
  batch.AddImported(PrimaryKey("a"));
  batch.AddImported(PrimaryKey(std::string(255, 'z')));
  const std::string block = batch.Encode(false);
  const auto reader = OutcomeBlockReader::Open(block);
  MILLRACE_ASSERT_OK(reader);
  EXPECT_EQ(reader->row(0).key, "a");
  EXPECT_EQ(reader->row(1).key, std::string(255, 'z'));
}

TEST(OutcomeBlockTest, ReaderStaysGoodWhenMoved) {
  Batch batch(1);
  batch.AddImported(PrimaryKey(42), {{Code::kInvalidDate, 3}});
  const std::string block = batch.Encode();
  auto reader = OutcomeBlockReader::Open(block);
  MILLRACE_ASSERT_OK(reader);
  const auto moved = std::make_unique<OutcomeBlockReader>(*std::move(reader));
  EXPECT_EQ(moved->row(0).key, PrimaryKey(42).Encode());
  EXPECT_EQ(moved->row(0).outcomes[0], (Outcome{Code::kInvalidDate, 3}));
}

TEST(OutcomeBlockTest, RandomBatchesComeBack) {
  constexpr uint64_t kSeed = 20260301;
  for (uint64_t seed = kSeed; seed < kSeed + 50; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    Batch batch(dice.Below(5));
    for (int row = dice.Between(0, 200); row > 0; --row) {
      if (dice.Percent(10)) {
        batch.Add(Verdict::kBlank);
      } else if (dice.Percent(10)) {
        batch.AddRejected(Code::kOpenQuote, std::string(dice.Below(50), 'x'),
                          dice.Below(1000));
      } else {
        batch.AddImported(
            PrimaryKey(dice.Between(-1000, 1000)),
            {{dice.Percent(50) ? Code::kProcessed : Code::kInvalidValue,
              static_cast<uint8_t>(dice.Below(3))}});
      }
    }
    const std::string block = batch.Encode();
    const auto reader = OutcomeBlockReader::Open(block);
    MILLRACE_ASSERT_OK(reader);
    const DraftBatch& drafts = batch.drafts();
    ASSERT_EQ(reader->row_count(), drafts.rows.size());
    for (size_t i = 0; i < drafts.rows.size(); ++i) {
      ASSERT_EQ(reader->row(i).verdict, drafts.rows[i].verdict);
      if (drafts.rows[i].verdict == Verdict::kRejected) {
        ASSERT_EQ(reader->row(i).raw.size(), drafts.raws[i].text_bytes);
      }
      if (!IsImported(drafts.rows[i].verdict)) continue;
      ASSERT_EQ(reader->row(i).key, drafts.rows[i].key_view());
      for (size_t m = 0; m < drafts.mapping_count; ++m) {
        ASSERT_EQ(reader->row(i).outcomes[m], drafts.OutcomesOf(i)[m]);
      }
    }
  }
}

TEST(OutcomeBlockTest, AnyDamageIsDataLoss) {
  Batch batch(1);
  batch.AddImported(PrimaryKey(42));
  batch.AddRejected(Code::kNulByte, "raw", 3);
  const std::string block = batch.Encode();
  for (size_t i = 0; i < block.size(); ++i) {
    EXPECT_THAT(OutcomeBlockReader::Open(block.substr(0, i)),
                StatusIs(kDataLoss));
    EXPECT_THAT(ReadCheckpoint(block.substr(0, i)), StatusIs(kDataLoss));
    std::string flipped = block;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    EXPECT_THAT(OutcomeBlockReader::Open(flipped), StatusIs(kDataLoss));
    EXPECT_THAT(ReadCheckpoint(flipped), StatusIs(kDataLoss));
  }
}

// Replaces the check by one that is right.
std::string WithCheck(std::string block) {
  block.resize(block.size() - 8);
  AppendBigEndian64(&block, Checksum64(block));
  return block;
}

TEST(OutcomeBlockTest, WrongBytesUnderARightCheckAreDataLossToo) {
  Batch batch(2);
  batch.AddImported(PrimaryKey(42));
  batch.Add(Verdict::kBlank);
  batch.AddRejected(Code::kNulByte, "raw", 3);
  const std::string block = batch.Encode();
  ASSERT_EQ(WithCheck(block), block);
  size_t refused = 0;
  for (size_t i = 0; i + 8 < block.size(); ++i) {
    for (const char byte : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string other = block;
      other[i] = byte;
      const auto reader = OutcomeBlockReader::Open(WithCheck(other));
      if (reader.ok()) continue;
      EXPECT_THAT(reader, StatusIs(kDataLoss));
      ++refused;
    }
    std::string shorter = block;
    shorter.erase(i, 1);
    const auto reader = OutcomeBlockReader::Open(WithCheck(shorter));
    EXPECT_TRUE(reader.ok() || absl::IsDataLoss(reader.status()));
  }
  EXPECT_GT(refused, block.size());
}

TEST(OutcomeBlockTest, MoreRowsThanABatchHasAreRefused) {
  // A few bytes that stand for very many rows must not ask for their memory.
  Batch batch(0);
  std::string block = batch.Encode();
  block.resize(block.size() - 8);
  // flags, first row number, no rows, no mappings, no duplicates.
  block.resize(block.size() - 4);
  AppendVarint(&block, 1);
  AppendVarint(&block, uint64_t{1} << 50);
  AppendVarint(&block, 0);
  block.push_back(static_cast<char>(Verdict::kBlank));
  AppendVarint(&block, uint64_t{1} << 50);
  AppendVarint(&block, 0);
  EXPECT_THAT(OutcomeBlockReader::Open(WithCheck(block + "12345678")),
              StatusIs(kDataLoss));
}

TEST(OutcomeBlockTest, CountsRows) {
  Batch batch(2);
  batch.AddImported(PrimaryKey(1));
  batch.AddImported(PrimaryKey(2), {{Code::kInvalidDate, 0}});
  batch.AddImported(PrimaryKey(3),
                    {{Code::kInvalidDate, 0}, {Code::kInvalidPhone, 1}},
                    Verdict::kUpdated);
  batch.AddImported(PrimaryKey(4), {{Code::kAlreadyApplied, 0xff}},
                    Verdict::kUnchanged);
  batch.drafts().rows.back().is_ambiguous = true;
  batch.Add(Verdict::kBlank);
  batch.AddRejected(Code::kColumnCount, "x", 1);
  JobCounters counters;
  CountRows(batch.drafts(), &counters);
  EXPECT_TRUE(counters.Balanced());
  EXPECT_EQ(counters.read, 6);
  EXPECT_EQ(counters.imported, 4);
  EXPECT_EQ(counters.rejected, 1);
  EXPECT_EQ(counters.blank, 1);
  EXPECT_EQ(counters.created, 2);
  EXPECT_EQ(counters.updated, 1);
  EXPECT_EQ(counters.unchanged, 1);
  EXPECT_EQ(counters.with_messages, 3);
  EXPECT_EQ(counters.with_success, 3);
  EXPECT_EQ(counters.ambiguous, 1);
  const std::map<uint16_t, uint64_t> by_code = {
      {1, 4}, {2, 1}, {20, 1}, {22, 2}, {55, 1}};
  EXPECT_EQ(counters.by_code, by_code);
  CountRows(batch.drafts(), &counters);
  EXPECT_EQ(counters.read, 12);
  EXPECT_EQ(counters.by_code[1], 8);
}

}  // namespace
}  // namespace millrace
