// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A record's bytes: made, read, merged with an update's. A row here is a
// record of eleven fields.

#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measurement.h"
#include "bench/situation.h"
#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "millrace/record.h"

namespace millrace::bench {
namespace {

constexpr size_t kRecords = 20000;

// The scalars of generated people, or of updates to them.
std::vector<std::string> Scalars(bool is_update, size_t count) {
  ContactOptions options;
  options.row_count = is_update ? 2 * count : count;
  options.is_clean = true;
  options.is_update = is_update;
  ContactGenerator generator(options);
  std::vector<std::string> scalars(count);
  for (size_t i = 0; i < count; ++i) {
    const ContactCells& cells = generator.Row(i);
    for (size_t k = 1; k < cells.size(); ++k) {
      if (cells[k].empty()) continue;
      AppendScalar(&scalars[i], static_cast<NameId>(k), cells[k]);
    }
  }
  return scalars;
}

size_t TotalBytes(const std::vector<std::string>& texts) {
  size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  return bytes;
}

RecordStamp StampOf(size_t index) {
  RecordStamp stamp;
  stamp.created_job = JobId{1};
  stamp.changed_job = JobId{1};
  stamp.changed_row = index + 1;
  return stamp;
}

std::vector<std::string> Records(const std::vector<std::string>& scalars) {
  std::vector<std::string> records(scalars.size());
  for (size_t i = 0; i < scalars.size(); ++i) {
    AppendRecord(&records[i], StampOf(i), scalars[i], {});
  }
  return records;
}

void AppendRecords(benchmark::State& state) {
  const auto scalars = Scalars(false, BenchRows(kRecords));
  std::string record;
  record.reserve(4096);
  Measurement measurement(state, scalars.size(), TotalBytes(scalars));
  for (auto _ : state) {
    for (size_t i = 0; i < scalars.size(); ++i) {
      record.clear();
      AppendRecord(&record, StampOf(i), scalars[i], {});
      benchmark::DoNotOptimize(record.data());
    }
  }
  measurement.Report(Checksum64(record));
}
BENCHMARK(AppendRecords)->Name("record/append");

void ParseRecords(benchmark::State& state) {
  const auto records = Records(Scalars(false, BenchRows(kRecords)));
  uint64_t hash = 0;
  Measurement measurement(state, records.size(), TotalBytes(records));
  for (auto _ : state) {
    hash = 0;
    for (const std::string& record : records) {
      const auto view = RecordView::Parse(record);
      MILLRACE_CHECK(view.ok());
      hash = hash * 31 + view->Find(NameId{11}).size();
    }
    benchmark::DoNotOptimize(hash);
  }
  measurement.Report(hash);
}
BENCHMARK(ParseRecords)->Name("record/parse_and_find");

void MergeRecords(benchmark::State& state) {
  const auto stored = Scalars(false, BenchRows(kRecords));
  const auto updates = Scalars(true, BenchRows(kRecords));
  std::string merged;
  merged.reserve(4096);
  uint64_t hash = 0;
  for (size_t i = 0; i < stored.size(); ++i) {
    merged.clear();
    MergeScalars(stored[i], updates[i], &merged);
    hash = hash * 31 + Checksum64(merged);
  }
  Measurement measurement(state, stored.size(),
                          TotalBytes(stored) + TotalBytes(updates));
  for (auto _ : state) {
    for (size_t i = 0; i < stored.size(); ++i) {
      merged.clear();
      benchmark::DoNotOptimize(MergeScalars(stored[i], updates[i], &merged));
    }
  }
  measurement.Report(hash);
}
BENCHMARK(MergeRecords)->Name("record/merge");

// For programs that change single records, not for imports.
void BuildRecords(benchmark::State& state) {
  const auto records = Records(Scalars(false, BenchRows(kRecords)));
  uint64_t hash = 0;
  Measurement measurement(state, records.size(), TotalBytes(records));
  for (auto _ : state) {
    hash = 0;
    for (const std::string& record : records) {
      const auto view = RecordView::Parse(record);
      MILLRACE_CHECK(view.ok());
      RecordBuilder builder(*view);
      builder.Set(NameId{7}, "somebody@example.org");
      hash = hash * 31 + builder.Encode(view->stamp()).size();
    }
  }
  measurement.Report(hash);
}
BENCHMARK(BuildRecords)->Name("record/build");

}  // namespace
}  // namespace millrace::bench
