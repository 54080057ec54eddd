// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/check_index_command.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "millrace/index_check.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class CheckIndexCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "check-index",
        .summary = "check what records are found by, and make it anew",
        .usages = {"[RESOURCE] --store DIR [--rebuild] [--catalogue FILE]"},
        .about =
            "Compares the external ids and match keys by which rows find "
            "records with what the records hold, and says what is missing and "
            "what is stale; exit code 3 if anything is. --rebuild sets it "
            "right. Needed, and then asked for, after match rules of a "
            "catalogue or the library's Unicode tables have changed. Without "
            "RESOURCE all types. The match rules are those of --catalogue, as "
            "for load; without it those of the built-in catalogue, or, for a "
            "type that is not in it, those of the type's newest job. Without "
            "--rebuild it works beside a running load.",
        .examples = {"millrace check-index --store crm.db",
                     "millrace check-index Contacts --store crm.db --rebuild"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    AddCatalogueFlag(flags, &catalogue_);
    flags->AddSwitch("rebuild", "put what is missing, remove what is stale",
                     &is_rebuild_);
    flags->AddArgument("RESOURCE", FlagSet::Need::kOptional, &resource_);
  }

  ExitCode Run() override;

 private:
  ExitCode ChooseTypes(Store& store, std::vector<IndexedType>* types) const;
  ExitCode CatalogueFor(Store& store, const std::string& resource_type,
                        Catalogue* catalogue) const;
  ExitCode PrintReports(const Store& store,
                        const std::vector<IndexReport>& reports) const;

  std::string store_;
  std::string catalogue_;
  std::string resource_;
  bool is_rebuild_ = false;
};

ExitCode CheckIndexCommand::CatalogueFor(Store& store,
                                         const std::string& resource_type,
                                         Catalogue* catalogue) const {
  std::optional<Catalogue> own;
  ExitCode code = ReadCatalogueFile(catalogue_, &own);
  if (code != ExitCode::kDone) return code;
  *catalogue = own ? *std::move(own) : BuiltInCatalogue();
  if (catalogue->FindResourceType(resource_type) != nullptr) return code;
  return ChooseCatalogue("", store, resource_type, catalogue);
}

ExitCode CheckIndexCommand::ChooseTypes(Store& store,
                                        std::vector<IndexedType>* types) const {
  std::vector<std::string> names = {resource_};
  if (resource_.empty()) names = store.ResourceTypeNames();
  for (const std::string& name : names) {
    IndexedType type;
    ExitCode code = CatalogueFor(store, name, &type.catalogue);
    if (code != ExitCode::kDone) return code;
    const ResourceType* found = nullptr;
    code = FindResource(type.catalogue, name, &found);
    if (code != ExitCode::kDone) return code;
    type.resource_type = found->name;
    types->push_back(std::move(type));
  }
  return ExitCode::kDone;
}

ExitCode CheckIndexCommand::PrintReports(
    const Store& store, const std::vector<IndexReport>& reports) const {
  TextTable table({1, 2, 3, 4});
  table.AddRow({"RESOURCE TYPE", "RECORDS", "RIGHT", "MISSING", "STALE"});
  bool is_sound = true;
  for (const IndexReport& report : reports) {
    table.AddRow({report.resource_type, GroupedText(report.records),
                  GroupedText(report.entries), GroupedText(report.missing),
                  GroupedText(report.stale)});
    is_sound &= report.is_sound();
  }
  ExitCode code = Print(table.ToString());
  if (code != ExitCode::kDone) return code;
  if (is_rebuild_) {
    Say(is_sound ? "nothing had to be changed" : "the index is made anew");
    return ExitCode::kDone;
  }
  auto version = store.MatchIndexVersion();
  const bool is_other =
      version.ok() && !version->empty() && *version != MatchKeyVersion();
  if (is_other) {
    Say("match keys were made with Unicode " + *version +
        ", this program has " + MatchKeyVersion());
  }
  if (is_sound && !is_other) return ExitCode::kDone;
  SayHint("millrace check-index --store " + ShellText(store_) + " --rebuild");
  return ExitCode::kPartly;
}

ExitCode CheckIndexCommand::Run() {
  std::unique_ptr<Store> store;
  ExitCode code =
      OpenStore(store_, is_rebuild_ ? Access::kWrite : Access::kRead, &store);
  if (code != ExitCode::kDone) return code;
  std::vector<IndexedType> types;
  code = ChooseTypes(*store, &types);
  if (code != ExitCode::kDone) return code;
  auto reports = CheckIndexes(
      *store, types, is_rebuild_ ? IndexRepair::kRebuild : IndexRepair::kNone);
  if (!reports.ok()) {
    return Fail(ExitCodeFor(reports.status()), "store " + store_,
                reports.status());
  }
  return PrintReports(*store, *reports);
}

}  // namespace

std::unique_ptr<Command> MakeCheckIndexCommand() {
  return std::make_unique<CheckIndexCommand>();
}

}  // namespace millrace::tool
