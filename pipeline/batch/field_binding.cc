// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/field_binding.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"

#include "engine/base/absl_view.h"
#include "pipeline/batch/instance_parents.h"

namespace millrace {
namespace {

constexpr std::string_view kPattern = "<n>";

bool SameName(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(AbslView(a), AbslView(b));
}

bool BelongsToRow(const Field& field) {
  return field.role == FieldRole::kKey || field.role == FieldRole::kExternalId;
}

class Binder {
 public:
  Binder(const JobSpec& spec, const Catalogue& catalogue,
         const ResourceType& resource_type)
      : spec_(spec),
        catalogue_(catalogue),
        resource_type_(resource_type),
        is_explicit_(spec.file.columns.size(), false) {}

  JobBinding Bind() {
    BindExplicit();
    JobBinding binding;
    for (size_t i = 0; i < spec_.mapping_types.size(); ++i) {
      binding.mappings.push_back(BindMapping(i));
    }
    binding.key = BindKey();
    binding.external_ids = BindExternalIds();
    return binding;
  }

 private:
  // Fills explicit_ and marks the columns that are bound by name nowhere.
  void BindExplicit() {
    for (const MappingSpec& mapping : spec_.mapping_types) {
      const MappingType* type = catalogue_.FindMappingType(mapping.name);
      types_.push_back(type);
      std::vector<BoundField>& bound = explicit_.emplace_back();
      for (const FieldValueMapping& entry : mapping.field_value_mappings) {
        if (entry.column_name.has_value()) {
          const int column = FindColumn(spec_, *entry.column_name);
          if (column >= 0) is_explicit_[static_cast<size_t>(column)] = true;
        }
        BoundField one;
        if (type == nullptr || !BindEntry(*type, entry, &one)) continue;
        // The first of several bindings of one field stands.
        if (FindIn(bound, one.field, one.name) == nullptr) {
          bound.push_back(std::move(one));
        }
      }
    }
  }

  bool BindEntry(const MappingType& type, const FieldValueMapping& entry,
                 BoundField* bound) const {
    bound->type = &type;
    bound->field = FindField(type, entry.field_name, &bound->pattern_value);
    if (bound->field == nullptr) return false;
    bound->name = InstanceName(*bound->field, bound->pattern_value);
    bound->explicit_mapping = &entry;
    if (entry.column_name.has_value()) {
      bound->column = FindColumn(spec_, *entry.column_name);
    } else {
      bound->static_value = entry.static_value;
    }
    return true;
  }

  static const BoundField* FindIn(const std::vector<BoundField>& bound,
                                  const Field* field, std::string_view name) {
    for (const BoundField& one : bound) {
      if (one.field == field && SameName(one.name, name)) return &one;
    }
    return nullptr;
  }

  std::vector<BoundField> BindMapping(size_t index) const {
    std::vector<BoundField> bound;
    const MappingType* type = types_[index];
    if (type == nullptr) return bound;
    const std::vector<BoundField> candidates = FreeColumns(*type);
    for (const Field& field : type->fields) {
      const size_t first = bound.size();
      for (const BoundField& one : explicit_[index]) {
        if (one.field == &field) bound.push_back(one);
      }
      BindByName(candidates, field, &bound);
      // Constants first, then in the order of the upload.
      std::stable_sort(bound.begin() + static_cast<std::ptrdiff_t>(first),
                       bound.end(),
                       [](const BoundField& a, const BoundField& b) {
                         return a.column < b.column;
                       });
    }
    DropOthersInstances(catalogue_, &bound);
    DeriveParents(catalogue_, *type, &bound);
    return bound;
  }

  // The columns that fields of the type may bind by name, in upload order.
  std::vector<BoundField> FreeColumns(const MappingType& type) const {
    std::vector<BoundField> columns;
    for (size_t column = 0; column < spec_.file.columns.size(); ++column) {
      if (is_explicit_[column]) continue;
      BoundField one{.type = &type, .column = static_cast<int>(column)};
      one.field =
          FindField(type, spec_.file.columns[column], &one.pattern_value);
      if (one.field == nullptr || !one.field->can_map_by_name ||
          !one.field->can_map_column ||
          !IsInstance(catalogue_, *one.field, one.pattern_value)) {
        continue;
      }
      one.name = InstanceName(*one.field, one.pattern_value);
      columns.push_back(std::move(one));
    }
    return columns;
  }

  // Appends those columns that are the field's to *bound, which may hold
  // explicit bindings of the same field.
  void BindByName(const std::vector<BoundField>& columns, const Field& field,
                  std::vector<BoundField>* bound) const {
    for (const BoundField& one : columns) {
      if (one.field != &field) continue;
      if (FindIn(*bound, &field, one.name) != nullptr) continue;
      if (BelongsToRow(field) && IsBoundElsewhere(one)) continue;
      bound->push_back(one);
    }
  }

