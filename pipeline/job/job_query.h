// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobQuery: the jobs of a store that a query means, a page of them at a time.
// Reads the store a few hundred jobs at once, so that a long history costs
// time and not memory.
//
// Threading: pure functions of a view.

#ifndef MILLRACE_PIPELINE_JOB_JOB_QUERY_H_
#define MILLRACE_PIPELINE_JOB_JOB_QUERY_H_

#include "absl/status/statusor.h"

#include "millrace/importer.h"
#include "millrace/store.h"

namespace millrace {

// Whether the query means this job, whatever page it is on.
bool IsMeant(const JobQuery& query, const JobRecord& job);

absl::StatusOr<JobPage> QueryJobs(const StoreView& view, const JobQuery& query);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_QUERY_H_
