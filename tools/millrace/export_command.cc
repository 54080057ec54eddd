// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/export_command.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/limits.h"
#include "millrace/record.h"
#include "millrace/store.h"
#include "tools/millrace/export_choice.h"
#include "tools/millrace/export_columns.h"
#include "tools/millrace/export_file.h"
#include "tools/millrace/export_items.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/json_writer.h"
#include "tools/millrace/record_json.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

using RecordVisitor =
    std::function<absl::Status(const PrimaryKey& key, std::string_view value)>;

class ExportCommand : public Command {
 public:
  CommandText Text() const override;
  void DeclareFlags(FlagSet* flags) override;
  ExitCode Run() override;

 private:
  ExitCode Open();
  absl::Status VisitRecords(const RecordVisitor& visit) const;
  absl::Status WriteJsonLines();
  absl::Status WriteColumns(const std::vector<const MappingType*>& mappings);
  absl::Status WriteItems(const MappingType& mapping);
  absl::Status AppendRow(const std::string& row);
  ExitCode WriteCsv();
  void SayHowToLoad(const std::vector<const MappingType*>& mappings) const;
  void SayLeftOut(const ExportColumns& columns) const;
  std::string Target() const { return to_.empty() ? "-" : to_; }

  std::string store_directory_;
  std::string catalogue_file_;
  std::string resource_;
  std::string format_ = "csv";
  std::string to_;
  std::vector<std::string> mapping_names_;

  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreView> view_;
  Catalogue catalogue_;
  const ResourceType* named_type_ = nullptr;  // as the user said
  const ResourceType* type_ = nullptr;        // whose records they are
  std::optional<ResourceTypeId> type_id_;
  ExportFile file_;
  uint64_t row_count_ = 0;
  uint64_t long_row_count_ = 0;
};

CommandText ExportCommand::Text() const {
  return {
      .name = "export",
      .summary = "write the records of a resource type to a file",
      .usages = {"RESOURCE --store DIR [--format csv|ndjson] [--to FILE] "
                 "[--mapping NAME...]"},
      .about =
          "Writes every record as one state of the store has it, beside a "
          "running load if need be. CSV columns are named as the fields of "
          "the mapping types that write them, so that millrace load takes the "
          "file back; the command line for that is printed on standard error, "
          "and what has no column is counted there. --mapping chooses the "
          "mapping types; one that puts items (Phones, ActivistCode) gives a "
          "row for every item. NDJSON carries all that a record holds, as "
          "millrace get shows it, one record a line.",
      .examples = {"millrace export Contacts --store crm.db --to contacts.csv",
                   "millrace export Contacts --store crm.db --mapping Phones "
                   "--to phones.csv",
                   "millrace export Contacts --store crm.db --format ndjson"},
  };
}

void ExportCommand::DeclareFlags(FlagSet* flags) {
  AddStoreFlag(flags, &store_directory_);
  AddCatalogueFlag(flags, &catalogue_file_);
  flags->AddChoice("format", {"csv", "ndjson"}, "default csv", &format_);
  flags->AddText("to", "FILE", "default, and -: standard output", &to_);
  flags->AddList("mapping", "NAME",
                 "mapping type to write columns for; default: the creating "
                 "one, and all that go beside it",
                 &mapping_names_);
  flags->AddArgument("RESOURCE", FlagSet::Need::kRequired, &resource_);
}

ExitCode ExportCommand::Open() {
  ExitCode code = OpenStore(store_directory_, Access::kRead, &store_);
  if (code != ExitCode::kDone) return code;
  code = ChooseCatalogue(catalogue_file_, *store_, resource_, &catalogue_);
  if (code != ExitCode::kDone) return code;
  code = FindResource(catalogue_, resource_, &named_type_);
  if (code != ExitCode::kDone) return code;
  type_ = &catalogue_.RecordsOf(*named_type_);
  type_id_ = store_->FindResourceType(type_->name);
  view_ = store_->View();
  return ExitCode::kDone;
}

absl::Status ExportCommand::VisitRecords(const RecordVisitor& visit) const {
  if (!type_id_) return absl::OkStatus();
  bool is_integer = type_->key_type == KeyType::kInteger;
  std::unique_ptr<RecordCursor> cursor = view_->ScanRecords(*type_id_);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    auto key = PrimaryKey::Decode(cursor->key_bytes(), is_integer);
    if (!key.ok()) return key.status();
    absl::Status status = visit(*key, cursor->value());
    if (!status.ok()) return status;
  }
  return cursor->status();
}

absl::Status ExportCommand::WriteJsonLines() {
  return VisitRecords([this](const PrimaryKey& key, std::string_view value) {
    JsonWriter json(JsonWriter::Form::kOneLine);
    absl::Status status = WriteRecord(*store_, *type_, key, value, &json);
    if (!status.ok()) return status;
    ++row_count_;
    return file_.Append(json.text() + "\n");
  });
}

absl::Status ExportCommand::AppendRow(const std::string& row) {
  ++row_count_;
  if (row.size() > kRowBytesMaxDefault) ++long_row_count_;
  return file_.Append(row);
}

