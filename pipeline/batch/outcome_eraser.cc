// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/outcome_eraser.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/outcome_block.h"

namespace millrace {
namespace {

// As many cells, all of them empty.
std::string_view BlankCells(std::string_view cells, Arena* arena) {
  std::string blank;
  std::string_view cell;
  while (ReadLengthPrefixed(&cells, &cell)) AppendLengthPrefixed(&blank, {});
  return arena->Copy(blank);
}

RowDraft DraftOf(const BlockRow& row) {
  RowDraft draft;
  draft.verdict = row.verdict;
  draft.found = row.found;
  draft.is_ambiguous = row.is_ambiguous;
  draft.key = row.key.data();
  draft.key_bytes = static_cast<uint8_t>(row.key.size());
  draft.reject_code = row.reject_code;
  draft.reject_mapping = row.reject_mapping;
  draft.reject_field = row.reject_field;
  draft.reject_column = row.reject_column;
  return draft;
}

// The block's rows as they were before they were encoded; views into it.
void TakeApart(const OutcomeBlockReader& reader, DraftBatch* batch) {
  const size_t row_count = reader.row_count();
  batch->first_row_number = reader.first_row_number();
  batch->mapping_count = reader.mapping_count();
  batch->rows.reserve(row_count);
  batch->outcomes.resize(row_count * reader.mapping_count());
  if (reader.has_requested()) batch->requested.resize(row_count);
  batch->raws.resize(row_count);
  batch->duplicate_of.resize(row_count);
  for (size_t i = 0; i < row_count; ++i) {
    const BlockRow& row = reader.row(i);
    batch->rows.push_back(DraftOf(row));
    batch->duplicate_of[i] = row.duplicate_of;
    batch->raws[i] = {row.raw.data(), static_cast<uint32_t>(row.raw.size()),
                      row.byte_offset, row.whole_bytes};
    if (!IsImported(row.verdict)) continue;
    if (reader.has_requested()) batch->requested[i] = row.requested;
    for (size_t m = 0; m < reader.mapping_count(); ++m) {
      batch->OutcomesOf(i)[m] = row.outcomes[m];
    }
  }
}

}  // namespace

absl::StatusOr<size_t> EraseFromBlock(std::string_view block,
                                      std::string_view key_bytes,
                                      std::string* to) {
  MILLRACE_CHECK(!key_bytes.empty());
  MILLRACE_ASSIGN_OR_RETURN(const OutcomeBlockReader reader,
                            OutcomeBlockReader::Open(block));
  size_t erased = 0;
  for (size_t i = 0; i < reader.row_count(); ++i) {
    const BlockRow& row = reader.row(i);
    if (IsImported(row.verdict) && row.key == key_bytes) ++erased;
  }
  if (erased == 0) return erased;
  DraftBatch batch;
  TakeApart(reader, &batch);
  for (size_t i = 0; i < reader.row_count(); ++i) {
    if (!IsImported(batch.rows[i].verdict)) continue;
    if (batch.rows[i].key_view() != key_bytes) continue;
    if (reader.has_requested()) {
      batch.requested[i] = BlankCells(batch.requested[i], &batch.arena);
    }
    // A number is the store's; a text may be anything, an address say.
    if (!reader.is_key_integer()) batch.rows[i].key_bytes = 0;
  }
  MappingPlan plan;
  plan.is_key_integer = reader.is_key_integer();
  EncodeOutcomeBlock(plan, batch, reader.checkpoint(), to);
  return erased;
}

}  // namespace millrace
