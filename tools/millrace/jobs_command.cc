// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/jobs_command.h"

#include <string>
#include <utility>
#include <vector>

#include "millrace/importer.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class JobsCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "jobs",
        .summary = "list the jobs of a store",
        .usages = {"--store DIR [--status STATUS] [--json]"},
        .about =
            "Lists jobs in the order they were submitted, with the rows they "
            "have read, imported and rejected so far. Works beside a running "
            "load.",
        .examples = {"millrace jobs --store crm.db",
                     "millrace jobs --store crm.db --status unfinished"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    flags->AddChoice(
        "status",
        {"pending", "in-progress", "complete", "failed", "unfinished"},
        "only jobs of this status; unfinished: pending or in "
        "progress",
        &status_);
    flags->AddSwitch("json", "print an array of reports as JSON", &is_json_);
  }

  ExitCode Run() override;

 private:
  bool IsWanted(JobStatus status) const;
  ExitCode PrintTable(const std::vector<JobReport>& jobs) const;

  std::string store_;
  std::string status_;
  bool is_json_ = false;
};

bool JobsCommand::IsWanted(JobStatus status) const {
  bool is_pending = status == JobStatus::kPending;
  bool is_failed = status == JobStatus::kFailed;
  if (status_ == "pending") return is_pending;
  if (status_ == "in-progress") return !is_pending && !IsSettled(status);
  if (status_ == "complete") return IsSettled(status) && !is_failed;
  if (status_ == "failed") return is_failed;
  if (status_ == "unfinished") return !IsSettled(status);
  return true;
}

ExitCode JobsCommand::PrintTable(const std::vector<JobReport>& jobs) const {
  TextTable table({0, 5, 6, 7});
  table.AddRow({"JOB", "STATUS", "RESOURCE", "CREATED", "SOURCE", "READ",
                "IMPORTED", "REJECTED", "DESCRIPTION"});
  for (const JobReport& report : jobs) {
    table.AddRow({JobIdText(report.job.id), StatusText(report),
                  report.job.resource_type, TimeText(report.job.created),
                  report.job.source, GroupedText(report.counters.read),
                  GroupedText(report.counters.imported),
                  GroupedText(report.counters.rejected),
                  report.job.description});
  }
  return Print(table.ToString());
}

ExitCode JobsCommand::Run() {
  std::unique_ptr<Store> store;
  ExitCode code = OpenStore(store_, Access::kRead, &store);
  if (code != ExitCode::kDone) return code;
  Importer importer(*store, {});
  absl::StatusOr<JobPage> page = importer.ListJobs();
  if (!page.ok()) {
    return Fail(ExitCodeFor(page.status()), store_, page.status());
  }
  std::vector<JobReport> wanted;
  for (JobReport& report : page->jobs) {
    if (IsWanted(report.job.status)) wanted.push_back(std::move(report));
  }
  if (!is_json_) {
    if (!wanted.empty()) return PrintTable(wanted);
    Say(status_.empty() ? "no jobs" : "no jobs of that status");
    return ExitCode::kDone;
  }
  std::string text = "[";
  for (const JobReport& report : wanted) {
    text += (text.size() == 1 ? "\n" : ",\n") + ToJson(report);
  }
  return Print(text + (wanted.empty() ? "]\n" : "\n]\n"));
}

}  // namespace

std::unique_ptr<Command> MakeJobsCommand() {
  return std::make_unique<JobsCommand>();
}

}  // namespace millrace::tool
