// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/job_summary.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "millrace/outcome.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

void AddRows(const JobCounters& counters, std::string* to) {
  auto how = [&counters](std::string text) {
    return counters.imported == 0 ? std::string() : text;
  };
  TextTable table({1}, 2);
  table.AddRow({"rows read", GroupedText(counters.read)});
  table.AddRow({"imported", GroupedText(counters.imported),
                how(GroupedText(counters.created) + " created, " +
                    GroupedText(counters.updated) + " updated, " +
                    GroupedText(counters.unchanged) + " unchanged")});
  table.AddRow({"rejected", GroupedText(counters.rejected)});
  table.AddRow({"blank", GroupedText(counters.blank)});
  *to += table.ToString();
  uint64_t all_failed =
      counters.imported - std::min(counters.imported, counters.with_success);
  if (all_failed > 0) {
    *to += "  in " + CountText(all_failed, "imported row") +
           " every mapping failed\n";
  }
  if (counters.cleared > 0) {
    *to += "  " + CountText(counters.cleared, "value") + " cleared\n";
  }
  if (counters.ambiguous > 0) {
    *to += "  " + CountText(counters.ambiguous, "row") +
           " matched more than one record; the lowest key was taken\n";
  }
}

void AddMessages(const JobCounters& counters, std::string_view singular,
                 std::string* to) {
  std::vector<std::pair<uint64_t, uint16_t>> by_count;
  for (auto [number, count] : counters.by_code) {
    if (count > 0) by_count.emplace_back(count, number);
  }
  if (by_count.empty()) return;
  std::stable_sort(
      by_count.begin(), by_count.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });
  TextTable table({1}, 4);
  for (auto [count, number] : by_count) {
    std::optional<Code> code = CodeFromNumber(number);
    std::string text = code
                           ? MessageText(*code, "<Field>", "<Parent>", singular)
                           : "code " + std::to_string(number);
    table.AddRow({std::move(text), GroupedText(count)});
  }
  *to += "  messages\n" + table.ToString();
}

}  // namespace

std::string JobIdText(JobId id) {
  return std::to_string(static_cast<int32_t>(id));
}

std::string StatusText(const JobReport& report) {
  std::string text(StatusWord(report.job.status, StatusWords::kSeed));
  if (!IsSettled(report.job.status) && report.job.paused) text += ", paused";
  if (report.job.dry_run) text += ", dry run";
  return text;
}

std::string FileLines(const std::vector<ResultFile>& results,
                      const std::vector<ResultFile>& rejects) {
  TextTable table({1, 2}, 4);
  for (const auto* files : {&results, &rejects}) {
    for (const ResultFile& file : *files) {
      table.AddRow(
          {file.path, CountText(file.rows, "row"), BytesText(file.bytes)});
    }
  }
  return table.ToString();
}

std::string JobSummary(const JobReport& report, std::string_view singular) {
  const JobRecord& job = report.job;
  std::string text = "Job " + JobIdText(job.id) + ": " + StatusText(report);
  if (!job.description.empty()) text += " (" + job.description + ")";
  text += '\n';
  AddRows(report.counters, &text);
  AddMessages(report.counters, singular, &text);
  for (const JobError& error : job.errors) {
    text += "  error " + error.code;
    if (!error.text.empty()) text += ": " + error.text;
    text += '\n';
  }
  if (job.paused && !job.pause_reason.empty()) {
    text += "  paused: " + job.pause_reason + '\n';
  }
  if (!job.result_files.empty() || !job.reject_files.empty()) {
    text += "  files\n" + FileLines(job.result_files, job.reject_files);
  }
  return text;
}

ExitCode ExitCodeForJob(const JobReport& report) {
  if (report.job.status == JobStatus::kFailed) return ExitCode::kFailed;
  if (!IsSettled(report.job.status)) {
    return report.job.paused ? ExitCode::kFailed : ExitCode::kTrouble;
  }
  const JobCounters& counters = report.counters;
  bool is_whole = counters.rejected == 0 &&
                  counters.with_success >= counters.imported &&
                  report.job.errors.empty();
  return is_whole ? ExitCode::kDone : ExitCode::kPartly;
}

}  // namespace millrace::tool
