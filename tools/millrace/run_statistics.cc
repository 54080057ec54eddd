// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/run_statistics.h"

#include <sys/resource.h>

#include <cmath>
#include <cstddef>

#include "absl/time/time.h"

#include "tools/millrace/json_writer.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

// The unit of ru_oublock, whatever the disk's is.
constexpr uint64_t kRusageBlockBytes = 512;

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

std::string PercentText(double share) {
  return std::to_string(std::lround(share * 100)) + " %";
}

}  // namespace

ProcessUse UseOfThisProcess() {
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  ProcessUse use;
  use.cpu_seconds = SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime);
  use.peak_memory_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  use.bytes_written =
      static_cast<uint64_t>(usage.ru_oublock) * kRusageBlockBytes;
  return use;
}

std::string StatisticsText(const StageTimes& times) {
  TextTable table({1, 2, 3}, 4);
  table.AddRow({"stage", "busy", "share", "threads"});
  for (size_t i = 0; i < kStageCount; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (times[stage].busy == absl::ZeroDuration()) continue;
    table.AddRow({std::string(StageName(stage)),
                  DurationText(absl::ToDoubleSeconds(times[stage].busy)),
                  PercentText(times.ShareOf(stage)),
                  std::to_string(times[stage].thread_count)});
  }
  const ProcessUse use = UseOfThisProcess();
  return "  where the time went\n" + table.ToString() +
         "  bottleneck: " + std::string(StageName(times.Bottleneck())) +
         "; processor time " + DurationText(use.cpu_seconds) + " in " +
         DurationText(absl::ToDoubleSeconds(times.elapsed)) + "; " +
         BytesText(use.bytes_written) + " written\n";
}

std::string WithStatistics(std::string_view json, const StageTimes& times) {
  const ProcessUse use = UseOfThisProcess();
  JsonWriter writer(JsonWriter::Form::kOneLine);
  writer.BeginObject();
  writer.Key("seconds");
  writer.Decimal(absl::ToDoubleSeconds(times.elapsed));
  writer.Key("cpuSeconds");
  writer.Decimal(use.cpu_seconds);
  writer.Key("peakMemoryBytes");
  writer.Integer(static_cast<int64_t>(use.peak_memory_bytes));
  writer.Key("bytesWritten");
  writer.Integer(static_cast<int64_t>(use.bytes_written));
  writer.Key("bottleneck");
  writer.Text(StageName(times.Bottleneck()));
  writer.Key("stages");
  writer.BeginArray();
  for (size_t i = 0; i < kStageCount; ++i) {
    const auto stage = static_cast<Stage>(i);
    writer.BeginObject();
    writer.Key("name");
    writer.Text(StageName(stage));
    writer.Key("busySeconds");
    writer.Decimal(absl::ToDoubleSeconds(times[stage].busy));
    writer.Key("share");
    writer.Decimal(times.ShareOf(stage));
    writer.Key("threads");
    writer.Integer(times[stage].thread_count);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  std::string text(json.substr(0, json.rfind('}')));
  return text + ",\"stats\":" + writer.text() + "}";
}

}  // namespace millrace::tool