absl::Status ExportCommand::WriteColumns(
    const std::vector<const MappingType*>& mappings) {
  ExportColumns columns(*store_);
  for (const MappingType* mapping : mappings) columns.AddMapping(*mapping);
  absl::Status status =
      VisitRecords([&](const PrimaryKey&, std::string_view value) {
        auto record = RecordView::Parse(value);
        if (record.ok()) columns.Survey(*record);
        return record.status();
      });
  if (!status.ok()) return status;
  columns.Close(kColumnCountMax - 1);
  CsvRow row;
  row.Add(type_->key_name);
  for (const std::string& name : columns.Names()) row.Add(name);
  status = file_.Append(row.Finish());
  if (!status.ok()) return status;
  std::vector<std::string_view> cells;
  status = VisitRecords([&](const PrimaryKey& key, std::string_view value) {
    auto record = RecordView::Parse(value);
    if (!record.ok()) return record.status();
    columns.Fill(*record, &cells);
    row.Add(key.ToString());
    for (std::string_view cell : cells) row.Add(cell);
    return AppendRow(row.Finish());
  });
  if (!status.ok()) return status;
  status = file_.Finish();
  if (!status.ok()) return status;
  auto used = columns.UsedMappings();
  SayHowToLoad(used.empty() ? mappings : used);
  SayLeftOut(columns);
  return absl::OkStatus();
}

absl::Status ExportCommand::WriteItems(const MappingType& mapping) {
  ExportItems items(*store_, mapping);
  CsvRow row;
  row.Add(type_->key_name);
  for (const std::string& name : items.names()) row.Add(name);
  absl::Status status = file_.Append(row.Finish());
  if (!status.ok()) return status;
  status = VisitRecords([&](const PrimaryKey& key, std::string_view value) {
    auto record = RecordView::Parse(value);
    if (!record.ok()) return record.status();
    for (const auto& cells : items.Rows(*record)) {
      row.Add(key.ToString());
      for (std::string_view cell : cells) row.Add(cell);
      absl::Status appended = AppendRow(row.Finish());
      if (!appended.ok()) return appended;
    }
    return absl::OkStatus();
  });
  if (status.ok()) status = file_.Finish();
  if (status.ok()) SayHowToLoad({&mapping});
  return status;
}

void ExportCommand::SayHowToLoad(
    const std::vector<const MappingType*>& mappings) const {
  std::string command = "millrace load --store " + ShellText(store_directory_);
  if (!catalogue_file_.empty()) {
    command += " --catalogue " + ShellText(catalogue_file_);
  }
  command += " --resource " + ShellText(named_type_->name);
  for (const MappingType* mapping : mappings) {
    command += " --mapping " + ShellText(mapping->name);
  }
  Say(CountText(row_count_, "row") + "; to load them again: " + command + " " +
      ShellText(Target() == "-" ? "FILE" : Target()));
  if (long_row_count_ == 0) return;
  Say(CountText(long_row_count_, "row") + " longer than the " +
      BytesText(kRowBytesMaxDefault) +
      " that load takes; --format ndjson has "
      "no limit");
}

void ExportCommand::SayLeftOut(const ExportColumns& columns) const {
  for (const auto& [name, left_out] : columns.left_out()) {
    std::string mapping = MappingForItems(catalogue_, *named_type_,
                                          name.substr(0, name.find('.')));
    Say("left out: " + name + ", " + CountText(left_out.values, "value") +
        " of " + CountText(left_out.records, "record") +
        (mapping.empty() ? "" : "; --mapping " + mapping + " exports them"));
  }
  if (!columns.left_out().empty())
    SayHint("--format ndjson leaves out nothing");
}

ExitCode ExportCommand::WriteCsv() {
  ExportChoice choice;
  if (mapping_names_.empty()) {
    choice = ChooseByDefault(catalogue_, *named_type_);
  } else {
    auto chosen = ChooseByName(catalogue_, *named_type_, mapping_names_);
    if (!chosen.ok()) {
      return Fail(ExitCode::kUsage, "flag --mapping", chosen.status());
    }
    choice = *std::move(chosen);
  }
  if (absl::Status status = file_.Open(to_); !status.ok()) {
    return Fail(ExitCode::kTrouble, Target(), status);
  }
  absl::Status status = choice.by_item == nullptr
                            ? WriteColumns(choice.mappings)
                            : WriteItems(*choice.by_item);
  if (status.ok()) return ExitCode::kDone;
  return Fail(ExitCode::kTrouble, "export to " + Target(), status);
}

ExitCode ExportCommand::Run() {
  ExitCode code = Open();
  if (code != ExitCode::kDone) return code;
  if (format_ == "csv") return WriteCsv();
  if (!mapping_names_.empty()) {
    return Fail(ExitCode::kUsage, "flag --mapping is for --format csv",
                "NDJSON carries all that a record holds");
  }
  absl::Status status = file_.Open(to_);
  if (!status.ok()) return Fail(ExitCode::kTrouble, Target(), status);
  status = WriteJsonLines();
  if (status.ok()) status = file_.Finish();
  if (!status.ok()) {
    return Fail(ExitCode::kTrouble, "export to " + Target(), status);
  }
  Say(CountText(row_count_, "record"));
  return ExitCode::kDone;
}

}  // namespace

std::unique_ptr<Command> MakeExportCommand() {
  return std::make_unique<ExportCommand>();
}

}  // namespace millrace::tool
