// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/inspect_command.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "millrace/importer.h"
#include "millrace/store.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class InspectCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "inspect",
        .summary = "show what a store holds",
        .usages = {"--store DIR [--count]"},
        .about =
            "Shows the store's format, the size of each of its families, its "
            "resource types with their next keys, and its jobs by status. "
            "Entries are estimates; --count reads every record and counts. "
            "Works beside a running load.",
        .examples = {"millrace inspect --store crm.db",
                     "millrace inspect --store crm.db --count"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    flags->AddSwitch("count", "count the records of every resource type",
                     &count_);
  }

  ExitCode Run() override;

 private:
  ExitCode AddFamilies(const Store& store, std::string* to) const;
  ExitCode AddResourceTypes(const Store& store, std::string* to) const;
  ExitCode AddJobs(Store& store, std::string* to) const;

  std::string store_;
  bool count_ = false;
};

ExitCode InspectCommand::AddFamilies(const Store& store,
                                     std::string* to) const {
  auto summary = store.Summarise();
  if (!summary.ok()) {
    return Fail(ExitCode::kTrouble, "store " + store_, summary.status());
  }
  *to += "Store " + store_ + ", format " +
         std::to_string(summary->format_version) + "\n\n";
  TextTable table({1, 2, 3});
  table.AddRow({"FAMILY", "SIZE", "ENTRIES (ABOUT)", "FILES"});
  for (const StoreSummary::Family& family : summary->families) {
    // None estimated says nothing about a family that has files.
    bool is_unknown = family.entries_estimated == 0 && family.files > 0;
    table.AddRow({family.name, BytesText(family.bytes),
                  is_unknown ? "-" : GroupedText(family.entries_estimated),
                  GroupedText(family.files)});
  }
  *to += table.ToString();
  return ExitCode::kDone;
}

ExitCode InspectCommand::AddResourceTypes(const Store& store,
                                          std::string* to) const {
  std::unique_ptr<StoreView> view = store.View();
  TextTable table(count_ ? std::vector<size_t>{1, 2} : std::vector<size_t>{1});
  table.AddRow({"RESOURCE TYPE", "NEXT KEY", count_ ? "RECORDS" : ""});
  for (const std::string& name : store.ResourceTypeNames()) {
    std::optional<ResourceTypeId> id = store.FindResourceType(name);
    if (!id) continue;
    auto next_key = view->NextKey(*id);
    if (!next_key.ok()) {
      return Fail(ExitCode::kTrouble, "store " + store_, next_key.status());
    }
    std::string records;
    if (count_) {
      uint64_t count = 0;
      std::unique_ptr<RecordCursor> cursor = view->ScanRecords(*id);
      for (cursor->Seek(""); cursor->Valid(); cursor->Next()) ++count;
      if (!cursor->status().ok()) {
        return Fail(ExitCode::kTrouble, "store " + store_, cursor->status());
      }
      records = GroupedText(count);
    }
    table.AddRow({name, std::to_string(*next_key), std::move(records)});
  }
  *to += "\n" + table.ToString();
  return ExitCode::kDone;
}

ExitCode InspectCommand::AddJobs(Store& store, std::string* to) const {
  const Importer importer(store, {});
  const absl::StatusOr<JobPage> page = importer.ListJobs();
  if (!page.ok()) {
    return Fail(ExitCodeFor(page.status()), store_, page.status());
  }
  std::string unfinished;
  uint64_t count = 0;
  uint64_t failed = 0;
  for (const JobReport& report : page->jobs) {
    ++count;
    if (report.job.status == JobStatus::kFailed) ++failed;
    if (!IsSettled(report.job.status)) {
      unfinished += " " + JobIdText(report.job.id);
    }
  }
  *to +=
      "\n" + CountText(count, "job") + ", " + GroupedText(failed) + " failed";
  *to += unfinished.empty() ? ", none unfinished\n"
                            : ", unfinished:" + unfinished + "\n";
  return ExitCode::kDone;
}

ExitCode InspectCommand::Run() {
  std::unique_ptr<Store> store;
  ExitCode code = OpenStore(store_, Access::kRead, &store);
  std::string text;
  if (code == ExitCode::kDone) code = AddFamilies(*store, &text);
  if (code == ExitCode::kDone) code = AddResourceTypes(*store, &text);
  if (code == ExitCode::kDone) code = AddJobs(*store, &text);
  return code == ExitCode::kDone ? Print(text) : code;
}

}  // namespace

std::unique_ptr<Command> MakeInspectCommand() {
  return std::make_unique<InspectCommand>();
}

}  // namespace millrace::tool
