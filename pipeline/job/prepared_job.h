// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// PreparedJob: a stored job made ready to run or to render: its spec, its
// catalogue and its plan, all from the store (contract m.20), so that files
// that have changed since do not matter.

#ifndef MILLRACE_PIPELINE_JOB_PREPARED_JOB_H_
#define MILLRACE_PIPELINE_JOB_PREPARED_JOB_H_

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/job_state.h"
#include "millrace/store.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/transform/plan_compiler.h"

namespace millrace {

struct PreparedJob {
  JobRecord record = {};
  JobSpec spec = {};
  MappingPlan plan = {};
};

absl::StatusOr<PreparedJob> PrepareJob(const Store& store, JobRecord record,
                                       const Validators& validators);

// The plan of a spec that has been checked, with its names made in the store.
// The defects of its constants go to *defects; then there is no plan.
absl::StatusOr<MappingPlan> CompileForStore(const JobSpec& spec,
                                            const Catalogue& catalogue,
                                            const Validators& validators,
                                            Store* store,
                                            std::vector<SpecDefect>* defects);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_PREPARED_JOB_H_
