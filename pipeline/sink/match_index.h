// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// MatchIndex: which match keys a record gains and loses when its content
// changes, so that the index never holds a key of a record that it no longer
// has.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_SINK_MATCH_INDEX_H_
#define MILLRACE_PIPELINE_SINK_MATCH_INDEX_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "millrace/commit.h"
#include "millrace/record.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

using MatchChange =
    std::function<void(NameId kind, const std::string& match, bool is_added)>;

// Calls `change` for every difference; before and after are record values,
// empty for none.
absl::Status CompareMatches(const MappingPlan& plan, std::string_view before,
                            std::string_view after, const MatchChange& change);

// Puts the differences into a commit.
absl::Status UpdateMatches(const MappingPlan& plan, std::string_view key,
                           std::string_view before, std::string_view after,
                           CommitPart* part);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_MATCH_INDEX_H_
