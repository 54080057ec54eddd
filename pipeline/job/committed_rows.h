// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// CommittedRows: passes over the rows that an earlier execution of the job has
// committed out of the batch at which it goes on: those before the place where
// its error budget cut a batch (contract m.11).
//
// Threading: the reader's thread.

#ifndef MILLRACE_PIPELINE_JOB_COMMITTED_ROWS_H_
#define MILLRACE_PIPELINE_JOB_COMMITTED_ROWS_H_

#include <cstdint>

#include "absl/status/status.h"

#include "millrace/job_state.h"
#include "pipeline/batch/row_batch.h"

namespace millrace {

class CommittedRows {
 public:
  CommittedRows() = default;
  explicit CommittedRows(const Checkpoint& checkpoint)
      : left_(checkpoint.committed_rows),
        expected_check_(checkpoint.committed_check) {}

  bool has_more() const { return left_ > 0; }

  // Takes the rows out of a batch as the reader gave it, which may leave it
  // without any. kFailedPrecondition: they are not the rows that were
  // committed.
  absl::Status PassOver(RowBatch* batch);

 private:
  uint64_t left_ = 0;
  uint64_t expected_check_ = 0;
  uint64_t check_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_COMMITTED_ROWS_H_
