// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What a run took of the machine, as `--stats` shows it: stages with their
// shares, the one that holds the job back, and what the process used.

#ifndef MILLRACE_TOOLS_MILLRACE_RUN_STATISTICS_H_
#define MILLRACE_TOOLS_MILLRACE_RUN_STATISTICS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "millrace/stage_times.h"

namespace millrace::tool {

// Of this process so far.
struct ProcessUse {
  double cpu_seconds = 0;
  uint64_t peak_memory_bytes = 0;
  // Handed to the disk, by the system's count.
  uint64_t bytes_written = 0;
};

ProcessUse UseOfThisProcess();

// Lines of a table.
std::string StatisticsText(const StageTimes& times);

// A JSON object with a member "stats" behind its others.
std::string WithStatistics(std::string_view json, const StageTimes& times);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_RUN_STATISTICS_H_
