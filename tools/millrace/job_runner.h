// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobRunner: runs jobs for `load` and `resume`: flags, progress, interrupts,
// the summary at the end and the exit code.
//
// Threading: one thread. The store must outlive it.

#ifndef MILLRACE_TOOLS_MILLRACE_JOB_RUNNER_H_
#define MILLRACE_TOOLS_MILLRACE_JOB_RUNNER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "millrace/importer.h"
#include "millrace/store.h"
#include "tools/millrace/exit_code.h"
#include "tools/millrace/flags.h"
#include "tools/millrace/interrupt.h"
#include "tools/millrace/progress_line.h"
#include "tools/millrace/run_statistics.h"
#include "tools/millrace/standard_input.h"

namespace millrace::tool {

// Flags of every subcommand that runs jobs.
struct RunFlags {
  std::string store = {};
  std::string results = {};
  std::string progress = "auto";
  bool is_json = false;
  bool has_stats = false;
  std::optional<int64_t> workers = {};
  std::optional<int64_t> run_budget_mb = {};
  std::optional<int64_t> free_space_floor_mb = {};
  std::optional<int64_t> zip_ratio_max = {};

  void Declare(FlagSet* flags);
  std::optional<uint64_t> FreeSpaceFloorBytes() const;
  // With everything set but the catalogue.
  ImportOptions ToImportOptions() const;
  // Makes the results folder, so that trouble with it comes before the job.
  ExitCode PrepareResults() const;
};

class JobRunner {
 public:
  // options come from flags.ToImportOptions().
  JobRunner(Store& store, const RunFlags& flags, ImportOptions options);

  Importer& importer() { return *importer_; }
  bool is_interrupted() const { return interrupt_.is_requested(); }

  // Before a job is run from standard input, of which head was read already;
  // nothing to do for other uploads.
  ExitCode FeedUpload(const Upload& upload, std::string head);

  // Runs the job, from the upload if there is one, until it settles or
  // cannot go on. Prints the summary, or with --json the report.
  ExitCode Run(JobId id, const std::optional<Upload>& upload);

 private:
  ExitCode Conclude(JobId id, const absl::Status& status, double seconds,
                    uint64_t rows_before);
  ExitCode SayPaused(const JobReport& report) const;
  ExitCode SayWhyUnfinished(const JobReport& report,
                            const absl::Status& status);
  std::string ResumeText(const JobReport& report) const;
  ExitCode PrintReport(const JobReport& report, double seconds,
                       uint64_t rows_before);

  Store& store_;
  RunFlags flags_;
  ProgressLine progress_;
  std::optional<StageTimes> stage_times_;  // of the last run
  Interrupt interrupt_;
  std::unique_ptr<StandardInputFeed> feed_;
  std::unique_ptr<Importer> importer_;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_JOB_RUNNER_H_
