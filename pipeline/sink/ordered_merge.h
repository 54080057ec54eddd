// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// OrderedMerge: merges a run whose rows may depend on each other: what a row
// finds, and whether its external id is free, is as the rows before left it.
// One thread goes through the rows in file order (contract m.1).

#ifndef MILLRACE_PIPELINE_SINK_ORDERED_MERGE_H_
#define MILLRACE_PIPELINE_SINK_ORDERED_MERGE_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"

#include "millrace/commit.h"
#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/run.h"

namespace millrace {

// Settles every row of the run and adds what changed to the commit. *next_key
// is the store's next key of the type, moved on by what was created;
// *memory_bytes says what the records of the rows took meanwhile.
absl::Status MergeInOrder(const MappingPlan& plan, JobId job,
                          const StoreView& view, Run* run, int64_t* next_key,
                          Commit* commit, size_t* memory_bytes);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_ORDERED_MERGE_H_
