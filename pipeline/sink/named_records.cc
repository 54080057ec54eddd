// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/named_records.h"

#include <algorithm>

#include "engine/base/status_macros.h"
#include "pipeline/sink/record_merger.h"

namespace millrace {
namespace {

// Records read at a time; their bytes are in memory while they are.
constexpr size_t kRecordsReadMax = 4096;

}  // namespace

NamedRecords::NamedRecords(const MappingPlan& plan, const StoreView& view,
                           RecordTable* records)
    : plan_(plan), view_(view), records_(records) {}

void NamedRecords::Collect(const RowDraft& row) {
  RowDraftReader reader(row.draft_view());
  while (reader.NextMapping()) {
    const PlanMapping& mapping = plan_.mappings[reader.index()];
    if (mapping.references.empty()) continue;
    while (reader.NextValue()) {
      for (const ReferenceTarget& target : mapping.references) {
        if (target.slot != reader.index()) continue;
        const PlanReference& reference = plan_.references[target.reference];
        if (reference.type == plan_.type) continue;
        std::string key = NamedKey(reference, reader.value());
        if (!key.empty()) known_[reference.type].emplace(std::move(key), false);
      }
    }
  }
}

absl::Status NamedRecords::Look(ResourceTypeId type, IsThere* keys) {
  std::vector<std::string_view> wanted;
  std::vector<std::string> values;
  for (auto at = keys->begin(); at != keys->end();) {
    const auto first = at;
    wanted.clear();
    for (; at != keys->end() && wanted.size() < kRecordsReadMax; ++at) {
      wanted.push_back(at->first);
    }
    MILLRACE_RETURN_IF_ERROR(view_.GetRecords(type, wanted, &values));
    at = first;
    for (const std::string& value : values) (at++)->second = !value.empty();
  }
  return absl::OkStatus();
}

absl::Status NamedRecords::Prefetch(const std::vector<RowRef>& rows) {
  if (plan_.references.empty()) return absl::OkStatus();
  for (const RowRef& row : rows) Collect(row.draft());
  for (auto& [type, keys] : known_) {
    MILLRACE_RETURN_IF_ERROR(Look(type, &keys));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> NamedRecords::Has(ResourceTypeId type,
                                       std::string_view key_bytes) {
  if (type == plan_.type) {
    MILLRACE_ASSIGN_OR_RETURN(const WorkingRecord* record,
                              records_->Get(key_bytes));
    return !record->value.empty();
  }
  IsThere& keys = known_[type];
  const auto found = keys.find(key_bytes);
  if (found != keys.end()) return found->second;
  const absl::StatusOr<std::string> record = view_.GetRecord(type, key_bytes);
  if (!record.ok() && !absl::IsNotFound(record.status())) {
    return record.status();
  }
  return keys[std::string(key_bytes)] = record.ok();
}

}  // namespace millrace
