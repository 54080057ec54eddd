// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// millrace_instruction_count STAGE: does one stage's work once on a fixed
// upload and prints rows and the hash of what came of it. `bench/instructions`
// runs it under callgrind, which counts what happens inside
// millrace_counted_work and nothing else.

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "bench/situation.h"
#include "engine/base/checksum.h"
#include "millrace/limits.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/source/ndjson_parser.h"
#include "pipeline/transform/row_transformer.h"

// By this name callgrind knows when to count.
extern "C" __attribute__((noinline)) void millrace_counted_work(
    const std::function<void()>& work) {
  work();
}

namespace millrace::bench {
namespace {

constexpr size_t kRows = 10000;
using Batches = std::vector<std::unique_ptr<RowBatch>>;

uint64_t HashCells(const Batches& batches) {
  uint64_t hash = 0;
  for (const auto& batch : batches) {
    for (size_t i = 0; i < batch->rows.size(); ++i) {
      hash = hash * 31 + static_cast<uint64_t>(batch->defects[i]);
      if (batch->defects[i] != RowDefect::kNone) continue;
      for (size_t k = 0; k < batch->column_count; ++k) {
        const Cell& cell = batch->cells[i * batch->column_count + k];
        hash = hash * 31 + Checksum64(CellText(*batch, cell));
      }
    }
  }
  return hash;
}

uint64_t HashDrafts(const DraftBatch& drafts) {
  uint64_t hash = 0;
  for (const RowDraft& row : drafts.rows) {
    hash = hash * 31 + static_cast<uint64_t>(row.verdict);
    hash = hash * 31 + Checksum64({row.draft, row.draft_bytes});
  }
  return hash;
}

void Print(const Batches& batches, uint64_t hash) {
  std::printf("rows=%zu result_hash=%016" PRIx64 "\n", RowCount(batches), hash);
}

void Cut() {
  const std::string& upload = UploadOf(Situation::kClean, kRows);
  Batches batches;
  millrace_counted_work(
      [&] { batches = ReadBatches(upload, kChunkBytesDefault); });
  uint64_t hash = 0;
  for (const auto& batch : batches) {
    for (const RowSpan& row : batch->rows) hash = hash * 31 + row.length;
  }
  Print(batches, hash);
}

void Parse(Situation situation) {
  const Batches batches =
      ReadBatches(UploadOf(situation, kRows), kChunkBytesDefault);
  millrace_counted_work([&] {
    for (const auto& batch : batches) {
      ParseCells(DialectOfPeople(), ColumnCountOf(situation), batch.get());
    }
  });
  Print(batches, HashCells(batches));
}

void ParseJson() {
  ContactOptions options;
  options.row_count = kRows;
  options.format = ContactFormat::kNdjson;
  const Batches batches =
      ReadBatches(GenerateContacts(options), CsvDialect{}, kChunkBytesDefault);
  NdjsonParser parser(MakePeopleJsonJob().spec.file.columns);
  millrace_counted_work([&] {
    for (const auto& batch : batches) parser.Parse(batch.get());
  });
  Print(batches, HashCells(batches));
}

void Transform(Situation situation, const MeasuredJob& job) {
  const Batches batches =
      ReadBatches(UploadOf(situation, kRows), kChunkBytesDefault);
  for (const auto& batch : batches) {
    ParseCells(DialectOfPeople(), ColumnCountOf(situation), batch.get());
  }
  const MappingPlan plan = PlanOf(job);
  RowTransformer transformer(plan);
  std::vector<DraftBatch> drafts(batches.size());
  millrace_counted_work([&] {
    for (size_t i = 0; i < batches.size(); ++i) {
      transformer.Transform(*batches[i], &drafts[i]);
    }
  });
  uint64_t hash = 0;
  for (const DraftBatch& batch : drafts) hash = hash * 31 + HashDrafts(batch);
  Print(batches, hash);
}

const std::map<std::string_view, std::function<void()>>& Stages() {
  static const std::map<std::string_view, std::function<void()>> stages = {
      {"row_boundary/clean", Cut},
      {"csv_parser/clean", [] { Parse(Situation::kClean); }},
      {"csv_parser/quoted", [] { Parse(Situation::kQuoted); }},
      {"csv_parser/dirty10", [] { Parse(Situation::kDirty10); }},
      {"ndjson_parser/mixed", ParseJson},
      {"row_transformer/people",
       [] {
         Transform(Situation::kClean, MakePeopleJob(KeyAssigner::kUpload));
       }},
      {"row_transformer/contacts",
       [] {
         Transform(Situation::kClean, MakeContactsJob(ContactFinder::kKey));
       }},
  };
  return stages;
}

}  // namespace
}  // namespace millrace::bench

int main(int count, char** words) {
  const auto& stages = millrace::bench::Stages();
  const auto stage = count == 2 ? stages.find(words[1]) : stages.end();
  if (stage == stages.end()) {
    std::fputs("usage: millrace_instruction_count STAGE\nstages:\n", stderr);
    for (const auto& [name, work] : stages) {
      std::fprintf(stderr, "  %s\n", std::string(name).c_str());
    }
    return 2;
  }
  stage->second();
  return 0;
}
