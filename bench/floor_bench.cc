// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What the machine can do at best: copy bytes, find line ends, put records into
// RocksDB one by one, write them as a sorted file. Each stage's result is to
// be read as a share of its floor here.

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "rocksdb/db.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_writer.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"

#include "bench/data/contact_generator.h"
#include "bench/measurement.h"
#include "bench/scratch_folder.h"
#include "bench/situation.h"
#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "engine/base/coding.h"

namespace millrace::bench {
namespace {

constexpr size_t kRecordBytes = 112;
constexpr size_t kPutsPerBatch = 64 * 1024;

void Copy(benchmark::State& state) {
  const std::string& upload = UploadOf(Situation::kClean, BenchRows(200000));
  std::string copy(upload.size(), '\0');
  Measurement measurement(state, BenchRows(200000), upload.size());
  for (auto _ : state) {
    std::memcpy(copy.data(), upload.data(), upload.size());
    benchmark::ClobberMemory();
  }
  measurement.Report(Checksum64(copy));
}
BENCHMARK(Copy)->Name("floor/copy");

void CountLines(benchmark::State& state) {
  const std::string& upload = UploadOf(Situation::kClean, BenchRows(200000));
  int64_t lines = 0;
  Measurement measurement(state, BenchRows(200000), upload.size());
  for (auto _ : state) {
    lines = std::count(upload.begin(), upload.end(), '\n');
    benchmark::DoNotOptimize(lines);
  }
  measurement.Report(static_cast<uint64_t>(lines));
}
BENCHMARK(CountLines)->Name("floor/count_lines");

rocksdb::Options RocksOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kNoCompression;
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16 * 1024;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// Keys as records have them: 8 bytes, ordered.
std::vector<std::string> Keys(ContactKeys order, size_t count) {
  ContactOptions contacts;
  contacts.row_count = count;
  contacts.keys = order;
  contacts.is_clean = true;
  ContactGenerator generator(contacts);
  std::vector<std::string> keys(count);
  for (size_t i = 0; i < count; ++i) {
    AppendOrderedInt64(&keys[i], std::stoll(generator.Row(i)[0]));
  }
  return keys;
}

// Through the log and the memtable, a synced batch at a time.
void PutRecords(benchmark::State& state, ContactKeys order) {
  const std::vector<std::string> keys = Keys(order, BenchRows(200000));
  const std::string value(kRecordBytes, 'v');
  Measurement measurement(state, keys.size(), keys.size() * (8 + kRecordBytes));
  rocksdb::WriteOptions synced;
  synced.sync = true;
  for (auto _ : state) {
    measurement.Pause();
    const ScratchFolder folder;
    rocksdb::DB* opened = nullptr;
    MILLRACE_CHECK(
        rocksdb::DB::Open(RocksOptions(), folder / "store", &opened).ok());
    std::unique_ptr<rocksdb::DB> database(opened);
    measurement.Resume();
    rocksdb::WriteBatch batch;
    for (size_t i = 0; i < keys.size(); ++i) {
      MILLRACE_CHECK(batch.Put(keys[i], value).ok());
      if ((i + 1) % kPutsPerBatch != 0 && i + 1 < keys.size()) continue;
      MILLRACE_CHECK(database->Write(synced, &batch).ok());
      batch.Clear();
    }
    measurement.Pause();
    database.reset();
    measurement.Resume();
  }
  measurement.Report(Checksum64(keys.back()));
}
BENCHMARK_CAPTURE(PutRecords, in_order, ContactKeys::kInOrder)
    ->Name("floor/rocksdb_put/in_order")
    ->UseRealTime();
BENCHMARK_CAPTURE(PutRecords, random, ContactKeys::kRandom)
    ->Name("floor/rocksdb_put/random")
    ->UseRealTime();

// One sorted file, as an ingest wants it, synced.
void WriteSortedFile(benchmark::State& state) {
  const std::vector<std::string> keys =
      Keys(ContactKeys::kInOrder, BenchRows(200000));
  const std::string value(kRecordBytes, 'v');
  uint64_t file_bytes = 0;
  Measurement measurement(state, keys.size(), keys.size() * (8 + kRecordBytes));
  for (auto _ : state) {
    const ScratchFolder folder;
    rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), RocksOptions());
    MILLRACE_CHECK(writer.Open(folder / "sorted.sst").ok());
    for (const std::string& key : keys) {
      MILLRACE_CHECK(writer.Put(key, value).ok());
    }
    MILLRACE_CHECK(writer.Finish().ok());
    file_bytes = writer.FileSize();
  }
  measurement.Report(file_bytes);
}
BENCHMARK(WriteSortedFile)->Name("floor/sorted_file")->UseRealTime();

}  // namespace
}  // namespace millrace::bench
