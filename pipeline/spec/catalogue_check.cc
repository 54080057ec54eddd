// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/catalogue_check.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "engine/base/transparent_hash.h"
#include "millrace/limits.h"
#include "pipeline/spec/catalogue_field_check.h"
#include "pipeline/spec/constant_checker.h"
#include "pipeline/spec/effect_check.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

constexpr std::string_view kPattern = "<n>";

// More ingredients than any sensible rule has; their combinations are indexed.
constexpr size_t kMatchPartCountMax = 8;

class CatalogueChecker {
 public:
  CatalogueChecker(const Catalogue& catalogue, const CataloguePaths& paths,
                   DefectList* defects)
      : catalogue_(catalogue), paths_(paths), defects_(defects) {}

  void Check() {
    if (catalogue_.resource_types.empty()) {
      defects_->Add("resourceTypes", "must hold at least one resource type");
    }
    if (catalogue_.resource_types.size() > kResourceTypeCountMax) {
      defects_->Add("resourceTypes", absl::StrCat("has more entries than ",
                                                  kResourceTypeCountMax));
      return;
    }
    for (size_t i = 0; i < catalogue_.resource_types.size(); ++i) {
      CheckResourceType(catalogue_.resource_types[i], paths_.resource_types[i]);
    }
    for (size_t i = 0; i < catalogue_.mapping_types.size(); ++i) {
      CheckMappingType(catalogue_.mapping_types[i], paths_.mapping_types[i]);
    }
    for (size_t i = 0; i < catalogue_.lists.size(); ++i) {
      const std::string& path = paths_.lists[i];
      CheckCatalogueName(catalogue_.lists[i].name, MemberPath(path, "name"),
                         false, defects_);
      CheckChoices(catalogue_.lists[i].entries, MemberPath(path, "entries"),
                   defects_);
      CheckListRecords(catalogue_.lists[i], path);
    }
  }

 private:
  void CheckResourceType(const ResourceType& type, const std::string& path) {
    CheckCatalogueName(type.name, MemberPath(path, "name"), false, defects_);
    CheckCatalogueName(type.key_name, MemberPath(path, "keyName"), false,
                       defects_);
    if (type.key_type == KeyType::kText &&
        type.key_assigner == KeyAssigner::kStore) {
      defects_->Add(MemberPath(path, "keyAssignedBy"),
                    "the store assigns only integers", "upload");
    }
    if (!type.records_of.empty()) CheckRecordsOf(type, path);
    std::set<std::string> names;
    for (size_t i = 0; i < type.match_rules.size(); ++i) {
      const MatchRule& rule = type.match_rules[i];
      const std::string rule_path = ItemPath(MemberPath(path, "matchRules"), i);
      CheckMatchRule(type, rule, rule_path);
      if (!names.insert(absl::AsciiStrToLower(rule.name)).second) {
        defects_->Add(MemberPath(rule_path, "name"),
                      "another rule has this name");
      }
    }
  }

  void CheckRecordsOf(const ResourceType& type, const std::string& path) {
    const std::string records_path = MemberPath(path, "recordsOf");
    const ResourceType* root = catalogue_.FindResourceType(type.records_of);
    if (root == nullptr) {
      defects_->Add(records_path, absl::StrCat("no such resource type: ",
                                               Shown(type.records_of)));
      return;
    }
    if (root == &type || !root->records_of.empty()) {
      defects_->Add(records_path, "must name a type that has its own records");
      return;
    }
    if (!EqualsIgnoringCase(type.key_name, root->key_name)) {
      defects_->Add(MemberPath(path, "keyName"),
                    absl::StrCat("must be that of ", root->name),
                    root->key_name);
    }
    if (type.key_type != root->key_type ||
        type.key_assigner != root->key_assigner) {
      defects_->Add(
          MemberPath(path, "keyType"),
          absl::StrCat("type and assigner must be those of ", root->name));
    }
    if (!type.match_rules.empty()) {
      defects_->Add(MemberPath(path, "matchRules"),
                    absl::StrCat("belong to ", root->name));
    }
  }

