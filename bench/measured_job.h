// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The measured jobs: people of the contact generator, imported by the catalogue
// people.json, which is what the peers do too, or by the built-in one.
//
//   const MeasuredJob job = MakePeopleJob(KeyAssigner::kUpload);
//   const MappingPlan plan = PlanOf(job);
//   auto batches = ReadBatches(upload, job, kChunkBytesDefault);
//
// Threading: pure functions.

#ifndef MILLRACE_BENCH_MEASURED_JOB_H_
#define MILLRACE_BENCH_MEASURED_JOB_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/csv_dialect.h"

namespace millrace::bench {

struct MeasuredJob {
  Catalogue catalogue;
  JobSpec spec;
};

// kUpload: people.json; kStore: people_assigned.json. The columns are the
// generator's, and as many more, bound to nothing, as there are to be.
MeasuredJob MakePeopleJob(KeyAssigner assigner, size_t column_count);
MeasuredJob MakePeopleJob(KeyAssigner assigner);

// The same rows as JSON objects.
MeasuredJob MakePeopleJsonJob();

// How rows find their contacts in the built-in catalogue.
enum class ContactFinder : uint8_t { kKey, kExternalId, kMatchRules };

// Contacts of the built-in catalogue. A row's own key is only looked at with
// kKey, its external id only with kExternalId.
MeasuredJob MakeContactsJob(ContactFinder finder);

// The job's plan for no store: names get numbers as they come.
MappingPlan PlanOf(const MeasuredJob& job);

CsvDialect DialectOfPeople();

// Cuts a whole upload into batches of at most `chunk_bytes`; nothing is parsed.
std::vector<std::unique_ptr<RowBatch>> ReadBatches(std::string_view upload,
                                                   size_t chunk_bytes);
std::vector<std::unique_ptr<RowBatch>> ReadBatches(std::string_view upload,
                                                   const CsvDialect& dialect,
                                                   size_t chunk_bytes);

size_t RowCount(const std::vector<std::unique_ptr<RowBatch>>& batches);

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_MEASURED_JOB_H_
