// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// NamedRecords: whether the records that a run's rows name are there: those of
// other resource types as the store has them, those of the run's own type as
// the rows before left them.
//
// Threading: one thread at a time.
// Ownership: borrows the plan, the view and the table.

#ifndef MILLRACE_PIPELINE_SINK_NAMED_RECORDS_H_
#define MILLRACE_PIPELINE_SINK_NAMED_RECORDS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/store.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/sink/record_table.h"
#include "pipeline/sink/row_settler.h"

namespace millrace {

class NamedRecords {
 public:
  NamedRecords(const MappingPlan& plan, const StoreView& view,
               RecordTable* records);

  // Looks up at once what the run's rows name.
  absl::Status Prefetch(const std::vector<RowRef>& rows);

  absl::StatusOr<bool> Has(ResourceTypeId type, std::string_view key_bytes);

 private:
  using IsThere = std::map<std::string, bool, std::less<>>;  // by key

  void Collect(const RowDraft& row);
  absl::Status Look(ResourceTypeId type, IsThere* keys);

  // Constant after construction.
  const MappingPlan& plan_;
  const StoreView& view_;
  RecordTable* const records_;

  // Owned by one thread. Of other types than the run's.
  std::map<ResourceTypeId, IsThere> known_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_NAMED_RECORDS_H_
