// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/job_runner.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "millrace/limits.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

constexpr int64_t kBytesPerMb = int64_t{1} << 20;

}  // namespace

void RunFlags::Declare(FlagSet* flags) {
  AddStoreFlag(flags, &store);
  flags->AddText("results", "DIR",
                 "where result and reject files go; without it none are "
                 "written, and millrace results can do so at any time",
                 &results);
  flags->AddInteger("workers", "N",
                    "threads that parse, map and merge; 0: all on one thread; "
                    "default: one a core",
                    0, kWorkerCountMax, &workers);
  flags->AddInteger("run-budget-mb", "N",
                    "memory for the rows between two commits, in MiB; default "
                    "256",
                    1, std::numeric_limits<int32_t>::max(), &run_budget_mb);
  flags->AddInteger("free-space-floor-mb", "N",
                    "stop, resumable, before the store's disk has less than "
                    "this many MiB free; default 256, 0: no check",
                    0, std::numeric_limits<int32_t>::max(),
                    &free_space_floor_mb);
  flags->AddInteger("zip-ratio-max", "N",
                    "refuse a zip's member of more than 64 MiB that unpacks to "
                    "more than so many times its size; default 200, 0: no "
                    "check",
                    0, std::numeric_limits<int32_t>::max(), &zip_ratio_max);
  flags->AddChoice("progress", {"auto", "bar", "plain", "off"},
                   "on standard error; auto: a bar on a terminal, else a plain "
                   "line every few seconds",
                   &progress);
  flags->AddSwitch("json",
                   "print the job's report as JSON, and nothing else, on "
                   "standard output",
                   &is_json);
  flags->AddSwitch("stats",
                   "say at the end how much of the time each stage took, which "
                   "holds the job back, processor time, peak memory and bytes "
                   "written",
                   &has_stats);
}

std::optional<uint64_t> RunFlags::FreeSpaceFloorBytes() const {
  if (!free_space_floor_mb) return {};
  return static_cast<uint64_t>(*free_space_floor_mb * kBytesPerMb);
}

ImportOptions RunFlags::ToImportOptions() const {
  ImportOptions options;
  options.results_directory = results;
  if (workers) options.worker_count = static_cast<int>(*workers);
  if (run_budget_mb) {
    options.run_budget_bytes =
        static_cast<size_t>(*run_budget_mb * kBytesPerMb);
  }
  if (zip_ratio_max) {
    options.zip_ratio_max = static_cast<uint64_t>(*zip_ratio_max);
  }
  return options;
}

