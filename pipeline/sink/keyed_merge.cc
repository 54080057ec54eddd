// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/keyed_merge.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/key_front.h"
#include "engine/base/status_macros.h"
#include "pipeline/sink/match_index.h"
#include "pipeline/sink/row_settler.h"

namespace millrace {
namespace {

// Keys looked up in one go: enough for sorted look-ups to share blocks, few
// enough for their values to stay in the cache until they are merged.
constexpr size_t kKeysPerLookupMax = 4096;
constexpr size_t kKeysPerLookupMin = 16;

// What the records of one look-up may come to; large ones are looked up few at
// a time. The first look-ups find out how large they are.
constexpr size_t kBytesPerLookup = size_t{4} << 20;
constexpr size_t kKeysPerFirstLookup = 256;

// Rows below which splitting a run over threads costs more than it saves.
constexpr size_t kRowsPerPartMin = 1024;

// How far ahead of the merge a row's draft is fetched: its bytes lie where the
// upload had the row, which is anywhere once rows are sorted.
constexpr size_t kPrefetchRows = 8;

// A row, with what of its key decides most comparisons.
struct KeyedRow {
  uint64_t key_front = 0;
  RowRef row;

  std::string_view key() const { return row.draft().key_view(); }
};
using Rows = std::vector<KeyedRow>;

// Collects the rows that wait for a record. Those that the store gives a key
// get it here, in file order; which of them make a record can be told from
// the row alone, since nothing else finds one for them.
Rows KeyedRows(const MappingPlan& plan, JobId job, Run* run,
               int64_t* next_key) {
  const RowSettler settler(plan, job, nullptr);
  Rows rows;
  rows.reserve(run->row_count());
  for (const auto& batch : run->batches()) {
    // Rows of one batch are settled on several threads: what these write to is
    // there before they start.
    if (plan.duplicate_policy != DuplicatePolicy::kUpdate) {
      batch->duplicate_of.resize(batch->rows.size());
    }
    for (size_t i = 0; i < batch->rows.size(); ++i) {
      const RowRef row{batch.get(), static_cast<uint32_t>(i)};
      RowDraft& draft = row.draft();
      if (draft.verdict != Verdict::kDraft) continue;
      draft.found = static_cast<uint16_t>(FoundBy::kKey);
      if (draft.key == nullptr) {
        if (!settler.MayCreate(row)) continue;
        char* const key = batch->arena.Allocate(8);
        EncodeOrderedInt64(key, *next_key);
        ++*next_key;
        draft.key = key;
        draft.key_bytes = 8;
        draft.found = static_cast<uint16_t>(FoundBy::kCreated);
      }
      rows.push_back({KeyFront(draft.key_view()), row});
    }
  }
  return rows;
}

void SortByKey(bool is_key_integer, Rows* rows) {
  // An integer key is no longer than its front.
  const auto before = [is_key_integer](const KeyedRow& a, const KeyedRow& b) {
    if (is_key_integer || a.key_front != b.key_front) {
      return a.key_front < b.key_front;
    }
    return a.key() < b.key();
  };
  if (std::is_sorted(rows->begin(), rows->end(), before)) return;
  std::stable_sort(rows->begin(), rows->end(), before);
}

// Merges the rows of one key range into one part of the commit.
class RangeMerge {
 public:
  RangeMerge(const MappingPlan& plan, JobId job, const StoreView& view,
             CommitPart* part)
      : plan_(plan),
        job_(job),
        view_(view),
        part_(part),
        settler_(plan, job, nullptr) {}

  absl::Status Merge(const KeyedRow* begin, const KeyedRow* end) {
    while (begin != end) {
      const KeyedRow* const piece_end = CollectKeys(begin, end);
      MILLRACE_RETURN_IF_ERROR(view_.GetRecords(plan_.type, keys_, &stored_));
      AdaptLookup();
      for (size_t k = 0; k < keys_.size(); ++k) {
        const KeyedRow* group_end = begin;
        while (group_end != piece_end && group_end->key() == keys_[k]) {
          Prefetch(group_end, piece_end);
          ++group_end;
        }
        MILLRACE_RETURN_IF_ERROR(MergeGroup(begin, group_end, stored_[k]));
        begin = group_end;
      }
    }
    // Syncs the part's files here rather than one after the other.
    part_->Finish();
    return absl::OkStatus();
  }

  struct FirstRow {
    std::string_view key;
    uint64_t row_number = 0;
  };
  const std::vector<FirstRow>& first_rows() const { return first_rows_; }

 private:
  void AdaptLookup() {
    size_t bytes = 0;
    for (const std::string& record : stored_) bytes += record.size();
    const size_t record_bytes = bytes / stored_.size() + 1;
    keys_per_lookup_ =
        std::clamp(std::min(kBytesPerLookup / record_bytes, 4 * keys_.size()),
                   kKeysPerLookupMin, kKeysPerLookupMax);
  }

