// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/mappings_command.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "millrace/catalogue.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class MappingsCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "mappings",
        .summary = "show mapping types, their fields and values",
        .usages = {"[NAME [FIELD]] [--catalogue FILE] [--store DIR]"},
        .about =
            "Without NAME lists the mapping types; with it, the type's "
            "fields; with FIELD too, what the field takes and, if it has a "
            "set of values, those. With --store the store's own entries are "
            "among them. Names may be in any case.",
        .examples = {"millrace mappings",
                     "millrace mappings CreateOrUpdateContact",
                     "millrace mappings Phones PhoneTypeID"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddCatalogueFlag(flags, &catalogue_file_);
    // Not from MILLRACE_STORE: the types are there without any store.
    flags->AddText("store", "DIR", "a store, whose own values count too",
                   &store_);
    flags->AddArgument("NAME", FlagSet::Need::kOptional, &name_);
    flags->AddArgument("FIELD", FlagSet::Need::kOptional, &field_);
  }

  ExitCode Run() override;

 private:
  ExitCode Load();
  ExitCode PrintTypes() const;
  ExitCode PrintFields(const MappingType& type) const;
  ExitCode PrintField(const MappingType& type) const;

  std::string catalogue_file_;
  std::string store_;
  std::string name_;
  std::string field_;
  Catalogue catalogue_;
};

std::string ModeText(MultipleMode mode) {
  switch (mode) {
    case MultipleMode::kSingle:
      return "Single";
    case MultipleMode::kSinglePerType:
      return "SinglePerType";
    case MultipleMode::kMultiple:
      return "Multiple";
  }
  return "";
}

std::string TypeText(const Field& field) {
  if (!field.record_of.empty()) return "key of " + field.record_of;
  switch (field.type) {
    case FieldType::kText:
      return "text";
    case FieldType::kInteger:
      return "integer";
    case FieldType::kDecimal:
      return "decimal";
    case FieldType::kDate:
      return "date";
    case FieldType::kDateTime:
      return "date or date-time";
    case FieldType::kEmail:
      return "e-mail";
    case FieldType::kPhone:
      return "phone";
    case FieldType::kPostalCode:
      return "postal code";
    case FieldType::kCountry:
      return "country";
    case FieldType::kState:
      return "state";
    case FieldType::kYesNo:
      return "yes or no";
    case FieldType::kChoice:
      return "value of a set";
  }
  return "";
}

std::string FlagsText(const Field& field) {
  std::vector<std::string> flags;
  if (field.role == FieldRole::kKey) flags.push_back("key");
  if (field.role == FieldRole::kExternalId) flags.push_back("finds");
  if (IsControl(field.role)) flags.push_back("control");
  if (field.is_required) flags.push_back("required");
  if (!field.can_map_column) flags.push_back("constant only");
  if (field.can_map_column && !field.can_map_by_name) {
    flags.push_back("not by name");
  }
  for (const FieldParent& parent : field.parents) {
    flags.push_back("needs " + parent.field);
  }
  return flags.empty() ? "-" : ListText(flags);
}

ExitCode MappingsCommand::Load() {
  if (!store_.empty()) {
    std::unique_ptr<Store> store;
    ExitCode code = OpenStore(store_, Access::kRead, &store);
    if (code != ExitCode::kDone) return code;
    return ChooseCatalogue(catalogue_file_, *store, "", &catalogue_);
  }
  std::optional<Catalogue> read;
  ExitCode code = ReadCatalogueFile(catalogue_file_, &read);
  catalogue_ = read ? *std::move(read) : BuiltInCatalogue();
  return code;
}

ExitCode MappingsCommand::PrintTypes() const {
  TextTable table;
  table.AddRow({"NAME", "IN ONE JOB", "FOR", "WHAT IT DOES"});
  for (const MappingType& type : catalogue_.mapping_types) {
    table.AddRow({type.name, ModeText(type.multiple_mode),
                  ListText(type.resource_types), type.display_name});
  }
  return Print(table.ToString());
}

ExitCode MappingsCommand::PrintFields(const MappingType& type) const {
  std::string text = type.name;
  if (!type.display_name.empty()) text += " (" + type.display_name + ")";
  text += ", for " + ListText(type.resource_types) + ", " +
          ModeText(type.multiple_mode) + '\n';
  if (!type.description.empty()) text += WrappedText(type.description, 0, 0);
  if (type.creates) text += "A row that finds no record makes one.\n";
  if (!type.required_one_of.empty()) {
    text +=
        "One of these is required: " + ListText(type.required_one_of) + ".\n";
  }
  TextTable table;
  table.AddRow({"FIELD", "TAKES", "FLAGS", "DESCRIPTION"});
  for (const Field& field : type.fields) {
    table.AddRow(
        {field.name, TypeText(field), FlagsText(field), field.description});
  }
  return Print(text + "\n" + table.ToString());
}

ExitCode MappingsCommand::PrintField(const MappingType& type) const {
  const Field* field = FindField(type, field_);
  if (field == nullptr) {
    std::vector<std::string> names;
    for (const Field& known : type.fields) names.push_back(known.name);
    return Fail(ExitCode::kUsage,
                type.name + ": no field " + field_ + DidYouMean(field_, names),
                "millrace mappings " + type.name + " lists them");
  }
  TextTable about;
  about.AddRow({"field", field->name});
  about.AddRow({"takes", TypeText(*field)});
  about.AddRow({"flags", FlagsText(*field)});
  if (!field->description.empty()) about.AddRow({"is", field->description});
  if (field->length_max > 0) {
    about.AddRow({"at most", CountText(field->length_max, "character")});
  }
  if (!field->min.empty()) about.AddRow({"from", field->min});
  if (!field->max.empty()) about.AddRow({"to", field->max});
  if (!field->pattern.empty()) about.AddRow({"pattern", field->pattern});
  if (!field->list.empty()) about.AddRow({"list", field->list});
  TextTable values;
  for (const Choice& choice : catalogue_.ChoicesOf(*field)) {
    values.AddRow({choice.id, choice.name, choice.retired ? "retired" : ""});
  }
  std::string text = about.ToString();
  if (!values.empty()) text += "\nvalues, by id or name:\n" + values.ToString();
  return Print(text);
}

ExitCode MappingsCommand::Run() {
  ExitCode code = Load();
  if (code != ExitCode::kDone) return code;
  if (name_.empty()) return PrintTypes();
  const MappingType* type = catalogue_.FindMappingType(name_);
  if (type == nullptr) {
    std::vector<std::string> names;
    for (const MappingType& known : catalogue_.mapping_types) {
      names.push_back(known.name);
    }
    return Fail(ExitCode::kUsage,
                "no mapping type " + name_ + DidYouMean(name_, names),
                "millrace mappings lists them; types of your own need "
                "--catalogue FILE");
  }
  return field_.empty() ? PrintFields(*type) : PrintField(*type);
}

}  // namespace

std::unique_ptr<Command> MakeMappingsCommand() {
  return std::make_unique<MappingsCommand>();
}

}  // namespace millrace::tool
