// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/resume_command.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "millrace/importer.h"
#include "tools/millrace/budget_flags.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_runner.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/upload_choice.h"

namespace millrace::tool {
namespace {

class ResumeCommand : public Command {
 public:
  CommandText Text() const override;
  void DeclareFlags(FlagSet* flags) override;
  ExitCode Run() override;

 private:
  ExitCode RunOne(JobRunner& runner);
  ExitCode RunAll(JobRunner& runner);

  // Gives the job the budget that the flags say, if they say any.
  ExitCode ChangeBudget(JobRunner& runner, JobId id) const;

  RunFlags run_;
  BudgetFlags budget_;
  std::string job_;
  std::string source_;
  std::optional<Upload> upload_;
};

CommandText ResumeCommand::Text() const {
  return {
      .name = "resume",
      .summary = "go on with interrupted jobs",
      .usages = {"--store DIR [JOB] [--source FILE|-] [flags]"},
      .about =
          "Goes on with a job where its last commit left it, as if nothing "
          "had happened; without JOB with every job that is not settled, "
          "oldest first. A job that was read from standard input needs "
          "--source with the same bytes from their start; one whose upload "
          "has moved, its new path. An upload that is not the one the job "
          "began with is refused. A job that its error budget has paused "
          "goes on with a larger one, and stays paused without.",
      .examples = {"millrace resume --store crm.db --results out",
                   "millrace resume 7 --store crm.db --max-rejected 500",
                   "cat people.csv | millrace resume 7 --store crm.db "
                   "--source -"},
      .exit_codes = kImportExitCodes,
  };
}

void ResumeCommand::DeclareFlags(FlagSet* flags) {
  flags->AddText("source", "FILE|-",
                 "the same upload from another place; -: standard input",
                 &source_);
  budget_.Declare(flags);
  run_.Declare(flags);
  flags->AddArgument("JOB", FlagSet::Need::kOptional, &job_);
}

ExitCode ResumeCommand::ChangeBudget(JobRunner& runner, JobId id) const {
  if (!budget_.is_given()) return ExitCode::kDone;
  JobReport report;
  ExitCode code = FindJob(runner.importer(), id, &report);
  if (code != ExitCode::kDone) return code;
  ErrorBudget budget = report.job.error_budget;
  budget_.ApplyTo(&budget);
  absl::Status status = runner.importer().SetErrorBudget(id, budget);
  if (status.ok()) return ExitCode::kDone;
  return Fail(ExitCodeFor(status), "job " + JobIdText(id), status);
}

ExitCode ResumeCommand::RunOne(JobRunner& runner) {
  JobId id = JobId{0};
  ExitCode code = ParseJobId(job_, &id);
  if (code != ExitCode::kDone) return code;
  JobReport report;
  code = FindJob(runner.importer(), id, &report);
  if (code != ExitCode::kDone) return code;
  if (IsSettled(report.job.status)) {
    return Fail(ExitCode::kUsage,
                "job " + job_ + " is settled: " + StatusText(report),
                "millrace status " + job_ + " shows it");
  }
  code = ChangeBudget(runner, id);
  if (code != ExitCode::kDone) return code;
  if (upload_) {
    code = runner.FeedUpload(*upload_, "");
    if (code != ExitCode::kDone) return code;
  }
  return runner.Run(id, upload_);
}

ExitCode ResumeCommand::RunAll(JobRunner& runner) {
  const auto unfinished = runner.importer().Unfinished();
  if (!unfinished.ok()) {
    return Fail(ExitCodeFor(unfinished.status()), "jobs", unfinished.status());
  }
  if (unfinished->empty()) {
    Say("no job is unfinished");
    return ExitCode::kDone;
  }
  ExitCode worst = ExitCode::kDone;
  for (JobId id : *unfinished) {
    ExitCode code = ChangeBudget(runner, id);
    if (code == ExitCode::kDone) code = runner.Run(id, {});
    if (static_cast<int>(code) > static_cast<int>(worst)) worst = code;
    if (runner.is_interrupted()) break;
  }
  return worst;
}

ExitCode ResumeCommand::Run() {
  if (job_.empty() && !source_.empty()) {
    return Fail(ExitCode::kUsage, "flag --source needs a JOB",
                "millrace jobs --status unfinished lists them");
  }
  ExitCode code = ExitCode::kDone;
  if (!source_.empty()) code = ChooseUpload(source_, &upload_);
  if (code == ExitCode::kDone) code = run_.PrepareResults();
  std::unique_ptr<Store> store;
  if (code == ExitCode::kDone) {
    code = OpenStore(run_.store, Access::kWrite, &store,
                     run_.FreeSpaceFloorBytes());
  }
  if (code != ExitCode::kDone) return code;
  JobRunner runner(*store, run_, run_.ToImportOptions());
  return job_.empty() ? RunAll(runner) : RunOne(runner);
}

}  // namespace

std::unique_ptr<Command> MakeResumeCommand() {
  return std::make_unique<ResumeCommand>();
}

}  // namespace millrace::tool
