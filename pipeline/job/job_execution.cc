// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_execution.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include "engine/base/status_macros.h"
#include "pipeline/batch/upload_error.h"

namespace millrace {
namespace {

// One batch in each worker's hands, one waiting for each, and one being read.
size_t BatchCount(size_t worker_count) { return 2 * worker_count + 1; }

// The job keeps the row limit that it was submitted with; a chunk must hold
// such a row with its line end, whatever the options say now.
size_t ChunkBytes(const JobExecution::Setup& setup) {
  return std::max(setup.options->chunk_bytes,
                  static_cast<size_t>(setup.row_bytes_max) + 2);
}

UploadReader::Options ReaderOptions(const JobExecution::Setup& setup) {
  UploadReader::Options options;
  options.chunk_bytes = ChunkBytes(setup);
  options.row_bytes_max = static_cast<size_t>(setup.row_bytes_max);
  return options;
}

}  // namespace

size_t WorkerCount(const ImportOptions& options) {
  if (options.worker_count != kWorkerPerCore) {
    return static_cast<size_t>(options.worker_count);
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

JobExecution::JobExecution(const Setup& setup)
    : setup_(setup),
      reader_(*setup.source, setup.form.dialect, ReaderOptions(setup)),
      batches_(BatchCount(WorkerCount(*setup.options)), ChunkBytes(setup)),
      drafts_(setup.options->run_budget_bytes),
      team_(*setup.plan, setup.form, &batches_, &drafts_, &sequencer_,
            setup.clock),
      committer_(*setup.plan, setup.job, setup.records, setup.dry_run_store,
                 &team_, setup.checkpoint.value_or(Checkpoint{}), setup.clock) {
}

JobExecution::~JobExecution() = default;

absl::StatusOr<ExecutionEnd> JobExecution::Execute(std::stop_token stop) {
  stop_ = std::move(stop);
  if (setup_.checkpoint.has_value()) {
    const Checkpoint& from = *setup_.checkpoint;
    committed_rows_ = CommittedRows(from);
    read_status_ = reader_.ResumeAt(from.next_byte, from.next_row_number,
                                    from.fingerprint);
    if (UploadErrorOf(read_status_).has_value()) {
      // Broken before where the job has been: another upload.
      return absl::FailedPreconditionError(read_status_.message());
    }
    if (from.at_end) return CheckNothingFollows();
  }
  if (read_status_.ok()) {
    const size_t worker_count = WorkerCount(*setup_.options);
    MILLRACE_RETURN_IF_ERROR(worker_count == 0 ? RunAlone()
                                               : RunWithWorkers(worker_count));
  }
  ReportProgress(true);
  ExecutionEnd end;
  end.was_stopped = was_stopped_;
  end.is_over_budget = committer_.is_over_budget();
  // Whatever the reader met behind the cut is not for this execution to say.
  if (read_status_.ok() || end.is_over_budget) return end;
  const std::optional<JobErrorCode> broken = UploadErrorOf(read_status_);
  if (!broken.has_value()) return read_status_;
  end.early_end = EarlyEnd{*broken, std::string(read_status_.message().data(),
                                                read_status_.message().size())};
  return end;
}

// All rows are committed: the upload must end where it did before.
absl::StatusOr<ExecutionEnd> JobExecution::CheckNothingFollows() {
  MILLRACE_RETURN_IF_ERROR(read_status_);
  RowBatch* const batch = batches_.Acquire();
  const absl::StatusOr<bool> has_rows = reader_.Next(batch);
  batches_.Release(batch);
  if (!has_rows.ok() || *has_rows) {
    return absl::FailedPreconditionError(
        "upload differs from the one the job began with: it goes on");
  }
  return ExecutionEnd{};
}

// The reader's next batch that has rows which are not committed yet.
absl::StatusOr<bool> JobExecution::NextRows(RowBatch* batch) {
  do {
    const absl::StatusOr<bool> has_rows = reader_.Next(batch);
    const bool is_over = has_rows.ok()
                             ? !*has_rows
                             : UploadErrorOf(has_rows.status()).has_value();
    // It ends, or breaks off, before where the job has been.
    if (is_over && committed_rows_.has_more()) {
      return absl::FailedPreconditionError(
          "upload differs from the one the job began with");
    }
    if (!has_rows.ok() || !*has_rows) return has_rows;
    MILLRACE_RETURN_IF_ERROR(committed_rows_.PassOver(batch));
  } while (batch->rows.empty());
  batch->sequence = batches_read_++;
  return true;
}

bool JobExecution::ReadBatch(RowBatch* batch) {
  if (stop_.stop_requested()) {
    was_stopped_ = true;
    return false;
  }
  const absl::StatusOr<bool> has_rows = [&] {
    const StageTimer timer(setup_.clock, Stage::kRead);
    return NextRows(batch);
  }();
  if (!has_rows.ok()) {
    read_status_ = has_rows.status();
    return false;
  }
  if (!*has_rows) return false;
  // What ended a pipe may be what stops the job: what was read of it last is
  // no row then. Of any other upload it is read again.
  if (stop_.stop_requested()) {
    was_stopped_ = true;
    return false;
  }
  rows_read_.fetch_add(batch->rows.size(), std::memory_order_relaxed);
  bytes_read_.store(batch->end_byte, std::memory_order_relaxed);
  source_bytes_read_.store(setup_.source->file_bytes_read(),
                           std::memory_order_relaxed);
  return true;
}

absl::Status JobExecution::RunAlone() {
  BatchTransformer transformer(*setup_.plan, setup_.form, setup_.clock);
  Run run;
  RowBatch* const batch = batches_.Acquire();
  while (ReadBatch(batch)) {
    std::unique_ptr<DraftBatch> drafts = drafts_.Acquire();
    transformer.Transform(batch, drafts.get());
    batch->Clear();
    drafts_.Filled(drafts.get());
    run.Add(std::move(drafts));
    if (IsFull(run)) {
      MILLRACE_RETURN_IF_ERROR(CommitRun(&run));
      if (committer_.is_over_budget()) return absl::OkStatus();
    }
    ReportProgress(false);
  }
  return CommitRun(&run);
}

absl::Status JobExecution::RunWithWorkers(size_t worker_count) {
  team_.Start(worker_count);
  std::thread reader([this] { ReadBatches(); });
  absl::Status status = CommitRuns();
  // After an error the reader and the workers must not wait for a committer
  // that is gone. Without one they have ended by themselves.
  batches_.Close();
  drafts_.Close();
  team_.Stop();
  sequencer_.Close();
  reader.join();
  return status;
}

void JobExecution::ReadBatches() {
  uint64_t batch_count = 0;
  for (;;) {
    drafts_.WaitForRoom();
    RowBatch* const batch = batches_.Acquire();
    if (batch == nullptr) break;
    if (!ReadBatch(batch)) {
      batches_.Release(batch);
      break;
    }
    ++batch_count;
    team_.Push(batch);
  }
  sequencer_.End(batch_count);
}

// A run is committed at half of the budget: the other half is for the next.
bool JobExecution::IsFull(const Run& run) const {
  const size_t record_bytes =
      run.row_count() * committer_.record_bytes_per_row();
  return run.memory_bytes() + record_bytes >=
         setup_.options->run_budget_bytes / 2;
}

absl::Status JobExecution::CommitRuns() {
  Run run;
  while (std::unique_ptr<DraftBatch> drafts = sequencer_.Take()) {
    run.Add(std::move(drafts));
    if (IsFull(run)) {
      MILLRACE_RETURN_IF_ERROR(CommitRun(&run));
      if (committer_.is_over_budget()) return absl::OkStatus();
    }
    ReportProgress(false);
  }
  return CommitRun(&run);
}

absl::Status JobExecution::CommitRun(Run* run) {
  if (run->empty()) return absl::OkStatus();
  if (!header_known_) {
    // The reader passed the header before the first batch came here.
    MILLRACE_RETURN_IF_ERROR(setup_.on_header(reader_.header_bytes()));
    header_known_ = true;
  }
  MILLRACE_RETURN_IF_ERROR(committer_.Commit(run));
  for (auto& batch : run->batches()) drafts_.Release(std::move(batch));
  *run = {};
  return absl::OkStatus();
}

void JobExecution::ReportProgress(bool is_final) {
  const ImportOptions& options = *setup_.options;
  if (!options.progress) return;
  const absl::Time now = absl::Now();
  if (!is_final && now - last_progress_ < options.progress_interval) return;
  last_progress_ = now;
  ImportProgress progress;
  progress.job = setup_.job;
  progress.rows_read = rows_read_.load(std::memory_order_relaxed);
  progress.bytes_read = bytes_read_.load(std::memory_order_relaxed);
  progress.source_bytes_read =
      source_bytes_read_.load(std::memory_order_relaxed);
  progress.source_bytes_total = setup_.source->size_bytes().value_or(0);
  progress.rows_committed = committer_.checkpoint().counters.read;
  progress.rows_rejected = committer_.checkpoint().counters.rejected;
  options.progress(progress);
}

}  // namespace millrace
