// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Outcome blocks: made of settled rows, and rendered to result and reject
// files in the system's temporary folder.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/scratch_folder.h"
#include "bench/situation.h"
#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "engine/io/posix_file_system.h"
#include "millrace/limits.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/results/result_layout.h"
#include "pipeline/results/result_renderer.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 200000;

// Batches whose rows have all met their records: made them, by the drafts.
std::vector<std::unique_ptr<DraftBatch>> SettledBatches(const MappingPlan& plan,
                                                        Situation situation) {
  RowTransformer transformer(plan);
  std::vector<std::unique_ptr<DraftBatch>> settled;
  const std::string& upload = UploadOf(situation, BenchRows(kRows));
  for (const auto& batch : ReadBatches(upload, kChunkBytesDefault)) {
    ParseCells(DialectOfPeople(), plan.column_count, batch.get());
    auto drafts = std::make_unique<DraftBatch>();
    transformer.Transform(*batch, drafts.get());
    for (size_t i = 0; i < drafts->rows.size(); ++i) {
      RowDraft& row = drafts->rows[i];
      if (row.verdict != Verdict::kDraft) continue;
      row.verdict = Verdict::kCreated;
      row.found = static_cast<uint8_t>(FoundBy::kCreated);
      drafts->OutcomesOf(i)->code = Code::kProcessed;
    }
    settled.push_back(std::move(drafts));
  }
  return settled;
}

std::vector<std::string> Blocks(
    const MappingPlan& plan,
    const std::vector<std::unique_ptr<DraftBatch>>& batches) {
  std::vector<std::string> blocks;
  for (const auto& batch : batches) {
    EncodeOutcomeBlock(plan, *batch, Checkpoint{}, &blocks.emplace_back());
  }
  return blocks;
}

size_t TotalBytes(const std::vector<std::string>& blocks) {
  size_t bytes = 0;
  for (const std::string& block : blocks) bytes += block.size();
  return bytes;
}

uint64_t HashOf(const std::vector<std::string>& blocks) {
  uint64_t hash = 0;
  for (const std::string& block : blocks) {
    hash = hash * 31 + Checksum64(block);
  }
  return hash;
}

void EncodeBlocks(benchmark::State& state, Situation situation) {
  const MappingPlan plan =
      PlanOf(MakePeopleJob(KeyAssigner::kUpload, ColumnCountOf(situation)));
  const auto batches = SettledBatches(plan, situation);
  const std::vector<std::string> blocks = Blocks(plan, batches);
  std::string block;
  Measurement measurement(state, BenchRows(kRows), TotalBytes(blocks));
  for (auto _ : state) {
    for (const auto& batch : batches) {
      EncodeOutcomeBlock(plan, *batch, Checkpoint{}, &block);
      benchmark::DoNotOptimize(block.data());
    }
  }
  measurement.Report(HashOf(blocks));
}

void RenderBlocks(benchmark::State& state, Situation situation) {
  const MeasuredJob job =
      MakePeopleJob(KeyAssigner::kUpload, ColumnCountOf(situation));
  const MappingPlan plan = PlanOf(job);
  const std::vector<std::string> blocks =
      Blocks(plan, SettledBatches(plan, situation));
  JobRecord record;
  record.id = JobId{1};
  record.upload_file_id = 1;
  record.first_mapping_identifier = 1;
  const ResultLayout layout(record, job.spec, plan);
  const ScratchFolder folder;
  std::filesystem::create_directory(folder / "results");
  uint64_t file_bytes = 0;
  Measurement measurement(state, BenchRows(kRows), TotalBytes(blocks));
  for (auto _ : state) {
    ResultRenderer renderer(*PosixFileSystem(), folder / "results", layout);
    for (const std::string& block : blocks) {
      MILLRACE_CHECK(renderer.Add(block).ok());
    }
    MILLRACE_CHECK(renderer.Close(true).ok());
    file_bytes = 0;
    for (const ResultFile& file : renderer.result_files()) {
      file_bytes += file.bytes;
    }
  }
  measurement.Report(file_bytes);
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Situation situation : {Situation::kClean, Situation::kDirty10}) {
    const std::string name(NameOf(situation));
    benchmark::RegisterBenchmark(("result_renderer/encode/" + name).c_str(),
                                 EncodeBlocks, situation);
    benchmark::RegisterBenchmark(("result_renderer/render/" + name).c_str(),
                                 RenderBlocks, situation)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
