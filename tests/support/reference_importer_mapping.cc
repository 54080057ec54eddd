// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer_mapping.h"

#include <algorithm>
#include <set>

namespace millrace::reference {
namespace {

// Columns that say whether there is anything to apply (contract m.7).
bool Counts(const BoundField& bound) {
  return bound.column != kNoColumn && !IsControl(bound.field->role) &&
         bound.field->role != FieldRole::kKey;
}

bool BindsColumns(const BoundMapping& mapping) {
  return std::any_of(mapping.fields.begin(), mapping.fields.end(), Counts);
}

bool IsOneOf(const MappingType& type, const BoundField& bound) {
  return std::any_of(type.required_one_of.begin(), type.required_one_of.end(),
                     [&](const std::string& name) {
                       return EqualsNoCase(name, bound.field->name);
                     });
}

// Of the fields of which a row must give one, the first, if it gives none.
void CheckOneOf(MappingValues* values) {
  FieldValue* first = nullptr;
  for (FieldValue& value : values->fields) {
    if (!IsOneOf(*values->mapping->type, *value.bound)) continue;
    if (value.is_given()) return;
    if (first == nullptr) first = &value;
  }
  if (first != nullptr) first->defect = Code::kMissingRequired;
}

bool RequiresOnlyConstants(const BoundMapping& mapping) {
  bool has_required = false;
  bool has_one_of = mapping.type->required_one_of.empty();
  for (const BoundField& bound : mapping.fields) {
    if (IsOneOf(*mapping.type, bound) && bound.column == kNoColumn) {
      has_required = true;
      has_one_of = true;
    }
    if (!bound.field->is_required) continue;
    has_required = true;
    if (bound.column != kNoColumn) return false;
  }
  return has_required && has_one_of;
}

bool RequiresColumn(const BoundMapping& mapping) {
  const bool has_constant = std::any_of(
      mapping.fields.begin(), mapping.fields.end(),
      [&](const BoundField& bound) {
        return bound.column == kNoColumn && IsOneOf(*mapping.type, bound);
      });
  if (!mapping.type->required_one_of.empty() && !has_constant) return true;
  return std::any_of(mapping.fields.begin(), mapping.fields.end(),
                     [](const BoundField& bound) {
                       return bound.field->is_required &&
                              bound.column != kNoColumn;
                     });
}

bool Clears(const BoundField& bound, const std::vector<std::string>& cells) {
  if (bound.column == kNoColumn) return false;
  const std::string cell = Trim(cells[static_cast<size_t>(bound.column)]);
  if (cell.empty()) return bound.blank_clears;
  return cell == bound.clear_marker;
}

// Checks the fields of one mapping in one row, each after those that it
// depends on.
class FieldChecker {
 public:
  FieldChecker(const Catalogue& catalogue, const Validators& validators,
               MappingValues* values)
      : catalogue_(catalogue), validators_(validators), values_(values) {}

  void CheckAll() {
    for (FieldValue& value : values_->fields) CheckOnce(&value);
  }

 private:
  FieldValue* FindValue(const std::string& name) {
    for (FieldValue& value : values_->fields) {
      if (EqualsNoCase(value.bound->name, name)) return &value;
    }
    return nullptr;
  }

  void CheckOnce(FieldValue* value) {
    if (checked_.insert(value->bound).second) Check(value);
  }

  // Whether the field with this name is given but not valid: whoever depends
  // on it cannot be judged, and its own defect is the message.
  bool IsBroken(const std::string& name) {
    FieldValue* const value = FindValue(name);
    if (value == nullptr) return false;
    CheckOnce(value);
    return value->is_given() && !value->is_valid();
  }

