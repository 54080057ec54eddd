// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// OutcomeBlock: what became of one batch's rows, and the job's checkpoint
// behind them, as the bytes that the store keeps. Result files are rendered
// from nothing else. A block is columnar: most columns are one long run.

#ifndef MILLRACE_PIPELINE_BATCH_OUTCOME_BLOCK_H_
#define MILLRACE_PIPELINE_BATCH_OUTCOME_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/job_state.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

// Adds one batch's rows to the counters. REQUIRES: no row is a draft any more.
void CountRows(const DraftBatch& batch, JobCounters* counters);

// Encodes a batch's outcomes with the checkpoint that holds after it.
void EncodeOutcomeBlock(const MappingPlan& plan, const DraftBatch& batch,
                        const Checkpoint& checkpoint, std::string* to);

// Only the checkpoint of a block. kDataLoss if its bytes fail their check.
absl::StatusOr<Checkpoint> ReadCheckpoint(std::string_view block);

// One row of a block; views live as long as the block's bytes.
struct BlockRow {
  uint64_t row_number = 0;
  Verdict verdict = Verdict::kBlank;
  // Imported rows.
  std::string_view key;  // encoded; empty: a text that was erased
  uint16_t found = 0;    // as in RowDraft
  bool is_ambiguous = false;
  const Outcome* outcomes = nullptr;  // one a mapping
  std::string_view requested;         // length-prefixed cells
  // Rejected rows.
  Code reject_code = Code::kNone;
  uint8_t reject_mapping = 0xff;
  uint8_t reject_field = 0xff;
  uint8_t reject_column = 0xff;
  uint64_t byte_offset = 0;
  uint64_t whole_bytes = 0;
  std::string_view raw;
  // Both: the first row of the job on the same record, or 0.
  uint64_t duplicate_of = 0;
};

// Reads a block row by row, blank ones included.
class OutcomeBlockReader {
 public:
  // kDataLoss: the block's bytes fail their check or do not parse.
  static absl::StatusOr<OutcomeBlockReader> Open(std::string_view block);

  const Checkpoint& checkpoint() const { return checkpoint_; }
  size_t row_count() const { return rows_.size(); }
  size_t mapping_count() const { return mapping_count_; }
  uint64_t first_row_number() const { return first_row_number_; }
  bool is_key_integer() const { return is_key_integer_; }
  bool has_requested() const { return has_requested_; }
  const BlockRow& row(size_t index) const { return rows_[index]; }

 private:
  absl::Status Parse(std::string_view body);
  bool ParseVerdicts(std::string_view* in, size_t row_count);
  bool ParseImported(std::string_view* in);
  bool ParseOutcomes(std::string_view* in);
  bool ParseRejects(std::string_view* in);

  Checkpoint checkpoint_;
  uint64_t first_row_number_ = 1;
  size_t mapping_count_ = 0;
  bool is_key_integer_ = true;
  bool has_requested_ = false;
  std::vector<BlockRow> rows_;
  std::vector<size_t> imported_;  // indexes of imported rows
  std::vector<Outcome> outcomes_;
  std::vector<char> keys_;  // decoded integer keys, 8 bytes each
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_OUTCOME_BLOCK_H_
