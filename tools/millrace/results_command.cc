// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/results_command.h"

#include <filesystem>
#include <string>
#include <system_error>

#include "millrace/importer.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"

namespace millrace::tool {
namespace {

class ResultsCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "results",
        .summary = "write a job's result and reject files",
        .usages = {"JOB --store DIR --to DIR [--result-codes]"},
        .about =
            "Writes results-JOB-PART.csv: what became of every row that was "
            "imported; rejects-JOB-PART.csv: why the others were not; and "
            "rejected-JOB-PART: those rows as they came, to be mended and "
            "loaded again. The same bytes every time. Of a job that is not "
            "settled: as far as its rows are committed.",
        .examples = {"millrace results 7 --store crm.db --to out"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    flags->AddText("to", "DIR", "folder for the files, made if missing", &to_);
    flags->AddSwitch("result-codes",
                     "a column with the code's name behind every message",
                     &has_result_codes_);
    flags->AddArgument("JOB", FlagSet::Need::kRequired, &job_);
  }

  ExitCode Run() override;

 private:
  std::string store_;
  std::string to_;
  std::string job_;
  bool has_result_codes_ = false;
};

ExitCode ResultsCommand::Run() {
  JobId id = JobId{0};
  ExitCode code = ParseJobId(job_, &id);
  if (code != ExitCode::kDone) return code;
  if (to_.empty()) {
    return Fail(ExitCode::kUsage, "flag --to DIR is missing");
  }
  std::unique_ptr<Store> store;
  code = OpenStore(store_, Access::kRead, &store);
  if (code != ExitCode::kDone) return code;
  Importer importer(*store, {});
  JobReport report;
  code = FindJob(importer, id, &report);
  if (code != ExitCode::kDone) return code;
  std::error_code error;
  std::filesystem::create_directories(to_, error);
  if (error) {
    return Fail(ExitCode::kTrouble, "folder " + to_ + ": " + error.message());
  }
  auto files =
      importer.RenderResults(id, to_, {.result_codes = has_result_codes_});
  if (!files.ok()) {
    return Fail(ExitCode::kTrouble, "job " + job_, files.status());
  }
  if (files->results.empty() && files->rejects.empty()) {
    Say("job " + job_ + ": no row has an outcome yet");
    return ExitCode::kDone;
  }
  return Print(FileLines(files->results, files->rejects));
}

}  // namespace

std::unique_ptr<Command> MakeResultsCommand() {
  return std::make_unique<ResultsCommand>();
}

}  // namespace millrace::tool