  void CheckMatchRule(const ResourceType& type, const MatchRule& rule,
                      const std::string& path) {
    CheckCatalogueName(rule.name, MemberPath(path, "name"), false, defects_);
    const std::string parts_path = MemberPath(path, "fields");
    if (rule.parts.empty() || rule.parts.size() > kMatchPartCountMax) {
      defects_->Add(parts_path, absl::StrCat("must hold 1 to ",
                                             kMatchPartCountMax, " fields"));
      return;
    }
    const StringSet written = WrittenOf(type);
    for (size_t i = 0; i < rule.parts.size(); ++i) {
      const MatchPart& part = rule.parts[i];
      const std::string part_path = ItemPath(parts_path, i);
      if (!written.contains(part.field)) {
        defects_->Add(part_path,
                      absl::StrCat("no mapping type of ", type.name,
                                   " writes it: ", Shown(part.field)));
      }
      for (size_t w = 0; w < part.drop_from.size(); ++w) {
        if (!part.drop_from[w].empty() &&
            part.drop_from[w].find_first_of(" \t") == std::string::npos) {
          continue;
        }
        defects_->Add(ItemPath(MemberPath(part_path, "dropFrom"), w),
                      "must be one word");
      }
    }
  }

  // A list whose entries are records, and what is called so in them.
  void CheckListRecords(const ValueList& list, const std::string& path) {
    const std::string records_path = MemberPath(path, "recordsOf");
    if (list.records_of.empty()) {
      if (!list.name_field.empty() || !list.retired_field.empty()) {
        defects_->Add(records_path, "is required by nameField, retiredField");
      }
      return;
    }
    const ResourceType* type = catalogue_.FindResourceType(list.records_of);
    if (type == nullptr || !type->records_of.empty()) {
      defects_->Add(records_path, type == nullptr
                                      ? absl::StrCat("no such resource type: ",
                                                     Shown(list.records_of))
                                      : "must name a type that has its own "
                                        "records");
      return;
    }
    const StringSet written = WrittenOf(*type);
    const auto check = [&](std::string_view member, const std::string& name) {
      if (written.contains(name)) return;
      defects_->Add(MemberPath(path, member),
                    absl::StrCat("no mapping type of ", type->name,
                                 " writes it: ", Shown(name)));
    };
    check("nameField", list.name_field);
    if (!list.retired_field.empty()) check("retiredField", list.retired_field);
  }

  // What mappings write into the type's records: "Name" and "Collection.Part".
  StringSet WrittenOf(const ResourceType& type) const {
    StringSet written;
    for (const MappingType& mapping : catalogue_.mapping_types) {
      if (!Writes(mapping, type)) continue;
      for (const Effect& effect : mapping.effects) {
        for (const EffectPart& part : effect.parts) {
          written.insert(effect.kind == EffectKind::kSetFields
                             ? part.part
                             : absl::StrCat(effect.collection, ".", part.part));
        }
      }
    }
    return written;
  }

  bool Writes(const MappingType& mapping, const ResourceType& type) const {
    return std::any_of(
        mapping.resource_types.begin(), mapping.resource_types.end(),
        [&](const std::string& name) {
          const ResourceType* found = catalogue_.FindResourceType(name);
          return found != nullptr && &catalogue_.RecordsOf(*found) == &type;
        });
  }

  void CheckMappingType(const MappingType& type, const std::string& path) {
    CheckCatalogueName(type.name, MemberPath(path, "name"), false, defects_);
    const std::string types_path = MemberPath(path, "resourceTypes");
    if (type.resource_types.empty()) {
      defects_->Add(types_path, "must name at least one resource type");
    }
    for (size_t i = 0; i < type.resource_types.size(); ++i) {
      if (catalogue_.FindResourceType(type.resource_types[i]) == nullptr) {
        defects_->Add(ItemPath(types_path, i),
                      absl::StrCat("no such resource type: ",
                                   Shown(type.resource_types[i])));
      }
    }
    CheckTypeField(type, path);
    CheckEnoughToCreate(type, path);
    CheckRequiredOneOf(type, path);
    if (CheckFields(catalogue_, type, path, defects_)) {
      CheckEffects(catalogue_, type, path, defects_);
    }
  }

  static const Field* FindPlainField(const MappingType& type,
                                     std::string_view name) {
    for (const Field& field : type.fields) {
      if (!field.is_patterned() && EqualsIgnoringCase(field.name, name)) {
        return &field;
      }
    }
    return nullptr;
  }

