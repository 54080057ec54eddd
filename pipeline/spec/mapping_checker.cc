// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/mapping_checker.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "engine/base/absl_view.h"
#include "engine/base/transparent_hash.h"
#include "pipeline/batch/instance_parents.h"
#include "pipeline/spec/clearing_check.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

void AppendName(std::string_view name, std::string* hint) {
  absl::StrAppend(hint, hint->empty() ? "" : ", ", AbslView(name));
}

const BoundField* FindBound(const std::vector<BoundField>& bound,
                            std::string_view field_name) {
  for (const BoundField& one : bound) {
    if (EqualsIgnoringCase(one.name, field_name)) return &one;
  }
  return nullptr;
}

bool HasId(const std::vector<std::string>& ids, std::string_view id) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& one) {
    return EqualsIgnoringCase(one, id);
  });
}

std::string JoinIds(const std::vector<std::string>& ids) {
  std::string hint;
  for (const std::string& id : ids) AppendName(id, &hint);
  return hint;
}

}  // namespace

MappingChecker::MappingChecker(const JobSpec& spec, const Catalogue& catalogue,
                               const ResourceType* resource_type,
                               DefectList* defects)
    : spec_(spec),
      catalogue_(catalogue),
      resource_type_(resource_type),
      defects_(defects),
      constants_(catalogue) {}

std::string MappingChecker::PathOf(size_t index) {
  return ItemPath("actions[0].mappingTypes", index);
}

std::string MappingChecker::EntryPathOf(size_t index, const BoundField& bound,
                                        const char* member) const {
  const auto& entries = spec_.mapping_types[index].field_value_mappings;
  const auto entry =
      static_cast<size_t>(bound.explicit_mapping - entries.data());
  return MemberPath(
      ItemPath(MemberPath(PathOf(index), "fieldValueMappings"), entry), member);
}

std::string MappingChecker::FieldsHint(const MappingType& type) const {
  std::string hint;
  for (const Field& field : type.fields) {
    const std::string names = FieldNames(field);
    if (!names.empty()) AppendName(names, &hint);
  }
  return hint;
}

std::string MappingChecker::ColumnsHint() const {
  std::string hint;
  for (const std::string& column : spec_.file.columns) {
    AppendName(Shown(column), &hint);
  }
  return hint;
}

void MappingChecker::CheckName(const MappingSpec& mapping,
                               const std::string& path) {
  const MappingType* type = catalogue_.FindMappingType(mapping.name);
  if (type != nullptr &&
      (resource_type_ == nullptr || IsAllowedFor(*type, *resource_type_))) {
    return;
  }
  std::string hint;
  for (const MappingType& one : catalogue_.mapping_types) {
    if (resource_type_ == nullptr || IsAllowedFor(one, *resource_type_)) {
      AppendName(one.name, &hint);
    }
  }
  defects_->Add(
      MemberPath(path, "name"),
      type == nullptr
          ? absl::StrCat("no such mapping type: ", Shown(mapping.name))
          : absl::StrCat("mapping type ", type->name,
                         " is not for resource type ", resource_type_->name),
      hint);
}

void MappingChecker::CheckWritten(size_t index) {
  const MappingSpec& mapping = spec_.mapping_types[index];
  const std::string path = PathOf(index);
  CheckName(mapping, path);
  if (mapping.result_file_column_name.has_value() &&
      Trimmed(*mapping.result_file_column_name).empty()) {
    defects_->Add(MemberPath(path, "resultFileColumnName"),
                  "must not be blank");
  }
  const MappingType* type = catalogue_.FindMappingType(mapping.name);
  const std::string entries_path = MemberPath(path, "fieldValueMappings");
  StringSet seen;
  for (size_t i = 0; i < mapping.field_value_mappings.size(); ++i) {
    const FieldValueMapping& entry = mapping.field_value_mappings[i];
    const std::string entry_path = ItemPath(entries_path, i);
    const Field* field = nullptr;
    if (type != nullptr) {
      std::string name;
      field = CheckFieldName(*type, entry, entry_path, &name);
      if (field != nullptr &&
          !seen.insert(absl::AsciiStrToLower(name)).second) {
        defects_->Add(MemberPath(entry_path, "fieldName"),
                      absl::StrCat("field is bound twice: ", name));
      }
    }
    CheckEntry(entry, field, entry_path);
    CheckClearing(entry, type, field, entry_path, defects_);
  }
}

