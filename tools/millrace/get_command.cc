// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/get_command.h"

#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "millrace/catalogue.h"
#include "millrace/limits.h"
#include "millrace/record.h"
#include "millrace/store.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/json_writer.h"
#include "tools/millrace/record_json.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class GetCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "get",
        .summary = "show one record",
        .usages = {"RESOURCE KEY --store DIR",
                   "RESOURCE --external-id TYPE:VALUE --store DIR"},
        .about =
            "Prints a record as JSON: its key, which jobs made and last "
            "changed it, its fields, and its collections (phones by type, "
            "codes by id, external ids by type). Works beside a running load.",
        .examples = {"millrace get Contacts 7 --store crm.db",
                     "millrace get Contacts --external-id 1:A-1234 --store "
                     "crm.db"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    AddCatalogueFlag(flags, &catalogue_);
    flags->AddText("external-id", "TYPE:VALUE",
                   "find it by an external id: the id of its type, and the "
                   "value",
                   &external_id_);
    flags->AddArgument("RESOURCE", FlagSet::Need::kRequired, &resource_);
    flags->AddArgument("KEY", FlagSet::Need::kOptional, &key_);
  }

  ExitCode Run() override;

 private:
  ExitCode FindKey(const Store& store, const StoreView& view,
                   const Catalogue& catalogue, const ResourceType& type,
                   ResourceTypeId id, std::string* key_bytes) const;
  ExitCode KeyFromText(const ResourceType& type, std::string* key_bytes) const;
  ExitCode NotFound(const ResourceType& type) const;

  std::string store_;
  std::string catalogue_;
  std::string resource_;
  std::string key_;
  std::string external_id_;
};

// The collections in which a resource type's mappings keep external ids.
std::set<std::string> IdentityCollections(const Catalogue& catalogue,
                                          const ResourceType& type) {
  std::set<std::string> collections;
  for (const MappingType& mapping : catalogue.mapping_types) {
    for (const std::string& name : mapping.resource_types) {
      const ResourceType* used = catalogue.FindResourceType(name);
      if (used == nullptr || &catalogue.RecordsOf(*used) != &type) continue;
      for (const Effect& effect : mapping.effects) {
        if (effect.kind == EffectKind::kBindIdentity) {
          collections.insert(effect.collection);
        }
      }
    }
  }
  return collections;
}

ExitCode GetCommand::NotFound(const ResourceType& type) const {
  return Fail(ExitCode::kUsage,
              external_id_.empty()
                  ? type.name + ": no record with " + type.key_name + " " + key_
                  : type.name + ": no record with external id " + external_id_);
}

ExitCode GetCommand::KeyFromText(const ResourceType& type,
                                 std::string* key_bytes) const {
  if (type.key_type == KeyType::kText) {
    if (key_.size() > kKeyTextBytesMax) return NotFound(type);
    *key_bytes = PrimaryKey(key_).Encode();
    return ExitCode::kDone;
  }
  auto number = ParseInteger(key_, std::numeric_limits<int64_t>::min(),
                             std::numeric_limits<int64_t>::max());
  if (!number) {
    return Fail(ExitCode::kUsage,
                type.key_name + " is a whole number, not \"" + key_ + "\"");
  }
  *key_bytes = PrimaryKey(*number).Encode();
  return ExitCode::kDone;
}

ExitCode GetCommand::FindKey(const Store& store, const StoreView& view,
                             const Catalogue& catalogue,
                             const ResourceType& type, ResourceTypeId id,
                             std::string* key_bytes) const {
  if (external_id_.empty()) return KeyFromText(type, key_bytes);
  size_t colon = external_id_.find(':');
  if (colon == 0 || colon == external_id_.npos) {
    return Fail(
        ExitCode::kUsage,
        "flag --external-id takes TYPE:VALUE, not \"" + external_id_ + "\"");
  }
  std::string type_id = external_id_.substr(0, colon);
  std::string value = external_id_.substr(colon + 1);
  for (const std::string& name : IdentityCollections(catalogue, type)) {
    // How the pipeline names the kinds of identities.
    std::optional<NameId> kind = store.FindName(name + "/" + type_id);
    if (!kind) continue;
    auto found = view.FindIdentity(id, *kind, value);
    if (!found.ok()) {
      return Fail(ExitCode::kTrouble, type.name, found.status());
    }
    if (!found->has_value()) continue;
    *key_bytes = **std::move(found);
    return ExitCode::kDone;
  }
  return NotFound(type);
}

ExitCode GetCommand::Run() {
  if (key_.empty() == external_id_.empty()) {
    return Fail(ExitCode::kUsage,
                "give either KEY or --external-id TYPE:VALUE");
  }
  std::unique_ptr<Store> store;
  ExitCode code = OpenStore(store_, Access::kRead, &store);
  if (code != ExitCode::kDone) return code;
  Catalogue catalogue;
  code = ChooseCatalogue(catalogue_, *store, resource_, &catalogue);
  if (code != ExitCode::kDone) return code;
  const ResourceType* named = nullptr;
  code = FindResource(catalogue, resource_, &named);
  if (code != ExitCode::kDone) return code;
  const ResourceType& type = catalogue.RecordsOf(*named);
  std::optional<ResourceTypeId> id = store->FindResourceType(type.name);
  if (!id) return NotFound(type);
  std::unique_ptr<StoreView> view = store->View();
  std::string key_bytes;
  code = FindKey(*store, *view, catalogue, type, *id, &key_bytes);
  if (code != ExitCode::kDone) return code;
  auto value = view->GetRecord(*id, key_bytes);
  if (absl::IsNotFound(value.status())) return NotFound(type);
  if (!value.ok()) return Fail(ExitCode::kTrouble, type.name, value.status());
  auto key = PrimaryKey::Decode(key_bytes, type.key_type == KeyType::kInteger);
  if (!key.ok()) return Fail(ExitCode::kTrouble, type.name, key.status());
  JsonWriter json(JsonWriter::Form::kIndented);
  absl::Status status = WriteRecord(*store, type, *key, *value, &json);
  if (!status.ok()) {
    return Fail(ExitCode::kTrouble, type.name + " " + key->ToString(), status);
  }
  return Print(json.text() + "\n");
}

}  // namespace

std::unique_ptr<Command> MakeGetCommand() {
  return std::make_unique<GetCommand>();
}

}  // namespace millrace::tool
