// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Measurement: what every benchmark reports beside its time: rows_per_second,
// bytes_per_second, allocations_per_row, and a label with the hash of what was
// computed. A faster number with another hash is a bug, not a speed-up.
//
//   Measurement measurement(state, row_count, byte_count);
//   for (auto _ : state) Parse();
//   measurement.Report(hash);
//
// Threading: belongs to the benchmark's thread.

#ifndef MILLRACE_BENCH_MEASUREMENT_H_
#define MILLRACE_BENCH_MEASUREMENT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "benchmark/benchmark.h"

#include "bench/allocation_counter.h"

namespace millrace::bench {

class Measurement {
 public:
  // Rows and bytes are those of one iteration. Counting begins here.
  Measurement(benchmark::State& state, size_t row_count, size_t byte_count)
      : state_(state),
        row_count_(row_count),
        byte_count_(byte_count),
        begin_(AllocationCount()) {}

  // Around what is not to be measured within an iteration.
  void Pause() {
    state_.PauseTiming();
    paused_ = AllocationCount();
  }
  void Resume() {
    begin_ += AllocationCount() - paused_;
    state_.ResumeTiming();
  }

  void Report(uint64_t result_hash) {
    const auto allocations = static_cast<double>(AllocationCount() - begin_);
    const auto iterations = static_cast<double>(state_.iterations());
    const double rows = static_cast<double>(row_count_) * iterations;
    const double bytes = static_cast<double>(byte_count_) * iterations;
    using benchmark::Counter;
    state_.counters["rows_per_second"] = Counter(rows, Counter::kIsRate);
    state_.counters["bytes_per_second"] =
        Counter(bytes, Counter::kIsRate, Counter::OneK::kIs1000);
    state_.counters["allocations_per_row"] =
        Counter(rows == 0 ? 0 : allocations / rows);
    state_.SetLabel("result_hash=" + Hexadecimal(result_hash));
  }

 private:
  static std::string Hexadecimal(uint64_t number) {
    std::string digits(16, '0');
    for (size_t i = digits.size(); i-- > 0; number >>= 4) {
      digits[i] = "0123456789abcdef"[number & 15];
    }
    return digits;
  }

  benchmark::State& state_;
  const size_t row_count_;
  const size_t byte_count_;
  uint64_t begin_;
  uint64_t paused_ = 0;
};

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_MEASUREMENT_H_
