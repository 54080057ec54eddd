// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/run_committer.h"

#include <set>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/error_budget.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/sink/keyed_merge.h"
#include "pipeline/sink/ordered_merge.h"
#include "pipeline/sink/run_cut.h"

namespace millrace {

RunCommitter::RunCommitter(const MappingPlan& plan, JobId job,
                           RunTarget* records, Store* dry_run_store,
                           TaskRunner* tasks, Checkpoint checkpoint,
                           StageClock* clock)
    : plan_(plan),
      job_(job),
      records_(records),
      dry_run_store_(dry_run_store),
      tasks_(tasks),
      clock_(clock),
      checkpoint_(std::move(checkpoint)) {}

absl::Status RunCommitter::Commit(Run* run) {
  MILLRACE_CHECK(!run->empty());
  const std::vector<std::unique_ptr<RunTurn>> turns = TakeTurns();
  std::unique_ptr<StoreView> view = records_->View();
  Merged merged;
  MILLRACE_ASSIGN_OR_RETURN(merged.first_key, view->NextKey(plan_.type));
  MILLRACE_RETURN_IF_ERROR(plan_.error_budget.is_set()
                               ? MergeWithinBudget(*view, run, &merged)
                               : Merge(*view, run, &merged));
  // All is read. An ingest while a snapshot is open gives its files a sequence
  // number, for whose sake a compaction would write each of them again.
  view.reset();
  const std::unique_ptr<class Commit>& commit = merged.commit;
  if (merged.next_key != merged.first_key) {
    commit->SetNextKey(plan_.type, merged.next_key);
  }
  if (dry_run_store_ == nullptr) {
    MILLRACE_RETURN_IF_ERROR(AddBlocks(*run, commit.get()));
    const StageTimer timer(clock_, Stage::kCommit);
    return Annotate(commit->Apply(), "commit");
  }
  // A dry run: what its rows would have done goes to a store of its own, which
  // is thrown away; only the outcomes are kept (contract m.17).
  const std::unique_ptr<class Commit> kept = dry_run_store_->BeginCommit({});
  MILLRACE_RETURN_IF_ERROR(AddBlocks(*run, kept.get()));
  const StageTimer timer(clock_, Stage::kCommit);
  MILLRACE_RETURN_IF_ERROR(Annotate(commit->Apply(), "dry run"));
  return Annotate(kept->Apply(), "commit");
}

absl::Status RunCommitter::Merge(const StoreView& view, Run* run,
                                 Merged* merged) {
  MILLRACE_ASSIGN_OR_RETURN(const uint64_t stored_bytes,
                            StoredBytesOf(view, *run));
  merged->commit = records_->BeginCommit(run->memory_bytes() + stored_bytes);
  merged->next_key = merged->first_key;
  if (plan_.is_keyed_only) {
    return MergeByKey(plan_, job_, view, tasks_, run, &merged->next_key,
                      merged->commit.get(), clock_);
  }
  const StageTimer timer(clock_, Stage::kMerge);
  size_t memory_bytes = 0;
  MILLRACE_RETURN_IF_ERROR(MergeInOrder(plan_, job_, view, run,
                                        &merged->next_key, merged->commit.get(),
                                        &memory_bytes));
  record_bytes_per_row_ = memory_bytes / std::max<size_t>(run->row_count(), 1);
  return absl::OkStatus();
}

// About how much the stored records are that the run's rows may change, by a
// sample of them: what a commit brings may be far more than the rows hold.
absl::StatusOr<uint64_t> RunCommitter::StoredBytesOf(const StoreView& view,
                                                     const Run& run) const {
  constexpr size_t kSampleRows = 32;
  const size_t row_count = run.row_count();
  if (row_count < kSampleRows) return 0;
  std::vector<std::string_view> keys;
  for (const auto& batch : run.batches()) {
    const size_t step = row_count / kSampleRows;
    for (size_t i = 0; i < batch->rows.size(); i += step) {
      const RowDraft& row = batch->rows[i];
      if (row.verdict == Verdict::kDraft && row.key != nullptr) {
        keys.push_back(row.key_view());
      }
    }
  }
  if (keys.empty()) return 0;
  const size_t sampled = keys.size();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::vector<std::string> records;
  MILLRACE_RETURN_IF_ERROR(view.GetRecords(plan_.type, keys, &records));
  uint64_t bytes = 0;
  for (const std::string& record : records) bytes += record.size();
  return bytes / sampled * row_count;
}

absl::Status RunCommitter::MergeWithinBudget(const StoreView& view, Run* run,
                                             Merged* merged) {
  const ErrorBudget& budget = plan_.error_budget;
  // What is rejected already may be too much without what merging rejects.
  CutRun(RowsWithinBudget(budget, checkpoint_.counters, *run), run);
  if (!plan_.may_reject_late) return Merge(view, run, merged);
  const RunRows before(*run);
  MILLRACE_RETURN_IF_ERROR(Merge(view, run, merged));
  const size_t row_count = RowsWithinBudget(budget, checkpoint_.counters, *run);
  if (row_count == run->row_count()) return absl::OkStatus();
  before.PutBack(run);
  CutRun(row_count, run);
  return Merge(view, run, merged);
}

bool RunCommitter::is_over_budget() const {
  return IsExceeded(plan_.error_budget, checkpoint_.counters);
}

// Sets the checkpoint behind the batch's rows. A batch that was cut is read
// again from its start, and its first rows are passed over.
void RunCommitter::Advance(const DraftBatch& batch) {
  ++checkpoint_.next_sequence;
  const size_t row_count = batch.rows.size();
  if (row_count < batch.row_checks.size()) {
    checkpoint_.next_byte = batch.first_byte;
    checkpoint_.next_row_number = batch.first_row_number - batch.committed_rows;
    checkpoint_.fingerprint = batch.first_fingerprint;
    checkpoint_.committed_rows = batch.committed_rows + row_count;
    checkpoint_.committed_check = batch.row_checks[row_count - 1];
    return;
  }
  checkpoint_.next_byte = batch.end_byte;
  checkpoint_.next_row_number = batch.first_row_number + row_count;
  checkpoint_.fingerprint = batch.fingerprint;
  checkpoint_.at_end = batch.is_last;
  checkpoint_.committed_rows = 0;
  checkpoint_.committed_check = 0;
}

// Jobs that write or look up records of one resource type take turns run by
// run (contract m.18): what this run reads must still hold when it commits.
// Turns are taken in one order by all, so that nobody waits in a circle.
std::vector<std::unique_ptr<RunTurn>> RunCommitter::TakeTurns() {
  std::set<ResourceTypeId> types = {plan_.type};
  for (const PlanReference& reference : plan_.references) {
    types.insert(reference.type);
  }
  std::vector<std::unique_ptr<RunTurn>> turns;
  for (const ResourceTypeId type : types) {
    turns.push_back(records_->TakeTurn(type));
  }
  return turns;
}

absl::Status RunCommitter::AddBlocks(const Run& run, class Commit* commit) {
  const StageTimer timer(clock_, Stage::kOutcomes);
  for (const auto& batch : run.batches()) {
    CountRows(*batch, &checkpoint_.counters);
    // Conservation: a job whose books do not balance must not go on.
    if (!checkpoint_.counters.Balanced()) {
      return absl::InternalError("rows read are not all accounted for");
    }
    const uint64_t sequence = checkpoint_.next_sequence;
    Advance(*batch);
    EncodeOutcomeBlock(plan_, *batch, checkpoint_, &block_);
    commit->PutOutcomeBlock(job_, sequence, block_);
  }
  return absl::OkStatus();
}

}  // namespace millrace
