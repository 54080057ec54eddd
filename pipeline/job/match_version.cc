// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/match_version.h"

#include <memory>
#include <optional>
#include <string>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/match_key.h"
#include "pipeline/transform/plan_compiler.h"

namespace millrace {

absl::Status CheckMatchVersion(Store* store) {
  MILLRACE_ASSIGN_OR_RETURN(const std::string version,
                            store->MatchIndexVersion());
  if (version == FoldingVersion()) return absl::OkStatus();
  if (version.empty()) return store->SetMatchIndexVersion(FoldingVersion());
  return StatusOf(absl::StatusCode::kFailedPrecondition,
                  "match keys were made with Unicode " + version +
                      ", this library has " + std::string(FoldingVersion()) +
                      ": rebuild them, millrace check-index --rebuild");
}

absl::Status CheckMatchRules(Store* store, const ResourceType& type) {
  if (type.match_rules.empty()) return absl::OkStatus();
  MILLRACE_RETURN_IF_ERROR(CheckMatchVersion(store));
  const std::optional<ResourceTypeId> id = store->FindResourceType(type.name);
  if (!id.has_value()) return absl::OkStatus();
  for (const MatchRule& rule : type.match_rules) {
    if (store->FindName(MatchKindName(type, rule)).has_value()) continue;
    const std::unique_ptr<StoreView> view = store->View();
    const std::unique_ptr<RecordCursor> records = view->ScanRecords(*id);
    records->Seek("");
    MILLRACE_RETURN_IF_ERROR(records->status());
    if (!records->Valid()) return absl::OkStatus();
    return StatusOf(absl::StatusCode::kFailedPrecondition,
                    "records of " + type.name +
                        " are not indexed by match rule " + rule.name +
                        " yet: millrace check-index " + type.name +
                        " --rebuild");
  }
  return absl::OkStatus();
}

}  // namespace millrace