  void Check(FieldValue* value) {
    const Field& field = *value->bound->field;
    if (!value->is_given()) {
      if (field.is_required) value->defect = Code::kMissingRequired;
      return;
    }
    for (const FieldParent& parent : field.parents) {
      // The country of a phone needs one that is given, good or bad.
      const FieldValue* const other = FindValue(parent.field);
      if (other != nullptr &&
          EqualsNoCase(other->bound->field->country_field, field.name)) {
        if (other->is_given()) continue;
        value->defect = Code::kParentRequired;
        value->parent = parent.field;
        return;
      }
      if (IsBroken(parent.field)) return;
      const std::string chosen = values_->Find(parent.field);
      if (chosen.empty()) {
        value->defect = Code::kParentRequired;
        value->parent = parent.field;
        return;
      }
      if (!parent.limited_to.empty() && !Contains(parent.limited_to, chosen)) {
        value->defect = Code::kInvalidValue;
        return;
      }
    }
    std::string country;
    if (!field.country_field.empty()) {
      if (IsBroken(field.country_field)) return;
      country = values_->Find(field.country_field);
    }
    const std::vector<Choice>& choices = ChoicesOf(catalogue_, field);
    const Checked checked =
        CheckValue(field, value->text, country, choices, validators_);
    value->defect = checked.code;
    if (checked.code != Code::kNone) return;
    if (field.type == FieldType::kChoice) {
      const Choice* choice = FindChoice(choices, value->text);
      for (const ChoiceParent& parent : choice->parents) {
        if (IsBroken(parent.field)) return;
        if (!Contains(parent.allowed_ids, values_->Find(parent.field))) {
          value->defect = Code::kInvalidValue;
          return;
        }
      }
    }
    value->normal = checked.value;
  }

  static bool Contains(const std::vector<std::string>& ids,
                       const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  }

  const Catalogue& catalogue_;
  const Validators& validators_;
  MappingValues* const values_;
  std::set<const BoundField*> checked_;
};

}  // namespace

const FieldValue* MappingValues::defect() const {
  for (const FieldValue& value : fields) {
    if (value.defect != Code::kNone) return &value;
  }
  return nullptr;
}

std::string MappingValues::Find(const std::string& field_name) const {
  for (const FieldValue& value : fields) {
    if (EqualsNoCase(value.bound->name, field_name)) return value.normal;
  }
  return "";
}

std::string MappingValues::FindRole(FieldRole role) const {
  for (const FieldValue& value : fields) {
    if (value.bound->field->role == role) return value.normal;
  }
  return "";
}

std::string ReadText(const BoundField& bound,
                     const std::vector<std::string>& cells) {
  if (bound.column == kNoColumn) return bound.constant;
  const std::string text = Trim(cells[static_cast<size_t>(bound.column)]);
  for (const ValueTranslation& translation : bound.translations) {
    if (!text.empty() && Trim(translation.source_value) == text) {
      return Trim(translation.target_value);
    }
  }
  return text;
}

MappingValues ReadMapping(const BoundJob& job, const BoundMapping& mapping,
                          const std::vector<std::string>& cells,
                          const Validators& validators) {
  MappingValues values;
  values.mapping = &mapping;
  values.has_data = !BindsColumns(mapping) || RequiresOnlyConstants(mapping);
  for (const BoundField& bound : mapping.fields) {
    FieldValue value;
    value.bound = &bound;
    value.is_cleared = Clears(bound, cells);
    if (!value.is_cleared) value.text = ReadText(bound, cells);
    // Clearing is something to apply, unless a cell beside it must not be
    // blank.
    if (value.is_cleared && !RequiresColumn(mapping)) values.has_data = true;
    if (Counts(bound) &&
        !Trim(cells[static_cast<size_t>(bound.column)]).empty()) {
      values.has_data = true;
    }
    values.fields.push_back(value);
  }
  FieldChecker(*job.catalogue, validators, &values).CheckAll();
  CheckOneOf(&values);
  return values;
}

bool IsEnoughToCreate(const MappingValues& values) {
  if (!values.has_data) return false;
  const MappingType& type = *values.mapping->type;
  for (const FieldValue& value : values.fields) {
    const Field& field = *value.bound->field;
    if (!value.is_given()) continue;
    if (value.bound->column == kNoColumn && BindsColumns(*values.mapping)) {
      continue;
    }
    if (type.enough_to_create.empty()) {
      if (field.role == FieldRole::kValue) return true;
      continue;
    }
    for (const std::string& name : type.enough_to_create) {
      if (EqualsNoCase(name, field.name)) return true;
      if (EqualsNoCase(name, value.bound->name)) return true;
    }
  }
  return false;
}

}  // namespace millrace::reference
