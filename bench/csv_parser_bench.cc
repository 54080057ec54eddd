// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Splitting cut rows into cells, UTF-8 and NUL checks included. Its floor:
// row_boundary, which looks at the same bytes once.

#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/situation.h"
#include "engine/base/checksum.h"
#include "millrace/limits.h"
#include "pipeline/source/csv_parser.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 100000;

uint64_t HashCells(const RowBatch& batch) {
  uint64_t hash = 0;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    hash = hash * 31 + static_cast<uint64_t>(batch.defects[i]);
    if (batch.defects[i] != RowDefect::kNone) continue;
    for (size_t k = 0; k < batch.column_count; ++k) {
      const Cell& cell = batch.cells[i * batch.column_count + k];
      hash =
          hash * 31 + Checksum64(CellText(batch, cell)) + cell.needs_unescape;
    }
  }
  return hash;
}

void ParseRows(benchmark::State& state, Situation situation) {
  const std::string& upload = UploadOf(situation, BenchRows(kRows));
  const auto batches = ReadBatches(upload, kChunkBytesDefault);
  const size_t column_count = ColumnCountOf(situation);
  const CsvDialect dialect = DialectOfPeople();
  uint64_t hash = 0;
  for (const auto& batch : batches) {
    ParseCells(dialect, column_count, batch.get());
    hash = hash * 31 + HashCells(*batch);
  }
  Measurement measurement(state, RowCount(batches), upload.size());
  for (auto _ : state) {
    for (const auto& batch : batches) {
      ParseCells(dialect, column_count, batch.get());
    }
  }
  measurement.Report(hash);
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Situation situation : kSituations) {
    benchmark::RegisterBenchmark(
        ("csv_parser/" + std::string(NameOf(situation))).c_str(), ParseRows,
        situation);
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
