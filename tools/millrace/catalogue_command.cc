// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/catalogue_command.h"

#include <optional>
#include <string>

#include "millrace/catalogue.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class CatalogueCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "catalogue",
        .summary = "check a catalogue, or print the built-in one",
        .usages = {"FILE [--json]", "[--built-in]"},
        .about =
            "Checks a catalogue of your own and says every defect with its "
            "place, or what it holds if there is none. Without FILE says what "
            "the built-in one holds; --built-in prints it whole, to begin "
            "from.",
        .examples = {"millrace catalogue people.catalogue.json",
                     "millrace catalogue --built-in > mine.json"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    flags->AddSwitch("json", "print the catalogue as JSON", &is_json_);
    flags->AddSwitch("built-in", "print the built-in catalogue as JSON",
                     &is_built_in_);
    flags->AddArgument("FILE", FlagSet::Need::kOptional, &file_);
  }

  ExitCode Run() override;

 private:
  std::string file_;
  bool is_json_ = false;
  bool is_built_in_ = false;
};

ExitCode CatalogueCommand::Run() {
  if (is_built_in_ && !file_.empty()) {
    return Fail(ExitCode::kUsage, "give either FILE or --built-in");
  }
  std::optional<Catalogue> read;
  ExitCode code = ReadCatalogueFile(file_, &read);
  if (code != ExitCode::kDone) return code;
  const Catalogue& catalogue = read ? *read : BuiltInCatalogue();
  if (is_json_ || is_built_in_) return Print(ToJson(catalogue) + "\n");
  TextTable types;
  for (const ResourceType& type : catalogue.resource_types) {
    types.AddRow(
        {"resource type", type.name,
         "key " + type.key_name +
             (type.key_type == KeyType::kInteger ? ", integer" : ", text") +
             (type.key_assigner == KeyAssigner::kStore
                  ? ", assigned by the store"
                  : ", assigned by the upload")});
  }
  for (const MappingType& type : catalogue.mapping_types) {
    types.AddRow({"mapping type", type.name,
                  CountText(type.fields.size(), "field") + ", for " +
                      ListText(type.resource_types)});
  }
  for (const ValueList& list : catalogue.lists) {
    types.AddRow({"list", list.name,
                  CountText(list.entries.size(), "entry") + " to begin with"});
  }
  return Print(types.ToString());
}

}  // namespace

std::unique_ptr<Command> MakeCatalogueCommand() {
  return std::make_unique<CatalogueCommand>();
}

}  // namespace millrace::tool
