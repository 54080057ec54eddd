// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The uploads that benchmarks run on, by name, all made from the seed 1.
//
//   clean    12 columns, 115 bytes a row, an eighth of the streets in quotes
//   quoted   the same with every cell in quotes, names with doubled ones
//   wide     50 columns
//   dirty10  one row in ten is bad: a value, the shape, the bytes
//
// Threading: one thread.

#ifndef MILLRACE_BENCH_SITUATION_H_
#define MILLRACE_BENCH_SITUATION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::bench {

enum class Situation : uint8_t { kClean, kQuoted, kWide, kDirty10 };

inline constexpr Situation kSituations[] = {
    Situation::kClean, Situation::kQuoted, Situation::kWide,
    Situation::kDirty10};

std::string_view NameOf(Situation situation);

// Columns of the situation's uploads.
size_t ColumnCountOf(Situation situation);

// How many rows to run on: `usual`, or what MILLRACE_BENCH_ROWS says.
size_t BenchRows(size_t usual);

// An upload of so many rows, header included; made once and kept.
const std::string& UploadOf(Situation situation, size_t row_count);

// The cells of one column, blank ones left out.
std::vector<std::string> ValuesOf(Situation situation, size_t column,
                                  size_t row_count);

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_SITUATION_H_
