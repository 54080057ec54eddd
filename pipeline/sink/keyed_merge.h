// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// KeyedMerge: merges a run whose rows depend on each other by their key alone
// (MappingPlan::is_keyed_only). The rows are sorted by key, file order kept
// among equals, and joined with the store by key range, on all cores.

#ifndef MILLRACE_PIPELINE_SINK_KEYED_MERGE_H_
#define MILLRACE_PIPELINE_SINK_KEYED_MERGE_H_

#include <cstdint>

#include "absl/status/status.h"

#include "millrace/commit.h"
#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/run.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/sink/task_runner.h"

namespace millrace {

// REQUIRES: plan.is_keyed_only. Otherwise as MergeInOrder, with the same
// result. A clock adds up what sorting takes.
absl::Status MergeByKey(const MappingPlan& plan, JobId job,
                        const StoreView& view, TaskRunner* tasks, Run* run,
                        int64_t* next_key, Commit* commit,
                        StageClock* clock = nullptr);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_KEYED_MERGE_H_