  // The distinct keys of the next piece; returns where it ends.
  const KeyedRow* CollectKeys(const KeyedRow* row, const KeyedRow* end) {
    keys_.clear();
    while (row != end && keys_.size() < keys_per_lookup_) {
      if (static_cast<size_t>(end - row) > kPrefetchRows) {
        __builtin_prefetch(&row[kPrefetchRows].row.draft());
      }
      keys_.push_back(row->key());
      while (row != end && row->key() == keys_.back()) ++row;
    }
    return row;
  }

  static void Prefetch(const KeyedRow* row, const KeyedRow* end) {
    if (static_cast<size_t>(end - row) <= kPrefetchRows) return;
    const RowDraft& draft = row[kPrefetchRows].row.draft();
    for (uint32_t at = 0; at < draft.draft_bytes; at += 64) {
      __builtin_prefetch(draft.draft + at);
    }
  }

  // All rows of one key, in file order, on its record.
  absl::Status MergeGroup(const KeyedRow* keyed, const KeyedRow* end,
                          const std::string& stored) {
    value_ = stored;
    const std::string_view key = keyed->key();
    MILLRACE_ASSIGN_OR_RETURN(uint64_t first_row, StoredFirstRow(key));
    const bool had_first_row = first_row != 0;
    bool is_changed = false;
    for (; keyed != end; ++keyed) {
      const RowRef& row = keyed->row;
      RowDraft& draft = row.draft();
      const bool is_assigned =
          draft.found == static_cast<uint16_t>(FoundBy::kCreated);
      if (value_.empty() && !is_assigned &&
          plan_.key_assigner == KeyAssigner::kStore) {
        RejectRow(Code::kRecordNotFound, plan_.key_column, &draft);
        continue;
      }
      MILLRACE_RETURN_IF_ERROR(settler_.Settle(row, key, value_, first_row));
      if (!IsImported(draft.verdict)) continue;
      if (first_row == 0) first_row = row.row_number();
      if (draft.verdict == Verdict::kUnchanged) continue;
      if (draft.verdict == Verdict::kCreated) {
        draft.found = static_cast<uint16_t>(FoundBy::kCreated);
      }
      value_ = settler_.new_value();
      is_changed = true;
    }
    if (plan_.duplicate_policy != DuplicatePolicy::kUpdate && first_row != 0 &&
        !had_first_row) {
      first_rows_.push_back({key, first_row});
    }
    if (!is_changed) return absl::OkStatus();
    part_->PutRecord(plan_.type, key, value_);
    return UpdateMatches(plan_, key, stored, value_, part_);
  }

  absl::StatusOr<uint64_t> StoredFirstRow(std::string_view key) const {
    if (plan_.duplicate_policy == DuplicatePolicy::kUpdate) return 0;
    return view_.JobRow(job_, key);
  }

  // Constant after construction.
  const MappingPlan& plan_;
  const JobId job_;
  const StoreView& view_;
  CommitPart* const part_;

  // Owned by one thread.
  RowSettler settler_;
  size_t keys_per_lookup_ = kKeysPerFirstLookup;
  std::vector<std::string_view> keys_;
  std::vector<std::string> stored_;
  std::string value_;
  std::vector<FirstRow> first_rows_;
};

// Where a part may end so that rows of one key stay together.
size_t PartEnd(const Rows& rows, size_t wanted) {
  size_t end = std::min(wanted, rows.size());
  while (end > 0 && end < rows.size() &&
         rows[end].key() == rows[end - 1].key()) {
    ++end;
  }
  return end;
}

}  // namespace

absl::Status MergeByKey(const MappingPlan& plan, JobId job,
                        const StoreView& view, TaskRunner* tasks, Run* run,
                        int64_t* next_key, Commit* commit, StageClock* clock) {
  const Rows rows = [&] {
    const StageTimer timer(clock, Stage::kSort);
    Rows unsorted = KeyedRows(plan, job, run, next_key);
    SortByKey(plan.is_key_integer, &unsorted);
    return unsorted;
  }();
  const size_t part_count =
      std::clamp<size_t>(rows.size() / kRowsPerPartMin, 1, tasks->width());
  std::vector<std::unique_ptr<RangeMerge>> parts;
  std::vector<absl::Status> statuses(part_count);
  std::vector<std::function<void()>> work;
  size_t begin = 0;
  for (size_t p = 0; p < part_count; ++p) {
    const size_t end = PartEnd(rows, rows.size() * (p + 1) / part_count);
    if (end <= begin) continue;
    parts.push_back(
        std::make_unique<RangeMerge>(plan, job, view, commit->AddSortedPart()));
    work.push_back([merge = parts.back().get(), first = rows.data() + begin,
                    last = rows.data() + end, status = &statuses[p]] {
      *status = merge->Merge(first, last);
    });
    begin = end;
  }
  tasks->RunAll(std::move(work));
  for (const absl::Status& status : statuses) {
    MILLRACE_RETURN_IF_ERROR(status);
  }
  for (const auto& part : parts) {
    for (const RangeMerge::FirstRow& first : part->first_rows()) {
      commit->PutJobRow(job, first.key, first.row_number);
    }
  }
  return absl::OkStatus();
}

}  // namespace millrace
