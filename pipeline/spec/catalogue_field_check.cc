// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/catalogue_field_check.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "engine/base/transparent_hash.h"
#include "millrace/limits.h"
#include "pipeline/spec/catalogue_check.h"
#include "pipeline/spec/catalogue_names.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

// Values that the engine itself reads from a field of role "action".
constexpr std::string_view kActionIds[] = {"Create", "Update",
                                           "CreateOrUpdate"};

// Whether the text is a number as validators write them: no plus sign, no
// zeros that say nothing, no "-0".
bool IsCanonicalNumber(std::string_view text, bool may_have_fraction) {
  if (text == "0") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const auto all_digits = [](std::string_view digits) {
    return !digits.empty() && digits.size() <= 18 &&
           std::all_of(digits.begin(), digits.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!all_digits(whole)) return false;
  if (whole.front() == '0' && whole.size() > 1) return false;
  if (point == std::string_view::npos) return whole != "0";
  const std::string_view fraction = text.substr(point + 1);
  return may_have_fraction && all_digits(fraction) && fraction.back() != '0';
}

bool IsDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

double NumberOf(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class FieldChecker {
 public:
  FieldChecker(const Catalogue& catalogue, const MappingType& type,
               const Field& field, std::string path, DefectList* defects)
      : catalogue_(catalogue),
        type_(type),
        field_(field),
        path_(std::move(path)),
        defects_(defects) {}

  void Check() {
    // Of a type that could not be read nothing is known.
    if (defects_->IsUnsure(PathOf("type"))) return;
    CheckRange();
    CheckLength();
    CheckCountry();
    CheckRole();
    CheckRecordOf();
    CheckValues();
    CheckParents();
    CheckCycles();
    CheckChoiceParents();
  }

 private:
  std::string PathOf(std::string_view member) const {
    return MemberPath(path_, member);
  }

  void CheckBound(std::string_view member, const std::string& bound) {
    if (bound.empty()) return;
    switch (field_.type) {
      case FieldType::kInteger:
      case FieldType::kDecimal:
        if (!IsCanonicalNumber(bound, field_.type == FieldType::kDecimal)) {
          defects_->Add(PathOf(member), "not a plain number");
        }
        return;
      case FieldType::kDate:
      case FieldType::kDateTime:
        if (!IsDay(bound)) {
          defects_->Add(PathOf(member), "not a date", "2024-05-01");
        }
        return;
      default:
        defects_->Add(PathOf(member), "only for numbers and dates",
                      "integer, decimal, date, dateTime");
    }
  }

  void CheckRange() {
    CheckBound("min", field_.min);
    CheckBound("max", field_.max);
    if (field_.min.empty() || field_.max.empty()) return;
    const bool is_number = field_.type == FieldType::kInteger ||
                           field_.type == FieldType::kDecimal;
    if (is_number ? NumberOf(field_.min) > NumberOf(field_.max)
                  : field_.min > field_.max) {
      defects_->Add(PathOf("max"), "below min");
    }
  }

  void CheckLength() {
    if (field_.length_max != 0 && field_.type != FieldType::kText) {
      defects_->Add(PathOf("maxLength"), "only for text");
    }
    switch (field_.type) {
      case FieldType::kEmail:
      case FieldType::kPhone:
      case FieldType::kPostalCode:
      case FieldType::kCountry:
      case FieldType::kState:
        return;
      default:
        if (field_.is_shape_check) {
          defects_->Add(PathOf("check"), "this type has no looser check",
                        "email, phone, postalCode, country, state");
        }
    }
  }

  // The field of this mapping type that a member names; null, with a defect,
  // if there is none.
  const Field* Sibling(const std::string& name, std::string path) {
    for (const Field& other : type_.fields) {
      if (!EqualsIgnoringCase(other.name, name)) continue;
      if (&other == &field_) {
        defects_->Add(std::move(path), "the field itself");
        return nullptr;
      }
      if (other.is_patterned()) break;
      return &other;
    }
    defects_->Add(std::move(path),
                  absl::StrCat("no such field: ", Shown(name)));
    return nullptr;
  }

  void CheckCountry() {
    if (field_.country_field.empty()) return;
    if (field_.type != FieldType::kPhone &&
        field_.type != FieldType::kPostalCode &&
        field_.type != FieldType::kState) {
      defects_->Add(PathOf("countryField"), "this type needs no country",
                    "phone, postalCode, state");
    }
    const Field* country =
        Sibling(field_.country_field, PathOf("countryField"));
    if (country != nullptr && country->type != FieldType::kCountry) {
      defects_->Add(PathOf("countryField"), "must be of type country");
    }
  }

  void CheckRole() {
    const FieldRole role = field_.role;
    if (role == FieldRole::kValue) return;
    if (role != FieldRole::kExternalId && field_.is_patterned()) {
      defects_->Add(PathOf("role"), "not for a field with a pattern",
                    "value, externalId");
    }
    if (role == FieldRole::kKey) {
      CheckKey();
    } else if (role == FieldRole::kAction) {
      CheckAction();
    } else if (IsControl(role) && field_.type != FieldType::kYesNo) {
      defects_->Add(PathOf("type"), "must be yesNo for this role", "yesNo");
    } else if (role == FieldRole::kExternalId &&
               field_.type != FieldType::kText &&
               field_.type != FieldType::kInteger) {
      defects_->Add(PathOf("type"), "must be text or integer for this role",
                    "text, integer");
    }
  }

  void CheckKey() {
    for (const std::string& name : type_.resource_types) {
      const ResourceType* resource = catalogue_.FindResourceType(name);
      if (resource == nullptr || resource->key_name.empty()) continue;
      if (!EqualsIgnoringCase(field_.name, resource->key_name)) {
        defects_->Add(PathOf("name"),
                      absl::StrCat("is not the key of ", resource->name),
                      resource->key_name);
      }
      const FieldType wanted = resource->key_type == KeyType::kInteger
                                   ? FieldType::kInteger
                                   : FieldType::kText;
      if (field_.type != wanted) {
        defects_->Add(PathOf("type"),
                      absl::StrCat("is not the key type of ", resource->name),
                      std::string(NameOf(kFieldTypeNames, wanted)));
      }
    }
  }

  // A field that names a record has the form of that record's key.
  void CheckRecordOf() {
    if (field_.record_of.empty()) return;
    const std::string path = PathOf("recordOf");
    const ResourceType* resource =
        catalogue_.FindResourceType(field_.record_of);
    if (resource == nullptr || !resource->records_of.empty()) {
      defects_->Add(path, resource == nullptr
                              ? absl::StrCat("no such resource type: ",
                                             Shown(field_.record_of))
                              : "must name a type that has its own records");
      return;
    }
    if (field_.role != FieldRole::kValue || field_.is_patterned()) {
      defects_->Add(path, "only for a plain field of role value");
    }
    const FieldType wanted = resource->key_type == KeyType::kInteger
                                 ? FieldType::kInteger
                                 : FieldType::kText;
    if (field_.type != wanted) {
      defects_->Add(PathOf("type"),
                    absl::StrCat("is not the key type of ", resource->name),
                    std::string(NameOf(kFieldTypeNames, wanted)));
    }
  }

  void CheckAction() {
    bool is_sound = field_.type == FieldType::kChoice && field_.list.empty();
    for (const Choice& choice : field_.choices) {
      is_sound &= std::find(std::begin(kActionIds), std::end(kActionIds),
                            choice.id) != std::end(kActionIds);
    }
    if (!is_sound) {
      defects_->Add(PathOf("values"), "must be ids of actions",
                    "Create, Update, CreateOrUpdate");
    }
  }

  void CheckValues() {
    CheckChoices(field_.choices, PathOf("values"), defects_);
    const bool has_list = !field_.list.empty();
    if (has_list && catalogue_.FindList(field_.list) == nullptr) {
      defects_->Add(PathOf("list"),
                    absl::StrCat("no such list: ", Shown(field_.list)));
    }
    if (field_.type == FieldType::kChoice) {
      if (has_list && !field_.choices.empty()) {
        defects_->Add(PathOf("list"), "both values and list are given");
      }
      if (has_list && field_.is_patterned()) {
        defects_->Add(PathOf("list"),
                      "both the pattern and the value would be of the list",
                      "values");
      }
      if (!has_list && field_.choices.empty()) {
        defects_->Add(path_, "a choice needs values or a list");
      }
      return;
    }
    if (!field_.choices.empty()) {
      defects_->Add(PathOf("values"), "only for type choice");
    }
    if (has_list && !field_.is_patterned()) {
      defects_->Add(PathOf("list"), "only for type choice, or for a pattern");
    }
  }

  // Checks that `ids` are values of `parent`, where those are known.
  void CheckParentIds(const Field& parent, const std::vector<std::string>& ids,
                      const std::string& path) {
    if (parent.type != FieldType::kChoice || ids.empty()) return;
    // A list belongs to the store, which may know more of it than the file.
    if (!parent.list.empty()) return;
    for (size_t i = 0; i < ids.size(); ++i) {
      if (std::none_of(parent.choices.begin(), parent.choices.end(),
                       [&](const Choice& choice) {
                         return EqualsIgnoringCase(choice.id, ids[i]);
                       })) {
        defects_->Add(ItemPath(path, i),
                      absl::StrCat("not a value of ", parent.name));
      }
    }
  }

  void CheckParents() {
    for (size_t i = 0; i < field_.parents.size(); ++i) {
      const std::string path = ItemPath(PathOf("parents"), i);
      const Field* parent =
          Sibling(field_.parents[i].field, MemberPath(path, "parentFieldName"));
      if (parent == nullptr) continue;
      CheckParentIds(*parent, field_.parents[i].limited_to,
                     MemberPath(path, "limitedToParentValues"));
    }
  }

  // A field that is read only after itself is never read. A country and what
  // is read by it may name each other: the country comes first.
  void CheckCycles() {
    const bool names_itself =
        std::any_of(field_.parents.begin(), field_.parents.end(),
                    [this](const FieldParent& parent) {
                      return FindField(type_, parent.field) == &field_;
                    });
    if (field_.parents.empty() || names_itself) return;
    std::set<std::string> seen;
    if (DependsOnField(field_, &seen)) {
      defects_->Add(PathOf("parents"), "the field depends on itself");
    }
  }

  bool DependsOnField(const Field& from, std::set<std::string>* seen) {
    std::vector<std::string> needs = {from.country_field};
    for (const FieldParent& parent : from.parents) {
      const Field* const other = FindField(type_, parent.field);
      if (other == nullptr ||
          EqualsIgnoringCase(other->country_field, from.name)) {
        continue;
      }
      needs.push_back(parent.field);
    }
    for (const std::string& name : needs) {
      const Field* const other =
          name.empty() ? nullptr : FindField(type_, name);
      if (other == nullptr) continue;
      if (other == &field_) return true;
      if (seen->insert(other->name).second && DependsOnField(*other, seen)) {
        return true;
      }
    }
    return false;
  }

  void CheckChoiceParents() {
    if (field_.type != FieldType::kChoice) return;
    const bool has_list = !field_.list.empty();
    const std::vector<Choice>& choices = catalogue_.ChoicesOf(field_);
    std::set<std::string> seen;
    for (size_t i = 0; i < choices.size(); ++i) {
      for (size_t j = 0; j < choices[i].parents.size(); ++j) {
        const ChoiceParent& parent = choices[i].parents[j];
        if (has_list && !seen.insert(parent.field).second) continue;
        // A list's entry is shared: what is wrong with it here is the field's
        // choice of the list.
        const std::string path =
            has_list
                ? PathOf("list")
                : ItemPath(MemberPath(ItemPath(PathOf("values"), i), "parents"),
                           j);
        const Field* found =
            Sibling(parent.field,
                    has_list ? path : MemberPath(path, "parentFieldName"));
        if (found == nullptr || has_list) continue;
        CheckParentIds(*found, parent.allowed_ids,
                       MemberPath(path, "allowedParentValues"));
      }
    }
  }

  const Catalogue& catalogue_;
  const MappingType& type_;
  const Field& field_;
  const std::string path_;
  DefectList* const defects_;
};

}  // namespace

bool CheckFields(const Catalogue& catalogue, const MappingType& type,
                 const std::string& path, DefectList* defects) {
  const std::string fields_path = MemberPath(path, "fields");
  if (type.fields.empty()) {
    defects->Add(fields_path, "must hold at least one field");
  }
  if (type.fields.size() > kFieldCountMax) {
    defects->Add(fields_path,
                 absl::StrCat("has more entries than ", kFieldCountMax));
    return false;
  }
  bool are_names_sound = !defects->IsUnsure(fields_path);
  StringMap<size_t> names;
  std::set<FieldRole> roles;
  for (size_t i = 0; i < type.fields.size(); ++i) {
    const Field& field = type.fields[i];
    const std::string field_path = ItemPath(fields_path, i);
    are_names_sound &= CheckCatalogueName(
        field.name, MemberPath(field_path, "name"), true, defects);
    FieldChecker(catalogue, type, field, field_path, defects).Check();
    const auto [it, is_new] =
        names.emplace(absl::AsciiStrToLower(field.name), i);
    if (!is_new) {
      are_names_sound = false;
      defects->Add(
          MemberPath(field_path, "name"),
          absl::StrCat("same name as ", ItemPath(fields_path, it->second)));
    }
    const bool is_repeatable = field.role == FieldRole::kValue ||
                               field.role == FieldRole::kExternalId ||
                               field.role == FieldRole::kIsBest;
    if (!is_repeatable && !roles.insert(field.role).second) {
      defects->Add(MemberPath(field_path, "role"),
                   "another field has this role");
    }
  }
  return are_names_sound;
}

}  // namespace millrace
