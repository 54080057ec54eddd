// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Cutting an upload into rows, a chunk at a time. Its floor: floor/copy.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/situation.h"
#include "millrace/limits.h"
#include "pipeline/source/row_boundary.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 100000;

// Cuts all of `upload`; each batch of rows goes to `visit`.
template <typename Visit>
void CutAll(std::string_view upload, std::vector<RowSpan>* rows, Visit visit) {
  RowCutter cutter(DialectOfPeople(),
                   {.row_bytes_max = kRowBytesMaxDefault,
                    .long_row_bytes_kept = kLongRowBytesKept});
  while (!upload.empty()) {
    const bool is_rest = upload.size() <= kChunkBytesDefault;
    const RowCutter::Result result = cutter.Cut(
        upload.substr(0, kChunkBytesDefault),
        is_rest ? TextEnd::kUpload : TextEnd::kMore, kBatchRowsMax, rows);
    visit(*rows);
    upload.remove_prefix(result.next);
  }
}

void CutRows(benchmark::State& state, Situation situation) {
  const std::string& upload = UploadOf(situation, BenchRows(kRows));
  std::vector<RowSpan> rows;
  uint64_t hash = 0;
  CutAll(upload, &rows, [&hash](const std::vector<RowSpan>& cut) {
    for (const RowSpan& row : cut) {
      hash = hash * 31 + row.length * 4 + static_cast<uint64_t>(row.shape);
    }
  });
  Measurement measurement(state, BenchRows(kRows), upload.size());
  for (auto _ : state) {
    CutAll(upload, &rows, [](const std::vector<RowSpan>& cut) {
      benchmark::DoNotOptimize(cut.data());
    });
  }
  measurement.Report(hash);
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Situation situation : kSituations) {
    benchmark::RegisterBenchmark(
        ("row_boundary/" + std::string(NameOf(situation))).c_str(), CutRows,
        situation);
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