const Field* MappingChecker::CheckFieldName(const MappingType& type,
                                            const FieldValueMapping& entry,
                                            const std::string& path,
                                            std::string* instance_name) {
  std::string digits;
  const Field* field = FindField(type, entry.field_name, &digits);
  if (field == nullptr || !IsInstance(catalogue_, *field, digits)) {
    defects_->Add(MemberPath(path, "fieldName"),
                  absl::StrCat("mapping type ", type.name,
                               " has no field: ", Shown(entry.field_name)),
                  FieldsHint(type));
    return nullptr;
  }
  *instance_name = InstanceName(*field, digits);
  return field;
}

void MappingChecker::CheckEntry(const FieldValueMapping& entry,
                                const Field* field, const std::string& path) {
  const std::string static_path = MemberPath(path, "staticValue");
  if (entry.column_name.has_value()) {
    CheckColumn(entry, field, path);
  } else if (!entry.static_value.has_value() && !defects_->IsUnsure(path)) {
    defects_->Add(path, "neither columnName nor staticValue is given");
  }
  if (entry.static_value.has_value()) {
    if (entry.column_name.has_value()) {
      defects_->Add(static_path, "both columnName and staticValue are given");
    } else if (Trimmed(*entry.static_value).empty()) {
      defects_->Add(static_path, "must not be blank");
    } else if (field != nullptr) {
      auto defect = constants_.Check(*field, *entry.static_value);
      if (defect.has_value()) {
        defects_->Add(static_path,
                      absl::StrCat(field->name, ": ", defect->text),
                      std::move(defect->hint));
      }
    }
  }
  if (!entry.values.empty()) CheckValues(entry, field, path);
}

void MappingChecker::CheckColumn(const FieldValueMapping& entry,
                                 const Field* field, const std::string& path) {
  const std::string column_path = MemberPath(path, "columnName");
  if (field != nullptr && !field->can_map_column) {
    defects_->Add(
        column_path,
        absl::StrCat("field cannot be mapped to a column: ", field->name),
        "staticValue");
  }
  // Columns that could not be read are no reason to doubt their users.
  if (FindColumn(spec_, *entry.column_name) < 0 &&
      !defects_->IsUnsure("file.columns")) {
    defects_->Add(column_path,
                  absl::StrCat("no such column: ", Shown(*entry.column_name)),
                  ColumnsHint());
  }
}

void MappingChecker::CheckValues(const FieldValueMapping& entry,
                                 const Field* field, const std::string& path) {
  const std::string values_path = MemberPath(path, "values");
  if (!entry.column_name.has_value()) {
    defects_->Add(values_path, "needs a columnName");
  }
  StringMap<std::string_view> targets;
  for (size_t i = 0; i < entry.values.size(); ++i) {
    const ValueTranslation& value = entry.values[i];
    const auto [it, is_new] =
        targets.emplace(value.source_value, value.target_value);
    if (!is_new && it->second != value.target_value) {
      defects_->Add(MemberPath(ItemPath(values_path, i), "sourceValue"),
                    "has another targetValue before");
    }
    if (field == nullptr) continue;
    auto defect = constants_.Check(*field, value.target_value);
    if (!defect.has_value()) continue;
    defects_->Add(MemberPath(ItemPath(values_path, i), "targetValue"),
                  absl::StrCat(field->name, ": ", defect->text),
                  std::move(defect->hint));
  }
}

void MappingChecker::CheckBound(size_t index,
                                const std::vector<BoundField>& bound) {
  const MappingSpec& mapping = spec_.mapping_types[index];
  const MappingType* type = catalogue_.FindMappingType(mapping.name);
  if (type == nullptr) return;
  const std::string path = MemberPath(PathOf(index), "fieldValueMappings");
  bool is_missing = false;
  for (const Field& field : type->fields) {
    if (!field.is_required) continue;
    if (std::any_of(bound.begin(), bound.end(), [&](const BoundField& one) {
          return one.field == &field;
        })) {
      continue;
    }
    is_missing = true;
    defects_->Add(path,
                  absl::StrCat("required field is not bound: ", field.name),
                  field.can_map_column && field.can_map_by_name
                      ? absl::StrCat("a column named ", field.name,
                                     ", or a field value mapping")
                      : "a field value mapping");
  }
  is_missing |= !CheckOneOf(*type, path, bound);
  if (bound.empty() && !is_missing && mapping.field_value_mappings.empty()) {
    defects_->Add(path, "no column has the name of one of its fields",
                  FieldsHint(*type));
  }
  for (const BoundField& one : bound) {
    CheckParents(index, one, bound);
    CheckChoiceParents(index, one, bound);
    CheckInstanceParents(index, one, bound);
  }
}

