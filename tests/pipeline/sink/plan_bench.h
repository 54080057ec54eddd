// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// PlanBench: a compiled plan and rows that were transformed by it, for tests
// of what comes after.
//
//   PlanBench bench(BuiltInCatalogue(), {"FirstName", "Email"},
//                   R"({"name": "CreateOrUpdateContact"})");
//   auto drafts = bench.Transform("Ada,ada@example.org\n");
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_PIPELINE_SINK_PLAN_BENCH_H_
#define MILLRACE_TESTS_PIPELINE_SINK_PLAN_BENCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/store.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/transform/plan_compiler.h"

namespace millrace {

// A job over an upload with quotes and without a header. mappings: the
// elements of "mappingTypes".
JobSpec MakeSpec(std::string_view resource_type,
                 const std::vector<std::string>& columns,
                 std::string_view mappings);

class PlanBench {
 public:
  // Names are numbered as they come, or are the store's.
  PlanBench(const Catalogue& catalogue, const JobSpec& spec,
            Store* store = nullptr, const Validators& validators = {});
  // Over the built-in contacts.
  PlanBench(const std::vector<std::string>& columns, std::string_view mappings);

  MappingPlan& plan() { return plan_; }
  NameId Name(const std::string& name);
  std::string NameOf(NameId id) const;

  // The rows as the sink gets them.
  std::unique_ptr<DraftBatch> Transform(std::string_view rows,
                                        uint64_t first_row_number = 1) const;

 private:
  Store* store_ = nullptr;
  std::map<std::string, NameId> names_;
  MappingPlan plan_;
};

// "Name=value Collection/key/Part=value ...", in order of the text.
std::string ContentText(const PlanBench& bench, std::string_view scalars,
                        std::string_view items);

}  // namespace millrace

#endif  // MILLRACE_TESTS_PIPELINE_SINK_PLAN_BENCH_H_
