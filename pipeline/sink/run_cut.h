// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Cuts a run behind the row with which its job's error budget is exceeded
// (contract m.11), so that the rows before are committed and none after it,
// wherever batches and runs happen to end.
//
// Threading: one thread.

#ifndef MILLRACE_PIPELINE_SINK_RUN_CUT_H_
#define MILLRACE_PIPELINE_SINK_RUN_CUT_H_

#include <cstddef>
#include <vector>

#include "millrace/job_state.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/run.h"

namespace millrace {

// How many of the run's rows stay within the budget, the one that exceeds it
// included; all of them if none does. before: the job's counters before the
// run. Rows without a verdict count as imported.
size_t RowsWithinBudget(const ErrorBudget& budget, const JobCounters& before,
                        const Run& run);

// Keeps the run's first `row_count` rows and drops the others.
void CutRun(size_t row_count, Run* run);

// What merging changes in a run's rows, to be put back when the run turns out
// to be too long: what its first rows came to does not depend on those after
// them, but the commit does.
class RunRows {
 public:
  explicit RunRows(const Run& run);
  void PutBack(Run* run) const;

 private:
  struct BatchRows {
    std::vector<RowDraft> rows;
    std::vector<Outcome> outcomes;
  };
  std::vector<BatchRows> batches_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_RUN_CUT_H_
