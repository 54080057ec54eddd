// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// IdentityResolver: which record a row without a key is about: external ids
// first, then match rules (contract m.5), over the store and what the rows of
// this run before have changed in it. Collects those changes for the commit.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_SINK_IDENTITY_RESOLVER_H_
#define MILLRACE_PIPELINE_SINK_IDENTITY_RESOLVER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/commit.h"
#include "millrace/store.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/sink/named_records.h"
#include "pipeline/sink/record_merger.h"
#include "pipeline/sink/record_table.h"
#include "pipeline/sink/row_settler.h"

namespace millrace {

class IdentityResolver : public OtherRecords {
 public:
  IdentityResolver(const MappingPlan& plan, JobId job, const StoreView& view,
                   RecordTable* records);

  // Looks up what the run's rows are found by at once, and the records that
  // it and the rows' keys lead to.
  absl::Status Prefetch(const std::vector<RowRef>& rows);

  // The record that the row is about, or null if nothing finds one; index is
  // the row's place in what Prefetch was given. Sets the row's found and
  // is_ambiguous.
  absl::StatusOr<WorkingRecord*> Find(size_t index, RowDraft* row);

  absl::StatusOr<std::string> OwnerOf(NameId kind,
                                      std::string_view value) override;
  absl::StatusOr<bool> HasRecord(ResourceTypeId type,
                                 std::string_view key_bytes) override;

  // Takes over what a row did to its record's identities and match keys.
  void Apply(const std::vector<IdentityEdit>& edits, std::string_view key);
  absl::Status UpdateMatches(std::string_view key, std::string_view before,
                             std::string_view after);

  // Writes the changes of the run.
  void AddTo(CommitPart* part) const;

 private:
  using IdentityKey = std::pair<NameId, std::string>;

  struct Candidates {
    std::vector<std::string> keys;  // ascending, as the store has them
    bool is_complete = false;       // not cut off at a count
  };

  absl::Status PrefetchIdentities(const std::vector<RowRef>& rows,
                                  std::vector<std::string_view>* keys);
  absl::Status PrefetchMatches(const std::vector<RowRef>& rows,
                               std::vector<std::string_view>* keys);
  absl::StatusOr<std::vector<std::string>> MatchesOf(NameId kind,
                                                     const std::string& value,
                                                     bool was_looked_up,
                                                     bool wants_all);
  std::vector<std::pair<std::string_view, size_t>> ValuesOf(
      size_t finder, const std::vector<RowRef>& rows) const;
  absl::StatusOr<WorkingRecord*> FindByMatch(
      size_t index, size_t finder_index, const std::vector<std::string>& values,
      RowDraft* row);
  absl::StatusOr<bool> IsOfThisJob(std::string_view key);

  // Constant after construction.
  const MappingPlan& plan_;
  const JobId job_;
  const StoreView& view_;
  RecordTable* const records_;

  NamedRecords named_;
  // Owned by one thread. Owners as the store has them, and as changed by this
  // run (an empty key: nobody's).
  absl::flat_hash_map<IdentityKey, std::string> stored_owners_;
  absl::flat_hash_map<IdentityKey, std::string> owners_;
  absl::flat_hash_map<IdentityKey, Candidates> stored_matches_;
  // By row: the first finder that found something in the store. Values of
  // those up to it were looked up: what is not above nobody has.
  std::vector<size_t> found_at_;
  // By match key and record key: added, or removed.
  absl::flat_hash_map<IdentityKey, std::map<std::string, bool>> matches_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_IDENTITY_RESOLVER_H_
