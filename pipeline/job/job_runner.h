// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobRunner: takes a job from where its last commit left it to where it
// settles, pauses or is stopped (contract m.10, m.11).
//
// Threading: one thread; the job must be claimed by it.
// Ownership: borrows the store and the options.

#ifndef MILLRACE_PIPELINE_JOB_JOB_RUNNER_H_
#define MILLRACE_PIPELINE_JOB_JOB_RUNNER_H_

#include <optional>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "millrace/import_options.h"
#include "millrace/importer.h"
#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/job/job_execution.h"
#include "pipeline/job/job_lifecycle.h"
#include "pipeline/job/prepared_job.h"

namespace millrace {

class JobRunner {
 public:
  JobRunner(Store& store, const ImportOptions& options)
      : store_(store), options_(options) {}

  // True: the job has settled; false: its error budget has paused it.
  // kCancelled: it was stopped. is_given: the caller has named the upload, so
  // it is looked at even if all of its rows are committed.
  absl::StatusOr<bool> Run(JobRecord record, const Upload& upload,
                           bool is_given, std::stop_token stop);

  // Settles a job with what it has committed, and renders its files. clock may
  // be null.
  absl::Status Settle(JobRecord job, const std::optional<Checkpoint>& at,
                      const std::optional<EarlyEnd>& early_end,
                      StageClock* clock);

 private:
  absl::Time Now() const { return options_.now ? options_.now() : absl::Now(); }
  absl::StatusOr<bool> RunPrepared(PreparedJob* job, const Upload& upload,
                                   bool is_given,
                                   std::optional<Checkpoint> checkpoint,
                                   std::stop_token stop, StageClock* clock);
  absl::StatusOr<ExecutionEnd> Execute(PreparedJob* job, const Upload& upload,
                                       std::optional<Checkpoint>* checkpoint,
                                       std::stop_token stop, StageClock* clock);
  absl::Status Pause(JobRecord job, const JobCounters& counters);

  Store& store_;
  const ImportOptions& options_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_RUNNER_H_
