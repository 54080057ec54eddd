// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/suggest_command.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "millrace/importer.h"
#include "millrace/mapping_suggestion.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"
#include "tools/millrace/upload_choice.h"

namespace millrace::tool {
namespace {

class SuggestCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "suggest",
        .summary = "guess a job spec from an upload",
        .usages = {"FILE --resource TYPE [--catalogue FILE] [--store DIR]"},
        .about =
            "Reads the header row of an upload, plain text or a zip, and its "
            "first 1,000 rows, and prints a job spec for millrace load --job "
            "on standard output, to be read and edited. On standard error it "
            "says for every column where it goes, how sure that is, and why. "
            "A column goes to the field that has its name, ignoring case, "
            "spaces and punctuation, or a synonym of it, or whose type nearly "
            "all of its values fit. With --store the store's own lists count.",
        .examples = {"millrace suggest people.csv --resource Contacts > "
                     "job.json",
                     "millrace load --store crm.db --job job.json --source "
                     "people.csv"},
        .exit_codes =
            "  0    done\n"
            "  2    wrong usage, or nothing to be made of the columns\n"
            "  4    the upload cannot be read\n"
            "  5    trouble with a file or a store\n",
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    flags->AddText("resource", "TYPE", "resource type to import", &resource_);
    AddCatalogueFlag(flags, &catalogue_file_);
    flags->AddText("store", "DIR", "a store, whose own values count too",
                   &store_);
    flags->AddChoice("delimiter", {"csv", "tab", "pipe"},
                     "default: what the header row shows", &delimiter_);
    flags->AddArgument("FILE", FlagSet::Need::kRequired, &file_);
  }

  ExitCode Run() override;

 private:
  ExitCode LoadCatalogue(Catalogue* catalogue) const;

  std::string file_;
  std::string resource_;
  std::string catalogue_file_;
  std::string store_;
  std::string delimiter_;
};

// A line break behind every member and element, indented by two.
std::string Indented(std::string_view json) {
  std::string text;
  size_t depth = 0;
  bool in_text = false;
  const auto break_line = [&] {
    text += '\n';
    text.append(2 * depth, ' ');
  };
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      text += c;
      if (c == '\\') text += json[++i];
      in_text = c != '"';
      continue;
    }
    const bool closes = c == '}' || c == ']';
    if (closes) --depth;
    if (closes && i > 0 && json[i - 1] != '{' && json[i - 1] != '[') {
      break_line();
    }
    text += c;
    if (c == ':') text += ' ';
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') ++depth;
    const bool opens = c == '{' || c == '[';
    const bool is_empty = opens && i + 1 < json.size() &&
                          (json[i + 1] == '}' || json[i + 1] == ']');
    if ((opens && !is_empty) || c == ',') break_line();
  }
  return text + '\n';
}

std::string ColumnsText(const std::vector<ColumnSuggestion>& columns) {
  TextTable table({2});
  table.AddRow({"COLUMN", "FIELD", "SURE", "WHY"});
  for (const ColumnSuggestion& one : columns) {
    std::string field = one.field;
    if (!one.mapping_type.empty()) field = one.mapping_type + "." + field;
    table.AddRow(
        {one.column, field.empty() ? "-" : field,
         one.confidence == 0 ? "-" : std::to_string(one.confidence) + "%",
         one.reason});
  }
  return table.ToString();
}

ExitCode SuggestCommand::LoadCatalogue(Catalogue* catalogue) const {
  if (!store_.empty()) {
    std::unique_ptr<Store> store;
    ExitCode code = OpenStore(store_, Access::kRead, &store);
    if (code != ExitCode::kDone) return code;
    return ChooseCatalogue(catalogue_file_, *store, resource_, catalogue);
  }
  std::optional<Catalogue> read;
  ExitCode code = ReadCatalogueFile(catalogue_file_, &read);
  *catalogue = read ? *std::move(read) : BuiltInCatalogue();
  return code;
}

ExitCode SuggestCommand::Run() {
  if (resource_.empty()) {
    return Fail(ExitCode::kUsage, "flag --resource TYPE is missing");
  }
  if (file_ == "-") {
    return Fail(ExitCode::kUsage, "an upload is read twice: give a FILE");
  }
  Catalogue catalogue;
  ExitCode code = LoadCatalogue(&catalogue);
  const ResourceType* type = nullptr;
  if (code == ExitCode::kDone) code = FindResource(catalogue, resource_, &type);
  std::optional<Upload> upload;
  if (code == ExitCode::kDone) code = ChooseUpload(file_, &upload);
  if (code != ExitCode::kDone) return code;
  SuggestOptions options;
  options.resource_type = type->name;
  if (delimiter_ == "csv") options.delimiter = ColumnDelimiter::kCsv;
  if (delimiter_ == "tab") options.delimiter = ColumnDelimiter::kTab;
  if (delimiter_ == "pipe") options.delimiter = ColumnDelimiter::kPipe;
  auto suggestion = SuggestMapping(*upload, catalogue, options);
  if (!suggestion.ok()) {
    bool is_broken = absl::IsDataLoss(suggestion.status());
    return Fail(
        is_broken ? ExitCode::kFailed : ExitCodeFor(suggestion.status()),
        "upload " + file_, suggestion.status());
  }
  SayLines(ColumnsText(suggestion->columns));
  return Print(Indented(ToJson(suggestion->spec)));
}

}  // namespace

std::unique_ptr<Command> MakeSuggestCommand() {
  return std::make_unique<SuggestCommand>();
}

}  // namespace millrace::tool
