// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/erase_command.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "millrace/importer.h"
#include "millrace/record_erasure.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_summary.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class EraseCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "erase",
        .summary = "remove one record for good",
        .usages = {"RESOURCE KEY --store DIR [--catalogue FILE]"},
        .about =
            "Removes a record, every external id and match key that leads to "
            "it, and from stored outcomes the cells of the rows that were "
            "imported onto it, then writes the store's files anew without "
            "them, which takes a while in a large store. Counters of past jobs "
            "stay, and so do rejected rows, which belong to no record. Result "
            "files written before are not touched; it names them. Refused "
            "while a job over the resource type is unfinished, whose rows "
            "could bring the record back. There is no way back.",
        .examples = {"millrace erase Contacts 7 --store crm.db"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    AddCatalogueFlag(flags, &catalogue_);
    flags->AddArgument("RESOURCE", FlagSet::Need::kRequired, &resource_);
    flags->AddArgument("KEY", FlagSet::Need::kRequired, &key_);
  }

  ExitCode Run() override;

 private:
  ExitCode ReadKey(const ResourceType& type,
                   std::optional<PrimaryKey>* key) const;
  ExitCode Erase(Store& store, const ResourceType& type, const PrimaryKey& key);

  std::string store_;
  std::string catalogue_;
  std::string resource_;
  std::string key_;
  std::string report_;
};

ExitCode EraseCommand::ReadKey(const ResourceType& type,
                               std::optional<PrimaryKey>* key) const {
  if (type.key_type == KeyType::kText) {
    *key = PrimaryKey(key_);
    return ExitCode::kDone;
  }
  auto number = ParseInteger(key_, std::numeric_limits<int64_t>::min(),
                             std::numeric_limits<int64_t>::max());
  if (!number) {
    return Fail(ExitCode::kUsage,
                type.key_name + " is a whole number, not \"" + key_ + "\"");
  }
  *key = PrimaryKey(*number);
  return ExitCode::kDone;
}

// What was removed and what was not, for whoever has to account for it.
std::string ReportText(const RecordErasure& erased,
                       const std::vector<std::string>& files) {
  TextTable table({1}, 2);
  table.AddRow({"record", "1"});
  table.AddRow({"external ids", GroupedText(erased.identities)});
  table.AddRow({"match keys", GroupedText(erased.match_keys)});
  std::vector<std::string> jobs;
  for (JobId job : erased.jobs) jobs.push_back(JobIdText(job));
  table.AddRow({"rows blanked in outcomes", GroupedText(erased.rows),
                jobs.empty() ? "" : "of job " + ListText(jobs)});
  if (!erased.dry_runs.empty()) {
    jobs.clear();
    for (JobId job : erased.dry_runs) jobs.push_back(JobIdText(job));
    table.AddRow({"outcomes of dry runs", GroupedText(jobs.size()),
                  "of job " + ListText(jobs)});
  }
  std::string text =
      table.ToString() +
      "  left alone: counters of past jobs, and rejected rows, which belong "
      "to no record\n  and go with their job's outcomes\n";
  if (files.empty()) return text;
  text += "  written before, and not touched:\n";
  for (const std::string& file : files) text += "    " + file + '\n';
  return text;
}

ExitCode EraseCommand::Erase(Store& store, const ResourceType& type,
                             const PrimaryKey& key) {
  std::string name = type.name + " " + key.ToString();
  auto erased = EraseRecord(store, type.name, key);
  if (absl::IsNotFound(erased.status())) {
    return Fail(ExitCode::kUsage,
                type.name + ": no record with " + type.key_name + " " + key_);
  }
  if (absl::IsFailedPrecondition(erased.status())) {
    return Fail(ExitCode::kUsage, name, erased.status(),
                "finish it with millrace resume, or settle it with millrace "
                "cancel");
  }
  if (!erased.ok()) return Fail(ExitCode::kTrouble, name, erased.status());
  std::vector<std::string> files;
  for (JobId job : erased->jobs) {
    auto record = store.View()->GetJob(job);
    if (!record.ok()) continue;
    for (const ResultFile& file : record->result_files) {
      files.push_back(file.path);
    }
  }
  report_ = name + " is erased\n" + ReportText(*erased, files);
  return ExitCode::kDone;
}

ExitCode EraseCommand::Run() {
  std::unique_ptr<Store> store;
  ExitCode code = OpenStore(store_, Access::kWrite, &store);
  if (code != ExitCode::kDone) return code;
  Catalogue catalogue;
  code = ChooseCatalogue(catalogue_, *store, resource_, &catalogue);
  if (code != ExitCode::kDone) return code;
  const ResourceType* named = nullptr;
  code = FindResource(catalogue, resource_, &named);
  if (code != ExitCode::kDone) return code;
  const ResourceType& type = catalogue.RecordsOf(*named);
  std::optional<PrimaryKey> key;
  code = ReadKey(type, &key);
  if (code == ExitCode::kDone) code = Erase(*store, type, *key);
  if (code != ExitCode::kDone) return code;
  // Opening the store begins its list of files anew, which may hold a key.
  store.reset();
  code = OpenStore(store_, Access::kWrite, &store);
  return code == ExitCode::kDone ? Print(report_) : code;
}

}  // namespace

std::unique_ptr<Command> MakeEraseCommand() {
  return std::make_unique<EraseCommand>();
}

}  // namespace millrace::tool