  // Whether a field of the row is bound explicitly in some mapping. A row has
  // one key and one external id a type, wherever they are bound.
  bool IsBoundElsewhere(const BoundField& one) const {
    for (const std::vector<BoundField>& bound : explicit_) {
      for (const BoundField& other : bound) {
        if (other.field->role != one.field->role) continue;
        if (one.field->role == FieldRole::kKey ||
            SameName(other.name, one.name)) {
          return true;
        }
      }
    }
    return false;
  }

  std::optional<BoundField> BindKey() const {
    for (const std::vector<BoundField>& bound : explicit_) {
      for (const BoundField& one : bound) {
        if (one.field->role == FieldRole::kKey) return one;
      }
    }
    const int column = FindColumn(spec_, resource_type_.key_name);
    if (column < 0 || is_explicit_[static_cast<size_t>(column)]) {
      return std::nullopt;
    }
    BoundField key{.name = resource_type_.key_name, .column = column};
    for (const MappingType* type : RowTypes()) {
      for (const Field& field : type->fields) {
        if (field.role != FieldRole::kKey) continue;
        key.field = &field;
        key.type = type;
        return key;
      }
    }
    return key;
  }

  std::vector<BoundField> BindExternalIds() const {
    std::vector<BoundField> ids;
    const auto is_new = [&](const BoundField& one) {
      return std::none_of(ids.begin(), ids.end(), [&](const BoundField& id) {
        return SameName(id.name, one.name);
      });
    };
    for (const std::vector<BoundField>& bound : explicit_) {
      for (const BoundField& one : bound) {
        if (one.field->role == FieldRole::kExternalId && is_new(one)) {
          ids.push_back(one);
        }
      }
    }
    // What is bound explicitly has its place in ids already.
    for (const MappingType* type : RowTypes()) {
      for (BoundField& one : FreeColumns(*type)) {
        if (one.field->role == FieldRole::kExternalId && is_new(one)) {
          ids.push_back(std::move(one));
        }
      }
    }
    std::stable_sort(ids.begin(), ids.end(),
                     [](const BoundField& a, const BoundField& b) {
                       return a.column < b.column;
                     });
    return ids;
  }

  // The mapping types whose key and external-id fields speak of the row: those
  // of the job's resource type and of the one whose records it writes.
  std::vector<const MappingType*> RowTypes() const {
    std::vector<const MappingType*> types;
    const ResourceType& root = catalogue_.RecordsOf(resource_type_);
    for (const MappingType& type : catalogue_.mapping_types) {
      if (IsAllowedFor(type, resource_type_) || IsAllowedFor(type, root)) {
        types.push_back(&type);
      }
    }
    return types;
  }

  const JobSpec& spec_;
  const Catalogue& catalogue_;
  const ResourceType& resource_type_;
  std::vector<bool> is_explicit_;                  // by column
  std::vector<const MappingType*> types_;          // by mapping, null: unknown
  std::vector<std::vector<BoundField>> explicit_;  // by mapping
};

}  // namespace

JobBinding BindFields(const JobSpec& spec, const Catalogue& catalogue,
                      const ResourceType& resource_type) {
  return Binder(spec, catalogue, resource_type).Bind();
}

int FindColumn(const JobSpec& spec, std::string_view name) {
  for (size_t i = 0; i < spec.file.columns.size(); ++i) {
    if (SameName(spec.file.columns[i], name)) return static_cast<int>(i);
  }
  return -1;
}

bool IsAllowedFor(const MappingType& type, const ResourceType& resource_type) {
  return std::any_of(type.resource_types.begin(), type.resource_types.end(),
                     [&](const std::string& name) {
                       return SameName(name, resource_type.name);
                     });
}

std::string InstanceName(const Field& field, std::string_view pattern_value) {
  std::string name = field.name;
  const size_t at = name.find(kPattern);
  if (at != std::string::npos) name.replace(at, kPattern.size(), pattern_value);
  return name;
}

bool IsInstance(const Catalogue& catalogue, const Field& field,
                std::string_view pattern_value) {
  if (!field.is_patterned() || field.list.empty()) return true;
  const ValueList* list = catalogue.FindList(field.list);
  if (list == nullptr) return false;
  return std::any_of(list->entries.begin(), list->entries.end(),
                     [&](const Choice& entry) {
                       return entry.id == pattern_value && !entry.retired;
                     });
}

}  // namespace millrace