// False: none of the fields of which one is required is bound.
bool MappingChecker::CheckOneOf(const MappingType& type,
                                const std::string& path,
                                const std::vector<BoundField>& bound) {
  if (type.required_one_of.empty()) return true;
  std::string hint;
  for (const std::string& name : type.required_one_of) {
    for (const BoundField& one : bound) {
      if (EqualsIgnoringCase(one.field->name, name)) return true;
    }
    for (const Field& field : type.fields) {
      if (!EqualsIgnoringCase(field.name, name)) continue;
      const std::string names = FieldNames(field);
      AppendName(
          names.empty() ? absl::StrCat(name, " (the list is empty)") : names,
          &hint);
    }
  }
  defects_->Add(path, "one of these fields must be bound", hint);
  return false;
}

// The field's name; of a pattern with a list those of its instances.
std::string MappingChecker::FieldNames(const Field& field) const {
  if (!field.is_patterned() || field.list.empty()) return field.name;
  std::string names;
  for (const Choice& entry : catalogue_.ChoicesOf(field)) {
    if (!entry.retired) AppendName(InstanceName(field, entry.id), &names);
  }
  return names;
}

// An instance of a pattern whose list says what it is part of, such as a
// custom field and its group.
void MappingChecker::CheckInstanceParents(
    size_t index, const BoundField& one, const std::vector<BoundField>& bound) {
  if (one.explicit_mapping == nullptr || !one.field->is_patterned()) return;
  const Choice* entry = InstanceEntry(catalogue_, one);
  if (entry == nullptr) return;
  for (const ChoiceParent& parent : entry->parents) {
    const BoundField* found = FindBound(bound, parent.field);
    if (found == nullptr || !found->static_value.has_value()) continue;
    const std::string id = constants_.IdOf(*found->field, *found->static_value);
    if (HasId(parent.allowed_ids, id)) continue;
    defects_->Add(EntryPathOf(index, one, "fieldName"),
                  absl::StrCat(one.name, " is not of this ", parent.field),
                  absl::StrCat(parent.field, " ", JoinIds(parent.allowed_ids)));
  }
}

// A field that a column gives by name alone may do without its parent: its
// rows say so (contract l.27).
void MappingChecker::CheckParents(size_t index, const BoundField& one,
                                  const std::vector<BoundField>& bound) {
  if (one.explicit_mapping == nullptr) return;
  for (const FieldParent& parent : one.field->parents) {
    const BoundField* found = FindBound(bound, parent.field);
    if (found == nullptr) {
      defects_->Add(EntryPathOf(index, one, "fieldName"),
                    absl::StrCat(parent.field, " is required when ", one.name,
                                 " is given"),
                    absl::StrCat("a field value mapping for ", parent.field));
      continue;
    }
    if (parent.limited_to.empty() || !found->static_value.has_value()) {
      continue;
    }
    const std::string id = constants_.IdOf(*found->field, *found->static_value);
    if (HasId(parent.limited_to, id)) continue;
    defects_->Add(
        EntryPathOf(index, one, "fieldName"),
        absl::StrCat(one.name, " is not for this value of ", parent.field),
        JoinIds(parent.limited_to));
  }
}

void MappingChecker::CheckChoiceParents(size_t index, const BoundField& one,
                                        const std::vector<BoundField>& bound) {
  if (one.field->type != FieldType::kChoice || !one.static_value.has_value()) {
    return;
  }
  const Choice* choice = constants_.FindChoice(*one.field, *one.static_value);
  if (choice == nullptr) return;
  for (const ChoiceParent& parent : choice->parents) {
    const BoundField* found = FindBound(bound, parent.field);
    if (found == nullptr || !found->static_value.has_value()) continue;
    const std::string id = constants_.IdOf(*found->field, *found->static_value);
    if (HasId(parent.allowed_ids, id)) continue;
    defects_->Add(
        EntryPathOf(index, one, "staticValue"),
        absl::StrCat(one.name, ": not a value for this ", parent.field),
        absl::StrCat(parent.field, " one of ", JoinIds(parent.allowed_ids)));
  }
}

}  // namespace millrace
