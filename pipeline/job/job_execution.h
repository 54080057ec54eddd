// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobExecution: carries the rows of one job from its checkpoint to the end of
// its upload: reader, workers and committer, stop and first error. What the
// job is, before and after, is its caller's business.
//
// Threading: Execute works on the caller's thread as the committer; it starts a
// reader and the workers, and joins them before it returns. With no workers
// it starts no thread at all.

#ifndef MILLRACE_PIPELINE_JOB_JOB_EXECUTION_H_
#define MILLRACE_PIPELINE_JOB_JOB_EXECUTION_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "millrace/import_options.h"
#include "millrace/job_state.h"
#include "pipeline/batch/batch_pool.h"
#include "pipeline/batch/draft_pool.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/run.h"
#include "pipeline/batch/sequencer.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/job/batch_transformer.h"
#include "pipeline/job/committed_rows.h"
#include "pipeline/job/job_lifecycle.h"
#include "pipeline/job/worker_team.h"
#include "pipeline/sink/run_committer.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/upload_reader.h"

namespace millrace {

// How many workers the options ask for.
size_t WorkerCount(const ImportOptions& options);

// How far an execution came.
struct ExecutionEnd {
  bool was_stopped = false;
  bool is_over_budget = false;
  // The upload broke: the job settles with what it has.
  std::optional<EarlyEnd> early_end = {};
};

class JobExecution {
 public:
  struct Setup {
    JobId job = JobId{0};
    const MappingPlan* plan = nullptr;
    RowForm form = {};
    uint64_t row_bytes_max = 0;
    ByteSource* source = nullptr;
    RunTarget* records = nullptr;
    Store* dry_run_store = nullptr;  // only in a dry run
    // The job's position; nothing when it has none yet.
    std::optional<Checkpoint> checkpoint = {};
    const ImportOptions* options = nullptr;
    StageClock* clock = nullptr;  // may be null
    // Called once, before the first commit, with the upload's header row.
    std::function<absl::Status(const std::string& header)> on_header = {};
  };

  explicit JobExecution(const Setup& setup);
  ~JobExecution();

  // An error is trouble: the job stays where its last commit left it.
  absl::StatusOr<ExecutionEnd> Execute(std::stop_token stop);

  const Checkpoint& checkpoint() const { return committer_.checkpoint(); }

 private:
  absl::Status RunAlone();
  absl::Status RunWithWorkers(size_t worker_count);
  void ReadBatches();
  absl::Status CommitRuns();
  absl::Status CommitRun(Run* run);
  // One batch; false at the end of the rows, whyever.
  bool ReadBatch(RowBatch* batch);
  absl::StatusOr<bool> NextRows(RowBatch* batch);
  absl::StatusOr<ExecutionEnd> CheckNothingFollows();
  void ReportProgress(bool is_final);
  bool IsFull(const Run& run) const;

  // Constant after construction.
  const Setup setup_;

  // Owned by the reader until it has ended.
  UploadReader reader_;
  CommittedRows committed_rows_;
  uint64_t batches_read_ = 0;
  absl::Status read_status_;
  bool was_stopped_ = false;
  std::stop_token stop_;

  // Shared: each has a lock of its own.
  BatchPool batches_;
  DraftPool drafts_;
  Sequencer sequencer_;
  WorkerTeam team_;
  std::atomic<uint64_t> rows_read_{0};
  std::atomic<uint64_t> bytes_read_{0};
  std::atomic<uint64_t> source_bytes_read_{0};

  // Owned by the committer.
  RunCommitter committer_;
  bool header_known_ = false;
  absl::Time last_progress_ = absl::InfinitePast();
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_JOB_EXECUTION_H_
