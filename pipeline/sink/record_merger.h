// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RecordMerger: what a row's mappings do to a record's content: effects and
// best rules, an outcome per mapping, all or nothing per mapping (contract
// f.12, m.3, m.6 to m.8). Knows nothing of where the record came from.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_SINK_RECORD_MERGER_H_
#define MILLRACE_PIPELINE_SINK_RECORD_MERGER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/outcome.h"
#include "millrace/record.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/sink/value_clearer.h"

namespace millrace {

// What a row may have to know of other records, as the rows before it left
// them; asked only for rows that bind an external id or name a record.
class OtherRecords {
 public:
  virtual ~OtherRecords() = default;
  // The owner's key bytes, or empty when it is nobody's.
  virtual absl::StatusOr<std::string> OwnerOf(NameId kind,
                                              std::string_view value) = 0;
  virtual absl::StatusOr<bool> HasRecord(ResourceTypeId type,
                                         std::string_view key_bytes) = 0;
};

// The key bytes of a record by the value of a field that names it; empty when
// no record can have such a key.
std::string NamedKey(const PlanReference& reference, std::string_view value);

// An external id that a row binds to its record, or takes from it.
struct IdentityEdit {
  NameId kind = NameId{0};
  std::string value;
  bool is_bound = false;  // else released
};

class RecordMerger {
 public:
  // others may be null if the plan binds no identity and names no record.
  RecordMerger(const MappingPlan& plan, OtherRecords* others);

  // Applies the draft's mappings to the content; outcomes with kNone get
  // their code. key is the record's, empty for one that is being made. Reads
  // of other records that fail are the only error.
  absl::Status Apply(const RowDraft& row, std::string_view key,
                     std::string_view scalars, std::string_view items,
                     Outcome* outcomes);

  // What the last Apply left; valid until the next.
  const std::string& scalars() const { return scalars_; }
  const std::string& items() const { return items_; }
  const std::vector<IdentityEdit>& edits() const { return edits_; }
  // How many values the last Apply cleared.
  size_t cleared() const { return clearer_.cleared(); }

 private:
  absl::StatusOr<Outcome> ApplyMapping(const PlanMapping& mapping,
                                       std::string_view key,
                                       std::string_view patch);
  absl::StatusOr<Outcome> CheckReferences(const PlanMapping& mapping);
  absl::StatusOr<Outcome> BindIdentities(const PlanMapping& mapping,
                                         std::string_view key);
  absl::StatusOr<bool> IsOthers(NameId kind, std::string_view value,
                                std::string_view key);
  Code PutItem(const PlanMapping& mapping, const ItemTarget& target);
  Code PutBestItem(const PlanMapping& mapping, const ItemTarget& target,
                   std::string_view item_key, std::string_view there);
  // A view into key_ where an item's key is made of several fields.
  std::string_view ItemKeyOf(const ItemTarget& target);
  bool IsSameItem(const ItemTarget& target, std::string_view there) const;
  bool SkipsSubscription(const PlanMapping& mapping) const;
  bool HasItem(const ItemTarget& target) const;
  // How an item's parts come from those there and those given.
  struct PartChange {
    bool keeps_old = true;
    bool takes_as_given = true;
    bool flags_best = false;
    bool clears_best = false;
    bool skips_subscription = false;
  };
  void BuildParts(const ItemTarget& target, std::string_view there,
                  const PartChange& change);
  void ReplaceItem(NameId collection, std::string_view item_key,
                   std::string_view parts);
  std::string_view Value(Slot slot) const;

  // Constant after construction.
  const MappingPlan& plan_;
  OtherRecords* const others_;

  // Owned by one thread.
  std::string scalars_;
  std::string items_;
  std::string next_scalars_;
  std::string next_items_;
  std::string item_base_;
  std::string parts_;
  std::string key_;
  std::vector<IdentityEdit> edits_;
  ValueClearer clearer_;
  std::vector<std::string_view> values_;  // by slot
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_RECORD_MERGER_H_
