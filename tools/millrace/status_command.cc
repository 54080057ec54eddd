// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/status_command.h"

#include <string>

#include "millrace/importer.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class StatusCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "status",
        .summary = "show one job",
        .usages = {"JOB --store DIR [--json]"},
        .about =
            "Shows a job's status, rows by outcome, messages by count, errors "
            "and files. Works beside a running load; the rows are those "
            "committed so far.",
        .examples = {"millrace status 7 --store crm.db",
                     "millrace status 7 --store crm.db --json"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    flags->AddSwitch("json", "print the job's report as JSON", &is_json_);
    flags->AddArgument("JOB", FlagSet::Need::kRequired, &job_);
  }

  ExitCode Run() override;

 private:
  std::string store_;
  std::string job_;
  bool is_json_ = false;
};

ExitCode StatusCommand::Run() {
  JobId id = JobId{0};
  ExitCode code = ParseJobId(job_, &id);
  std::unique_ptr<Store> store;
  if (code == ExitCode::kDone) code = OpenStore(store_, Access::kRead, &store);
  if (code != ExitCode::kDone) return code;
  Importer importer(*store, {});
  JobReport report;
  code = FindJob(importer, id, &report);
  if (code != ExitCode::kDone) return code;
  if (is_json_) return Print(ToJson(report) + "\n");
  const JobRecord& job = report.job;
  TextTable table({}, 2);
  table.AddRow({"resource", job.resource_type});
  table.AddRow({"source", job.source});
  table.AddRow({"created", TimeText(job.created)});
  table.AddRow({"started", TimeText(job.started)});
  table.AddRow({"settled", TimeText(job.settled)});
  return Print(JobSummary(report, SingularOf(*store, job)) + table.ToString());
}

}  // namespace

std::unique_ptr<Command> MakeStatusCommand() {
  return std::make_unique<StatusCommand>();
}

}  // namespace millrace::tool