ExitCode RunFlags::PrepareResults() const {
  if (results.empty()) return ExitCode::kDone;
  std::error_code error;
  std::filesystem::create_directories(results, error);
  if (!error && !std::filesystem::is_directory(results, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (!error && ::access(results.c_str(), W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (!error) return ExitCode::kDone;
  return Fail(ExitCode::kTrouble,
              "results folder " + results + ": " + error.message(),
              "nothing was imported");
}

JobRunner::JobRunner(Store& store, const RunFlags& flags, ImportOptions options)
    : store_(store),
      flags_(flags),
      progress_(ProgressLine::FormFor(flags.progress)) {
  options.progress = [this](const ImportProgress& progress) {
    progress_.Show(progress);
  };
  if (flags.has_stats) {
    options.stage_times = [this](const StageTimes& times) {
      stage_times_ = times;
    };
  }
  importer_ = std::make_unique<Importer>(store, std::move(options));
}

ExitCode JobRunner::FeedUpload(const Upload& upload, std::string head) {
  if (upload.kind() != Upload::Kind::kStandardInput) return ExitCode::kDone;
  auto feed = StandardInputFeed::Start(std::move(head), interrupt_.token(),
                                       Interrupt::WasSignalled);
  if (!feed.ok()) {
    return Fail(ExitCode::kTrouble, "standard input", feed.status());
  }
  feed_ = *std::move(feed);
  return ExitCode::kDone;
}

ExitCode JobRunner::Run(JobId id, const std::optional<Upload>& upload) {
  auto before = importer_->GetJob(id);
  uint64_t rows_before = before.ok() ? before->counters.read : 0;
  progress_.Start(rows_before);
  absl::Status status = upload ? importer_->Run(id, *upload, interrupt_.token())
                               : importer_->Run(id, interrupt_.token());
  double seconds = progress_.seconds();
  progress_.Stop();
  return Conclude(id, status, seconds, rows_before);
}

ExitCode JobRunner::Conclude(JobId id, const absl::Status& status,
                             double seconds, uint64_t rows_before) {
  auto report = importer_->GetJob(id);
  if (!report.ok()) {
    if (!status.ok()) Fail(ExitCode::kTrouble, "", status);
    return Fail(ExitCode::kTrouble, "job " + JobIdText(id), report.status());
  }
  ExitCode printed = PrintReport(*report, seconds, rows_before);
  const bool is_paused = !IsSettled(report->job.status) && report->job.paused;
  ExitCode code = !status.ok() ? SayWhyUnfinished(*report, status)
                  : is_paused  ? SayPaused(*report)
                               : ExitCodeForJob(*report);
  return code == ExitCode::kDone ? printed : code;
}

ExitCode JobRunner::SayPaused(const JobReport& report) const {
  return Fail(ExitCodeForJob(report),
              "job " + JobIdText(report.job.id) +
                  ": paused: " + report.job.pause_reason,
              ResumeText(report) +
                  ", and a larger --max-rejected or --max-rejected-percent; or "
                  "settle it with: millrace cancel " +
                  JobIdText(report.job.id) + " --store " +
                  ShellText(flags_.store));
}

ExitCode JobRunner::SayWhyUnfinished(const JobReport& report,
                                     const absl::Status& status) {
  std::string context = "job " + JobIdText(report.job.id);
  if (IsSettled(report.job.status)) {
    return Fail(ExitCode::kTrouble, "", status,
                "the rows are imported; write the files with: millrace "
                "results " +
                    JobIdText(report.job.id) + " --store " +
                    ShellText(flags_.store) + " --to DIR");
  }
  // A feed that was stopped fails the read instead.
  bool is_stopped_read =
      feed_ != nullptr && is_interrupted() && absl::IsUnavailable(status);
  if (absl::IsCancelled(status) || is_stopped_read) {
    return Fail(ExitCode::kInterrupted,
                context + ": interrupted; " +
                    CountText(report.counters.read, "row") +
                    " of it are committed",
                ResumeText(report));
  }
  // The importer's own words name the job.
  return Fail(ExitCode::kTrouble, "", status, ResumeText(report));
}

std::string JobRunner::ResumeText(const JobReport& report) const {
  std::string text = "go on with: millrace resume " + JobIdText(report.job.id) +
                     " --store " + ShellText(flags_.store);
  if (!flags_.results.empty())
    text += " --results " + ShellText(flags_.results);
  if (report.job.source == "-") {
    text += " --source -, with the same bytes from their start";
  }
  return text;
}

ExitCode JobRunner::PrintReport(const JobReport& report, double seconds,
                                uint64_t rows_before) {
  if (flags_.is_json) {
    std::string json = ToJson(report);
    if (stage_times_) json = WithStatistics(json, *stage_times_);
    return Print(json + "\n");
  }
  std::string text = JobSummary(report, SingularOf(store_, report.job));
  uint64_t rows = report.counters.read;
  rows -= std::min(rows, rows_before);
  auto rate = static_cast<uint64_t>(static_cast<double>(rows) /
                                    std::max(seconds, 1e-6));
  text += "  " + CountText(rows, "row") + " in " + DurationText(seconds) +
          ", " + GroupedText(rate) + " rows per second, peak memory " +
          BytesText(UseOfThisProcess().peak_memory_bytes) + '\n';
  if (stage_times_) text += StatisticsText(*stage_times_);
  if (report.job.dry_run) text += "  dry run: no record was changed\n";
  if (flags_.results.empty() && report.counters.read > 0) {
    text += "  what became of every row: millrace results " +
            JobIdText(report.job.id) + " --store " + ShellText(flags_.store) +
            " --to DIR\n";
  }
  return Print(text);
}

}  // namespace millrace::tool
