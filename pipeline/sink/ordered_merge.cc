// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/ordered_merge.h"

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/coding.h"
#include "engine/base/status_macros.h"
#include "pipeline/sink/identity_resolver.h"
#include "pipeline/sink/record_table.h"
#include "pipeline/sink/row_settler.h"

namespace millrace {
namespace {

class OrderedMerge {
 public:
  OrderedMerge(const MappingPlan& plan, JobId job, const StoreView& view,
               int64_t* next_key, Commit* commit)
      : plan_(plan),
        job_(job),
        view_(view),
        next_key_(next_key),
        commit_(commit),
        records_(plan.type, view),
        resolver_(plan, job, view, &records_),
        settler_(plan, job, &resolver_) {}

  absl::Status Merge(Run* run) {
    const std::vector<RowRef> rows = DraftsOf(run);
    MILLRACE_RETURN_IF_ERROR(resolver_.Prefetch(rows));
    for (size_t i = 0; i < rows.size(); ++i) {
      MILLRACE_RETURN_IF_ERROR(MergeRow(i, rows[i]));
    }
    CommitPart* const part = commit_->AddSortedPart();
    for (const WorkingRecord* record : records_.Changed()) {
      part->PutRecord(plan_.type, record->key, record->value);
    }
    resolver_.AddTo(commit_);
    return absl::OkStatus();
  }

  size_t memory_bytes() const { return records_.MemoryBytes(); }

 private:
  static std::vector<RowRef> DraftsOf(Run* run) {
    std::vector<RowRef> rows;
    rows.reserve(run->row_count());
    for (const auto& batch : run->batches()) {
      for (size_t i = 0; i < batch->rows.size(); ++i) {
        if (batch->rows[i].verdict != Verdict::kDraft) continue;
        rows.push_back({batch.get(), static_cast<uint32_t>(i)});
      }
    }
    return rows;
  }

  absl::Status MergeRow(size_t index, const RowRef& row) {
    RowDraft& draft = row.draft();
    WorkingRecord* record = nullptr;
    if (draft.key != nullptr) {
      MILLRACE_ASSIGN_OR_RETURN(record, records_.Get(draft.key_view()));
      draft.found = static_cast<uint16_t>(FoundBy::kKey);
      if (record->value.empty() && plan_.key_assigner == KeyAssigner::kStore) {
        RejectRow(Code::kRecordNotFound, plan_.key_column, &draft);
        return absl::OkStatus();
      }
    } else {
      MILLRACE_ASSIGN_OR_RETURN(record, resolver_.Find(index, &draft));
    }
    if (record == nullptr) return CreateRecord(row);
    MILLRACE_ASSIGN_OR_RETURN(const uint64_t first_row, FirstRowOn(record));
    MILLRACE_RETURN_IF_ERROR(
        settler_.Settle(row, record->key, record->value, first_row));
    return TakeOver(row, record);
  }

  // Nothing found and no key given: the store assigns the next one, if the
  // row turns out to make a record.
  absl::Status CreateRecord(const RowRef& row) {
    MILLRACE_RETURN_IF_ERROR(settler_.Settle(row, {}, {}, 0));
    if (!IsImported(row.draft().verdict)) return absl::OkStatus();
    char* const key = row.batch->arena.Allocate(8);
    EncodeOrderedInt64(key, *next_key_);
    ++*next_key_;
    row.draft().key = key;
    row.draft().key_bytes = 8;
    MILLRACE_ASSIGN_OR_RETURN(WorkingRecord * record,
                              records_.Get(row.draft().key_view()));
    return TakeOver(row, record);
  }

  // The row of this job that was imported onto the record first (m.12).
  absl::StatusOr<uint64_t> FirstRowOn(WorkingRecord* record) {
    if (plan_.duplicate_policy == DuplicatePolicy::kUpdate) return 0;
    if (!record->first_row_known) {
      MILLRACE_ASSIGN_OR_RETURN(record->first_row,
                                view_.JobRow(job_, record->key));
      record->first_row_known = true;
    }
    return record->first_row;
  }

  // Makes what an imported row did visible to the rows after it.
  absl::Status TakeOver(const RowRef& row, WorkingRecord* record) {
    RowDraft& draft = row.draft();
    if (!IsImported(draft.verdict)) return absl::OkStatus();
    if (draft.key == nullptr) {
      // A copy: the table's bytes go with it, the row's block is made later.
      draft.key = row.batch->arena.Copy(record->key).data();
      draft.key_bytes = static_cast<uint8_t>(record->key.size());
    }
    if (draft.verdict == Verdict::kCreated) {
      draft.found = static_cast<uint16_t>(FoundBy::kCreated);
    }
    if (plan_.duplicate_policy != DuplicatePolicy::kUpdate &&
        record->first_row == 0) {
      record->first_row = row.row_number();
      record->first_row_known = true;
      commit_->PutJobRow(job_, record->key, record->first_row);
    }
    resolver_.Apply(settler_.edits(), record->key);
    if (draft.verdict == Verdict::kUnchanged) return absl::OkStatus();
    MILLRACE_RETURN_IF_ERROR(resolver_.UpdateMatches(record->key, record->value,
                                                     settler_.new_value()));
    records_.Set(record, settler_.new_value());
    return absl::OkStatus();
  }

  // Constant after construction.
  const MappingPlan& plan_;
  const JobId job_;
  const StoreView& view_;
  int64_t* const next_key_;
  Commit* const commit_;

  // Owned by one thread.
  RecordTable records_;
  IdentityResolver resolver_;
  RowSettler settler_;
};

}  // namespace

absl::Status MergeInOrder(const MappingPlan& plan, JobId job,
                          const StoreView& view, Run* run, int64_t* next_key,
                          Commit* commit, size_t* memory_bytes) {
  OrderedMerge merge(plan, job, view, next_key, commit);
  MILLRACE_RETURN_IF_ERROR(merge.Merge(run));
  *memory_bytes = merge.memory_bytes();
  return absl::OkStatus();
}

}  // namespace millrace
