// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A job's stored outcomes, read back: as files, and row by row.
//
// Threading: any thread.

#ifndef MILLRACE_PIPELINE_JOB_JOB_OUTCOMES_H_
#define MILLRACE_PIPELINE_JOB_JOB_OUTCOMES_H_

#include <cstdint>
#include <filesystem>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/importer.h"
#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/job/prepared_job.h"

namespace millrace {

// kNotFound: the job has read rows, but what became of them is not kept any
// more (contract m.16).
absl::Status CheckOutcomesAreKept(const StoreView& view, const JobRecord& job);

// Writes the job's files as far as its rows are committed. is_complete: with a
// results file even if it has no row.
absl::StatusOr<RenderedFiles> RenderJob(
    const Store& store, const StoreView& view, const JobRecord& record,
    bool is_complete, const std::filesystem::path& directory,
    const Validators& validators, const RenderOptions& options);

// The answered rows from a row number on, in file order; visit returns false
// to stop.
absl::Status VisitJobRows(const StoreView& view, const PreparedJob& job,
                          uint64_t first_row,
                          const std::function<bool(const RowReport&)>& visit);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_OUTCOMES_H_
