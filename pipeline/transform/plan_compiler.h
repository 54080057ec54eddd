// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// PlanCompiler: a job spec and a catalogue become the job's mapping plan.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_PLAN_COMPILER_H_
#define MILLRACE_PIPELINE_TRANSFORM_PLAN_COMPILER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/record.h"
#include "millrace/validator.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

// Gives the store's number of a name.
using NameResolver = std::function<NameId(const std::string& name)>;
using Validators = std::map<std::string, std::shared_ptr<const Validator>>;

// REQUIRES: CheckJobSpec(spec, catalogue) found nothing. Compiling twice is
// how names are collected first and made in one write: once with a resolver
// that only takes note, once with the store's. kInvalidArgument: the catalogue
// names a validator that is not registered, or a pattern that is none. What
// references lead to is for ResolveReferences.
absl::StatusOr<MappingPlan> CompilePlan(const JobSpec& spec,
                                        const Catalogue& catalogue,
                                        ResourceTypeId type,
                                        const NameResolver& names,
                                        const Validators& validators);

// Constants that no row can make valid (contract b.5, m.6).
std::vector<SpecDefect> CheckConstants(const JobSpec& spec,
                                       const MappingPlan& plan);

// The name of the kind of match keys that a rule gives.
std::string MatchKindName(const ResourceType& type, const MatchRule& rule);

// Fills in the store's numbers of the types whose records the rows name.
void ResolveReferences(
    const std::function<ResourceTypeId(const std::string& name)>& types,
    MappingPlan* plan);

// What of a record is indexed for matching; all that a writer of records needs
// who has no job. The plan's slots are empty.
MappingPlan IndexPlan(const ResourceType& type, ResourceTypeId id,
                      const NameResolver& names);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_PLAN_COMPILER_H_
