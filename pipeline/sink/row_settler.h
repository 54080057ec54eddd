// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RowSettler: one row against the record it was found to be about: makes the
// record, changes it, leaves it, or rejects the row (contract m.3, m.4, m.9,
// m.12). The last word on a row, whichever way its run is merged.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_SINK_ROW_SETTLER_H_
#define MILLRACE_PIPELINE_SINK_ROW_SETTLER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "millrace/job_state.h"
#include "millrace/record.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/sink/record_merger.h"

namespace millrace {

// A row of a run.
struct RowRef {
  DraftBatch* batch = nullptr;
  uint32_t index = 0;

  RowDraft& draft() const { return batch->rows[index]; }
  Outcome* outcomes() const { return batch->OutcomesOf(index); }
  uint64_t row_number() const { return batch->first_row_number + index; }
};

// Rejects a row, forgetting what its mappings had come to.
void RejectRow(Code code, int column, RowDraft* row);

class RowSettler {
 public:
  RowSettler(const MappingPlan& plan, JobId job, OtherRecords* others);

  // Settles the row on a record: value is its bytes, empty when there is none
  // yet; first_row is the first row of this job imported onto it, or 0. Sets
  // the row's verdict, outcomes and duplicate_of. After kCreated and kUpdated
  // new_value() holds the record's new bytes.
  absl::Status Settle(const RowRef& row, std::string_view key,
                      std::string_view value, uint64_t first_row);

  const std::string& new_value() const { return new_value_; }
  // What the settled row binds and releases; empty unless it was imported.
  const std::vector<IdentityEdit>& edits() const { return edits_; }

  // Whether a row that found nothing makes a record, but for what the store's
  // identities may say; if not, why it is rejected.
  bool MayCreate(const RowRef& row) const;

 private:
  bool RejectUncreatable(const RowRef& row) const;
  bool SettleDuplicate(const RowRef& row, uint64_t first_row);
  void RejectFailed(const RowRef& row, size_t mapping_index) const;
  // The first failed mapping, or the mappings' count.
  size_t FirstFailed(const Outcome* outcomes) const;

  // Constant after construction.
  const MappingPlan& plan_;
  const JobId job_;

  // Owned by one thread.
  RecordMerger merger_;
  std::string new_value_;
  std::vector<IdentityEdit> edits_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_ROW_SETTLER_H_
