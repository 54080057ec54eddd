// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/run_committer.h"

#include <set>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/sink/keyed_merge.h"
#include "pipeline/sink/ordered_merge.h"

namespace millrace {

RunCommitter::RunCommitter(const MappingPlan& plan, JobId job,
                           RunTarget* records, Store* dry_run_store,
                           TaskRunner* tasks, Checkpoint checkpoint)
    : plan_(plan),
      job_(job),
      records_(records),
      dry_run_store_(dry_run_store),
      tasks_(tasks),
      checkpoint_(std::move(checkpoint)) {}

absl::Status RunCommitter::Commit(Run* run) {
  MILLRACE_CHECK(!run->empty());
  const std::vector<std::unique_ptr<RunTurn>> turns = TakeTurns();
  const std::unique_ptr<StoreView> view = records_->View();
  const std::unique_ptr<class Commit> commit =
      records_->BeginCommit(run->memory_bytes());
  MILLRACE_ASSIGN_OR_RETURN(const int64_t first_key, view->NextKey(plan_.type));
  int64_t next_key = first_key;
  if (plan_.is_keyed_only) {
    MILLRACE_RETURN_IF_ERROR(
        MergeByKey(plan_, job_, *view, tasks_, run, &next_key, commit.get()));
  } else {
    MILLRACE_RETURN_IF_ERROR(
        MergeInOrder(plan_, job_, *view, run, &next_key, commit.get()));
  }
  if (next_key != first_key) commit->SetNextKey(plan_.type, next_key);
  if (dry_run_store_ == nullptr) {
    MILLRACE_RETURN_IF_ERROR(AddBlocks(*run, commit.get()));
    return Annotate(commit->Apply(), "commit");
  }
  // A dry run: what its rows would have done goes to a store of its own, which
  // is thrown away; only the outcomes are kept (contract m.17).
  const std::unique_ptr<class Commit> kept = dry_run_store_->BeginCommit({});
  MILLRACE_RETURN_IF_ERROR(AddBlocks(*run, kept.get()));
  MILLRACE_RETURN_IF_ERROR(Annotate(commit->Apply(), "dry run"));
  return Annotate(kept->Apply(), "commit");
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
  for (const auto& batch : run.batches()) {
    CountRows(*batch, &checkpoint_.counters);
    // Conservation: a job whose books do not balance must not go on.
    if (!checkpoint_.counters.Balanced()) {
      return absl::InternalError("rows read are not all accounted for");
    }
    const uint64_t sequence = checkpoint_.next_sequence++;
    checkpoint_.next_byte = batch->end_byte;
    checkpoint_.next_row_number = batch->first_row_number + batch->rows.size();
    checkpoint_.fingerprint = batch->fingerprint;
    checkpoint_.at_end = batch->is_last;
    EncodeOutcomeBlock(plan_, *batch, checkpoint_, &block_);
    commit->PutOutcomeBlock(job_, sequence, block_);
  }
  return absl::OkStatus();
}

}  // namespace millrace
