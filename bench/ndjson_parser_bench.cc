// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Cells of JSON objects, on one core. Floor: copying the bytes; beside it, the
// same rows as CSV are csv_parser/clean.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/situation.h"
#include "engine/base/checksum.h"
#include "millrace/limits.h"
#include "pipeline/source/ndjson_parser.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 200000;

uint64_t HashCells(const RowBatch& batch) {
  uint64_t hash = 0;
  std::string room;
  for (size_t i = 0; i < batch.rows.size() * batch.column_count; ++i) {
    const Cell& cell = batch.cells[i];
    std::string_view text = batch.text().substr(cell.offset, cell.length);
    if (cell.needs_unescape) {
      room.resize(text.size());
      text = {room.data(), batch.Unescape(text, room.data())};
    }
    hash = hash * 31 + Checksum64(text);
  }
  return hash;
}

void ParseObjects(benchmark::State& state) {
  ContactOptions options;
  options.row_count = BenchRows(kRows);
  options.is_clean = true;
  options.format = ContactFormat::kNdjson;
  const std::string upload = GenerateContacts(options);
  const auto batches = ReadBatches(upload, CsvDialect{}, kChunkBytesDefault);
  NdjsonParser parser(MakePeopleJsonJob().spec.file.columns);
  uint64_t hash = 0;
  for (const auto& batch : batches) {
    parser.Parse(batch.get());
    hash = hash * 31 + HashCells(*batch);
  }
  Measurement measurement(state, RowCount(batches), upload.size());
  for (auto _ : state) {
    for (const auto& batch : batches) parser.Parse(batch.get());
  }
  measurement.Report(hash);
}

BENCHMARK(ParseObjects)->Name("ndjson_parser/clean");

}  // namespace
}  // namespace millrace::bench
