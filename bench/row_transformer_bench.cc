// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Parsed rows to drafts: mapping, seven validators, encoding. The `people`
// cases use bench/people.json; `contacts` the built-in catalogue, with match
// keys and the numbering plan.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/situation.h"
#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "millrace/limits.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 100000;

uint64_t HashDrafts(const DraftBatch& drafts) {
  uint64_t hash = 0;
  for (const RowDraft& row : drafts.rows) {
    hash = hash * 31 + static_cast<uint64_t>(row.verdict);
    hash = hash * 31 + static_cast<uint64_t>(row.reject_code);
    if (row.draft == nullptr) continue;
    hash = hash * 31 + Checksum64(row.draft_view());
  }
  return hash;
}

void TransformRows(benchmark::State& state, Situation situation,
                   const MeasuredJob& job) {
  const std::string& upload = UploadOf(situation, BenchRows(kRows));
  const auto batches = ReadBatches(upload, kChunkBytesDefault);
  const MappingPlan plan = PlanOf(job);
  RowTransformer transformer(plan);
  DraftBatch drafts;
  uint64_t hash = 0;
  for (const auto& batch : batches) {
    ParseCells(DialectOfPeople(), plan.column_count, batch.get());
    drafts.Clear();
    transformer.Transform(*batch, &drafts);
    hash = hash * 31 + HashDrafts(drafts);
  }
  Measurement measurement(state, RowCount(batches), upload.size());
  for (auto _ : state) {
    for (const auto& batch : batches) {
      drafts.Clear();
      transformer.Transform(*batch, &drafts);
    }
  }
  measurement.Report(hash);
}

void TransformPeople(benchmark::State& state, Situation situation) {
  TransformRows(state, situation,
                MakePeopleJob(KeyAssigner::kUpload, ColumnCountOf(situation)));
}

void TransformContacts(benchmark::State& state, Situation situation) {
  TransformRows(state, situation, MakeContactsJob(ContactFinder::kKey));
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Situation situation : kSituations) {
    benchmark::RegisterBenchmark(
        ("row_transformer/people/" + std::string(NameOf(situation))).c_str(),
        TransformPeople, situation);
  }
  for (const Situation situation : {Situation::kClean, Situation::kDirty10}) {
    benchmark::RegisterBenchmark(
        ("row_transformer/contacts/" + std::string(NameOf(situation))).c_str(),
        TransformContacts, situation);
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