  void CheckTypeField(const MappingType& type, const std::string& path) {
    const std::string field_path = MemberPath(path, "typeField");
    const bool is_per_type = type.multiple_mode == MultipleMode::kSinglePerType;
    if (type.type_field.empty()) {
      if (is_per_type) {
        defects_->Add(field_path, "is required by SinglePerType");
      }
    } else if (!is_per_type) {
      defects_->Add(field_path, "only for SinglePerType");
    } else if (FindPlainField(type, type.type_field) == nullptr) {
      defects_->Add(field_path,
                    absl::StrCat("no such field: ", Shown(type.type_field)));
    }
  }

  void CheckEnoughToCreate(const MappingType& type, const std::string& path) {
    const std::string enough_path = MemberPath(path, "enoughToCreate");
    if (!type.creates && !type.enough_to_create.empty()) {
      defects_->Add(enough_path, "only for a mapping type that creates");
    }
    for (size_t i = 0; i < type.enough_to_create.size(); ++i) {
      if (FindPlainField(type, type.enough_to_create[i]) != nullptr) continue;
      defects_->Add(
          ItemPath(enough_path, i),
          absl::StrCat("no such field: ", Shown(type.enough_to_create[i])));
    }
  }

  static void CheckOneOfField(const MappingType& type, const std::string& name,
                              const std::string& path, DefectList* defects) {
    for (const Field& field : type.fields) {
      if (!EqualsIgnoringCase(field.name, name)) continue;
      if (field.role != FieldRole::kValue || field.is_required) {
        defects->Add(path, "must be of role value, and not required by itself");
      }
      return;
    }
    defects->Add(path, absl::StrCat("no such field: ", Shown(name)));
  }

  void CheckRequiredOneOf(const MappingType& type, const std::string& path) {
    for (size_t i = 0; i < type.required_one_of.size(); ++i) {
      CheckOneOfField(type, type.required_one_of[i],
                      ItemPath(MemberPath(path, "requiredOneOf"), i), defects_);
    }
  }

  const Catalogue& catalogue_;
  const CataloguePaths& paths_;
  DefectList* const defects_;
};

}  // namespace

bool CheckCatalogueName(std::string_view name, std::string path,
                        bool may_be_pattern, DefectList* defects) {
  std::string plain(name);
  const size_t at = plain.find(kPattern);
  if (may_be_pattern && at != std::string::npos) {
    plain.erase(at, kPattern.size());
  }
  std::string text;
  if (Trimmed(name).empty()) {
    text = "must not be blank";
  } else if (Trimmed(name).size() != name.size()) {
    text = "must not begin or end with a space";
  } else if (name.size() > kCatalogueNameBytesMax) {
    text = absl::StrCat("longer than ", kCatalogueNameBytesMax, " bytes");
  } else if (plain.empty()) {
    text = "must be more than <n>";
  } else if (plain.find_first_of("./<>") != std::string::npos ||
             std::any_of(plain.begin(), plain.end(),
                         [](char c) { return c >= 0 && c < ' '; })) {
    text = may_be_pattern ? "must hold none of . / < > but one <n>"
                          : "must hold none of . / < >";
  } else {
    return true;
  }
  defects->Add(std::move(path), std::move(text));
  return false;
}

void CheckChoices(const std::vector<Choice>& choices, const std::string& path,
                  DefectList* defects) {
  StringMap<size_t> seen;
  for (size_t i = 0; i < choices.size(); ++i) {
    const Choice& choice = choices[i];
    const std::string id_path = MemberPath(ItemPath(path, i), "id");
    if (choice.id.empty() || Trimmed(choice.id).size() != choice.id.size()) {
      defects->Add(id_path, "must not be blank, nor begin or end with a space");
      continue;
    }
    if (choice.id.size() > kCatalogueNameBytesMax) {
      defects->Add(id_path, absl::StrCat("longer than ", kCatalogueNameBytesMax,
                                         " bytes"));
    }
    const auto [it, is_new] = seen.emplace(absl::AsciiStrToLower(choice.id), i);
    if (!is_new) {
      defects->Add(id_path,
                   absl::StrCat("same id as ", ItemPath(path, it->second)));
    }
    for (size_t j = 0; j < choice.parents.size(); ++j) {
      if (!choice.parents[j].allowed_ids.empty()) continue;
      defects->Add(
          MemberPath(ItemPath(MemberPath(ItemPath(path, i), "parents"), j),
                     "allowedParentValues"),
          "must hold at least one value");
    }
  }
}

void CheckCatalogue(const Catalogue& catalogue, const CataloguePaths& paths,
                    DefectList* defects) {
  CatalogueChecker(catalogue, paths, defects).Check();
}

}  // namespace millrace
