// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/cancel_command.h"

#include <memory>
#include <string>
#include <utility>

#include "millrace/importer.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/service_access.h"
#include "tools/millrace/store_access.h"
#include "tools/server/local_client.h"

namespace millrace::tool {
namespace {

class CancelCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "cancel",
        .summary = "settle an unfinished job as it stands",
        .usages = {"JOB --store DIR [--results DIR] [--json]"},
        .about =
            "Settles a job that is not running: Complete if at least one of "
            "its rows was imported, else Failed. What it has imported stays. "
            "A job that is running is interrupted with Ctrl-C first, unless "
            "it is a running service's: that one stops it by itself.",
        .examples = {"millrace cancel 7 --store crm.db"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    flags->AddText("results", "DIR", "where result and reject files go",
                   &results_);
    AddStateFlag(flags, &state_);
    flags->AddSwitch("json", "print the job's report as JSON", &is_json_);
    flags->AddArgument("JOB", FlagSet::Need::kRequired, &job_);
  }

  ExitCode Run() override;

 private:
  // Has a running service do it. False: there is none.
  bool CancelThroughService(JobId id, ExitCode* code) const;

  std::string store_;
  std::string state_;
  std::string results_;
  std::string job_;
  bool is_json_ = false;
};

bool CancelCommand::CancelThroughService(JobId id, ExitCode* code) const {
  const auto running = FindRunningService(store_, state_);
  if (!running) return false;
  const std::string number = std::to_string(static_cast<int32_t>(id));
  const auto answer = server::PostToService(
      *running, "/bulkImportJobs/" + number + "/cancel", "");
  if (absl::IsUnavailable(answer.status())) return false;  // it has ended
  if (!answer.ok()) {
    *code = Fail(ExitCode::kTrouble, "job " + number, answer.status());
  } else if (answer->status >= 300) {
    *code = Fail(answer->status < 500 ? ExitCode::kUsage : ExitCode::kTrouble,
                 "job " + number + ": " + server::ErrorTextOf(*answer));
  } else if (is_json_) {
    *code = Print(answer->body + "\n");
  } else {
    std::unique_ptr<Store> store;
    *code = OpenStore(store_, Access::kRead, &store);
    if (*code != ExitCode::kDone) return true;
    JobReport report;
    *code = FindJob(Importer(*store, {}), id, &report);
    if (*code != ExitCode::kDone) return true;
    *code = Print(JobSummary(report, SingularOf(*store, report.job)));
  }
  return true;
}

ExitCode CancelCommand::Run() {
  JobId id = JobId{0};
  ExitCode code = ParseJobId(job_, &id);
  if (code == ExitCode::kDone && CancelThroughService(id, &code)) return code;
  std::unique_ptr<Store> store;
  if (code == ExitCode::kDone) {
    code = OpenStore(store_, Access::kWrite, &store);
  }
  if (code != ExitCode::kDone) return code;
  ImportOptions options;
  options.results_directory = results_;
  Importer importer(*store, std::move(options));
  JobReport report;
  code = FindJob(importer, id, &report);
  if (code != ExitCode::kDone) return code;
  if (absl::Status status = importer.Cancel(id); !status.ok()) {
    bool is_usage = absl::IsFailedPrecondition(status);
    return Fail(is_usage ? ExitCode::kUsage : ExitCode::kTrouble, "", status);
  }
  code = FindJob(importer, id, &report);
  if (code != ExitCode::kDone) return code;
  if (is_json_) return Print(ToJson(report) + "\n");
  return Print(JobSummary(report, SingularOf(*store, report.job)));
}

}  // namespace

std::unique_ptr<Command> MakeCancelCommand() {
  return std::make_unique<CancelCommand>();
}

}  // namespace millrace::tool
