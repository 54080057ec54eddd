// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/match_index.h"

#include <algorithm>

#include "engine/base/status_macros.h"
#include "pipeline/batch/match_key.h"

namespace millrace {

absl::Status CompareMatches(const MappingPlan& plan, std::string_view before,
                            std::string_view after, const MatchChange& change) {
  if (plan.match_rules.empty()) return absl::OkStatus();
  RecordView old_view;
  RecordView new_view;
  if (!before.empty()) {
    MILLRACE_ASSIGN_OR_RETURN(old_view, RecordView::Parse(before));
  }
  if (!after.empty()) {
    MILLRACE_ASSIGN_OR_RETURN(new_view, RecordView::Parse(after));
  }
  MatchKeySet old_keys;
  MatchKeySet new_keys;
  for (const PlanMatchRule& rule : plan.match_rules) {
    old_keys.OfRecord(rule, old_view.scalars(), old_view.items());
    new_keys.OfRecord(rule, new_view.scalars(), new_view.items());
    const auto& lost = old_keys.keys();
    const auto& gained = new_keys.keys();
    for (const std::string& match : lost) {
      if (!std::binary_search(gained.begin(), gained.end(), match)) {
        change(rule.kind, match, false);
      }
    }
    for (const std::string& match : gained) {
      if (!std::binary_search(lost.begin(), lost.end(), match)) {
        change(rule.kind, match, true);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status UpdateMatches(const MappingPlan& plan, std::string_view key,
                           std::string_view before, std::string_view after,
                           CommitPart* part) {
  // Before a function object is made, which takes memory.
  if (plan.match_rules.empty()) return absl::OkStatus();
  return CompareMatches(
      plan, before, after,
      [&](NameId kind, const std::string& match, bool is_added) {
        if (is_added) {
          part->PutMatch(plan.type, kind, match, key);
        } else {
          part->DeleteMatch(plan.type, kind, match, key);
        }
      });
}

}  // namespace millrace
