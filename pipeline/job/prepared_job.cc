// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/prepared_job.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"

namespace millrace {
namespace {

const ResourceType& StoredType(const JobSpec& spec,
                               const Catalogue& catalogue) {
  return catalogue.RecordsOf(*catalogue.FindResourceType(spec.resource_type));
}

}  // namespace

absl::StatusOr<PreparedJob> PrepareJob(const Store& store, JobRecord record,
                                       const Validators& validators) {
  PreparedJob job;
  MILLRACE_ASSIGN_OR_RETURN(job.spec, ParseJobSpec(record.spec_json));
  MILLRACE_ASSIGN_OR_RETURN(const std::string json,
                            store.GetCatalogue(record.catalogue_hash));
  MILLRACE_ASSIGN_OR_RETURN(const Catalogue catalogue, ParseCatalogue(json));
  if (catalogue.FindResourceType(job.spec.resource_type) == nullptr) {
    return absl::DataLossError("stored catalogue lacks the resource type");
  }
  const std::optional<ResourceTypeId> type =
      store.FindResourceType(StoredType(job.spec, catalogue).name);
  bool all_known = type.has_value();
  const NameResolver names = [&](const std::string& name) {
    const std::optional<NameId> id = store.FindName(name);
    all_known &= id.has_value();
    return id.value_or(NameId{0});
  };
  MILLRACE_ASSIGN_OR_RETURN(
      job.plan,
      CompilePlan(job.spec, catalogue, type.value_or(ResourceTypeId{0}), names,
                  validators));
  ResolveReferences(
      [&](const std::string& name) {
        const std::optional<ResourceTypeId> id = store.FindResourceType(name);
        all_known &= id.has_value();
        return id.value_or(ResourceTypeId{0});
      },
      &job.plan);
  if (!all_known) {
    return absl::DataLossError("name dictionary lacks a name of the job");
  }
  job.plan.error_budget = record.error_budget;
  job.record = std::move(record);
  return job;
}

absl::StatusOr<MappingPlan> CompileForStore(const JobSpec& spec,
                                            const Catalogue& catalogue,
                                            const Validators& validators,
                                            Store* store,
                                            std::vector<SpecDefect>* defects) {
  std::set<std::string> wanted;
  const NameResolver note = [&wanted](const std::string& name) {
    wanted.insert(name);
    return NameId{1};
  };
  MILLRACE_ASSIGN_OR_RETURN(
      const MappingPlan draft,
      CompilePlan(spec, catalogue, ResourceTypeId{0}, note, validators));
  *defects = CheckConstants(spec, draft);
  if (!defects->empty()) return draft;
  const std::vector<std::string> names(wanted.begin(), wanted.end());
  MILLRACE_RETURN_IF_ERROR(store->InternNames(names).status());
  for (const PlanReference& reference : draft.references) {
    MILLRACE_RETURN_IF_ERROR(
        store->InternResourceType(reference.type_name).status());
  }
  MILLRACE_ASSIGN_OR_RETURN(
      const ResourceTypeId type,
      store->InternResourceType(StoredType(spec, catalogue).name));
  MILLRACE_ASSIGN_OR_RETURN(
      MappingPlan plan,
      CompilePlan(
          spec, catalogue, type,
          [store](const std::string& name) { return *store->FindName(name); },
          validators));
  ResolveReferences(
      [store](const std::string& name) {
        return *store->FindResourceType(name);
      },
      &plan);
  return plan;
}

}  // namespace millrace
