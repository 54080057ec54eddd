// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/row_settler.h"

#include "engine/base/status_macros.h"

namespace millrace {

void RejectRow(Code code, int column, RowDraft* row) {
  row->verdict = Verdict::kRejected;
  row->reject_code = code;
  row->reject_column =
      column == kNoColumn ? kNoIndex : static_cast<uint8_t>(column);
}

RowSettler::RowSettler(const MappingPlan& plan, JobId job, OtherRecords* others)
    : plan_(plan), job_(job), merger_(plan, others) {}

size_t RowSettler::FirstFailed(const Outcome* outcomes) const {
  size_t m = 0;
  while (m < plan_.mappings.size() && !IsFailed(outcomes[m].code)) ++m;
  return m;
}

void RowSettler::RejectFailed(const RowRef& row, size_t mapping_index) const {
  const Outcome outcome = row.outcomes()[mapping_index];
  const int column =
      outcome.field_index == kNoIndex
          ? kNoColumn
          : plan_.mappings[mapping_index].fields[outcome.field_index].column;
  RejectRow(outcome.code, column, &row.draft());
  row.draft().reject_mapping = static_cast<uint8_t>(mapping_index);
  row.draft().reject_field = outcome.field_index;
}

bool RowSettler::RejectUncreatable(const RowRef& row) const {
  RowDraft& draft = row.draft();
  const bool may_create = plan_.creating_mapping >= 0 &&
                          draft.enough_to_create &&
                          draft.action != RowAction::kUpdate;
  if (!may_create) {
    RejectRow(Code::kRecordNotFound, kNoColumn, &draft);
    return true;
  }
  const auto creating = static_cast<size_t>(plan_.creating_mapping);
  if (IsFailed(row.outcomes()[creating].code)) {
    RejectFailed(row, creating);
    return true;
  }
  return false;
}

bool RowSettler::MayCreate(const RowRef& row) const {
  if (RejectUncreatable(row)) return false;
  if (plan_.on_mapping_failure == MappingFailure::kReject) {
    const size_t failed = FirstFailed(row.outcomes());
    if (failed < plan_.mappings.size()) {
      RejectFailed(row, failed);
      return false;
    }
  }
  return true;
}

// True: the policy has answered the row (contract m.12).
bool RowSettler::SettleDuplicate(const RowRef& row, uint64_t first_row) {
  if (first_row == 0 || plan_.duplicate_policy == DuplicatePolicy::kUpdate) {
    return false;
  }
  DraftBatch& batch = *row.batch;
  if (batch.duplicate_of.empty()) batch.duplicate_of.resize(batch.rows.size());
  batch.duplicate_of[row.index] = first_row;
  if (plan_.duplicate_policy == DuplicatePolicy::kRejectLater) {
    RejectRow(Code::kDuplicateRow, kNoColumn, &row.draft());
    return true;
  }
  for (size_t m = 0; m < plan_.mappings.size(); ++m) {
    row.outcomes()[m] = {Code::kKeptDuplicate, kNoIndex};
  }
  row.draft().verdict = Verdict::kUnchanged;
  return true;
}

absl::Status RowSettler::Settle(const RowRef& row, std::string_view key,
                                std::string_view value, uint64_t first_row) {
  edits_.clear();
  const bool is_new = value.empty();
  Outcome* const outcomes = row.outcomes();
  if (is_new && RejectUncreatable(row)) return absl::OkStatus();
  if (SettleDuplicate(row, first_row)) return absl::OkStatus();
  if (!is_new && plan_.creating_mapping >= 0 &&
      row.draft().action == RowAction::kCreate) {
    Outcome& creating = outcomes[plan_.creating_mapping];
    if (creating.code == Code::kNone)
      creating = {Code::kRecordExists, kNoIndex};
  }
  RecordView before;
  if (!is_new) {
    MILLRACE_ASSIGN_OR_RETURN(before, RecordView::Parse(value));
  }
  MILLRACE_RETURN_IF_ERROR(
      merger_.Apply(row.draft(), is_new ? std::string_view() : key,
                    before.scalars(), before.items(), outcomes));
  const size_t failed = FirstFailed(outcomes);
  if (failed < plan_.mappings.size()) {
    const bool creating_failed =
        is_new &&
        IsFailed(outcomes[static_cast<size_t>(plan_.creating_mapping)].code);
    if (creating_failed) {
      RejectFailed(row, static_cast<size_t>(plan_.creating_mapping));
      return absl::OkStatus();
    }
    if (plan_.on_mapping_failure == MappingFailure::kReject) {
      RejectFailed(row, failed);
      return absl::OkStatus();
    }
  }
  edits_ = merger_.edits();
  row.draft().cleared = static_cast<uint16_t>(merger_.cleared());
  if (!is_new && merger_.scalars() == before.scalars() &&
      merger_.items() == before.items()) {
    row.draft().verdict = Verdict::kUnchanged;
    return absl::OkStatus();
  }
  row.draft().verdict = is_new ? Verdict::kCreated : Verdict::kUpdated;
  RecordStamp stamp = before.stamp();
  if (is_new) stamp.created_job = job_;
  stamp.changed_job = job_;
  stamp.changed_row = row.row_number();
  new_value_.clear();
  AppendRecord(&new_value_, stamp, merger_.scalars(), merger_.items());
  return absl::OkStatus();
}

}  // namespace millrace
