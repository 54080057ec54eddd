// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer_binding.h"

#include <algorithm>
#include <set>

namespace millrace::reference {
namespace {

// Whether `name` is that of the field, or of an instance of a patterned one,
// whose digits go to *digits, without leading zeros.
bool IsNameOf(const Field& field, const std::string& name,
              std::string* digits) {
  digits->clear();
  const size_t at = field.name.find("<n>");
  if (at == std::string::npos) return EqualsNoCase(field.name, name);
  const std::string before = field.name.substr(0, at);
  const std::string after = field.name.substr(at + 3);
  if (name.size() <= before.size() + after.size()) return false;
  *digits = name.substr(at, name.size() - before.size() - after.size());
  if (digits->find_first_not_of("0123456789") != std::string::npos) {
    return false;
  }
  if (!EqualsNoCase(name, before + *digits + after)) return false;
  while (digits->size() > 1 && digits->front() == '0') digits->erase(0, 1);
  return digits->size() <= 18;
}

// Finds the field of a type that goes by this name. A field of just this name
// goes before a pattern.
const Field* FieldNamed(const MappingType& type, const std::string& name,
                        std::string* digits) {
  for (const bool is_patterned : {false, true}) {
    for (const Field& field : type.fields) {
      if (field.is_patterned() == is_patterned &&
          IsNameOf(field, name, digits)) {
        return &field;
      }
    }
  }
  return nullptr;
}

// Whether a patterned field with a list has this instance: the digits are the
// id of an entry.
bool IsInstance(const Catalogue& catalogue, const BoundField& bound) {
  if (!bound.field->is_patterned() || bound.field->list.empty()) return true;
  for (const Choice& entry : ChoicesOf(catalogue, *bound.field)) {
    if (entry.id == bound.digits && !entry.retired) return true;
  }
  return false;
}

int ColumnOf(const FileSpec& file, const std::string& name) {
  for (size_t i = 0; i < file.columns.size(); ++i) {
    if (EqualsNoCase(file.columns[i], name)) return static_cast<int>(i);
  }
  return kNoColumn;
}

bool BelongsToRow(FieldRole role) {
  return role == FieldRole::kKey || role == FieldRole::kExternalId;
}

class Binder {
 public:
  Binder(const JobSpec& spec, const Catalogue& catalogue)
      : spec_(spec), catalogue_(catalogue) {
    for (const MappingSpec& mapping : spec.mapping_types) {
      types_.push_back(FindMappingType(catalogue, mapping.name));
      explicit_.emplace_back();
      for (const FieldValueMapping& given : mapping.field_value_mappings) {
        BindExplicitly(*types_.back(), given, &explicit_.back());
      }
    }
  }

  // All fields that the mapping binds, keys and external ids among them, in
  // the catalogue's order; instances of one field constants first, then in
  // upload order.
  std::vector<BoundField> BindMapping(size_t index) const {
    std::vector<BoundField> all = explicit_[index];
    for (const BoundField& free : FreeColumns(*types_[index])) {
      if (Contains(all, free)) continue;
      if (BelongsToRow(free.field->role) && IsExplicitAnywhere(free)) continue;
      all.push_back(free);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const BoundField& a, const BoundField& b) {
                       return std::pair(a.position, a.column) <
                              std::pair(b.position, b.column);
                     });
    return WithGroup(*types_[index], all);
  }

  std::optional<BoundField> BindKey(const ResourceType& type) const {
    for (const std::vector<BoundField>& bindings : explicit_) {
      for (const BoundField& bound : bindings) {
        if (bound.field->role == FieldRole::kKey) return bound;
      }
    }
    BoundField bound;
    bound.name = type.key_name;
    bound.column = ColumnOf(spec_.file, type.key_name);
    if (bound.column == kNoColumn || taken_.count(bound.column) > 0) {
      return std::nullopt;
    }
    return bound;
  }

  // Whatever the mappings: the columns belong to the row.
  std::vector<BoundIdentity> BindFinders(const BoundJob& job) const {
    std::vector<BoundIdentity> finders;
    for (size_t i = 0; i < explicit_.size(); ++i) {
      for (const BoundField& bound : explicit_[i]) {
        AddFinder(*types_[i], bound, &finders);
      }
    }
    for (const MappingType& type : catalogue_.mapping_types) {
      if (!Writes(type, job)) continue;
      for (const BoundField& bound : FreeColumns(type)) {
        AddFinder(type, bound, &finders);
      }
    }
    std::stable_sort(finders.begin(), finders.end(),
                     [](const BoundIdentity& a, const BoundIdentity& b) {
                       return a.field.column < b.field.column;
                     });
    return finders;
  }

 private:
  // What the list says that an instance of a patterned field belongs to: ids
  // of values of another field.
  const std::vector<ChoiceParent>* GroupsOf(const BoundField& bound) const {
    if (!bound.field->is_patterned() || bound.field->list.empty()) {
      return nullptr;
    }
    for (const Choice& entry : ChoicesOf(catalogue_, *bound.field)) {
      if (entry.id == bound.digits) return &entry.parents;
    }
    return nullptr;
  }

  bool IsOfAnotherGroup(const BoundField& one,
                        const std::vector<BoundField>& all) const {
    const std::vector<ChoiceParent>* groups = GroupsOf(one);
    if (groups == nullptr) return false;
    for (const ChoiceParent& group : *groups) {
      for (const BoundField& other : all) {
        if (!EqualsNoCase(other.name, group.field)) continue;
        if (other.constant.empty()) continue;
        const Choice* chosen =
            FindChoice(ChoicesOf(catalogue_, *other.field), other.constant);
        if (chosen == nullptr) continue;
        if (std::none_of(group.allowed_ids.begin(), group.allowed_ids.end(),
                         [&](const std::string& id) {
                           return EqualsNoCase(id, chosen->id);
                         })) {
          return true;
        }
      }
    }
    return false;
  }

  // Leaves out what is bound by name and belongs to another group than the
  // mapping says, and adds the group if it is not said but clear.
  std::vector<BoundField> WithGroup(const MappingType& type,
                                    const std::vector<BoundField>& all) const {
    std::vector<BoundField> kept;
    for (const BoundField& one : all) {
      if (one.is_explicit || !IsOfAnotherGroup(one, all)) kept.push_back(one);
    }
    for (size_t position = 0; position < type.fields.size(); ++position) {
      const Field& field = type.fields[position];
      if (!field.is_required || field.is_patterned()) continue;
      bool is_bound = false;
      std::set<std::string> ids;
      bool is_clear = true;
      for (const BoundField& one : kept) {
        is_bound = is_bound || one.field == &field;
        if (!one.field->is_patterned()) continue;
        const std::vector<ChoiceParent>* groups = GroupsOf(one);
        bool has_group = false;
        if (groups != nullptr) {
          for (const ChoiceParent& group : *groups) {
            if (!EqualsNoCase(group.field, field.name)) continue;
            has_group = group.allowed_ids.size() == 1;
            ids.insert(group.allowed_ids.begin(), group.allowed_ids.end());
          }
        }
        is_clear = is_clear && has_group;
      }
      if (is_bound || !is_clear || ids.size() != 1) continue;
      BoundField group;
      group.field = &field;
      group.position = position;
      group.name = field.name;
      group.constant = *ids.begin();
      size_t at = 0;
      while (at < kept.size() && kept[at].position < position) ++at;
      kept.insert(kept.begin() + static_cast<long>(at), group);
    }
    return kept;
  }

  void BindExplicitly(const MappingType& type, const FieldValueMapping& given,
                      std::vector<BoundField>* all) {
    BoundField bound;
    if (!Name(type, given.field_name, &bound)) return;
    bound.is_explicit = true;
    if (given.column_name) {
      bound.column = ColumnOf(spec_.file, *given.column_name);
      bound.translations = given.values;
      bound.clear_marker = Trim(given.clear_marker);
      bound.blank_clears = given.blank_clears;
      taken_.insert(bound.column);
    } else {
      bound.constant = Trim(given.static_value.value_or(""));
    }
    if (!Contains(*all, bound)) all->push_back(bound);
  }

  // Fills in which field a name means.
  static bool Name(const MappingType& type, const std::string& name,
                   BoundField* bound) {
    bound->field = FieldNamed(type, name, &bound->digits);
    if (bound->field == nullptr) return false;
    bound->position = static_cast<size_t>(bound->field - type.fields.data());
    bound->name = Instance(bound->field->name, bound->digits);
    return true;
  }

  // What columns that no mapping binds explicitly mean to a type.
  std::vector<BoundField> FreeColumns(const MappingType& type) const {
    std::vector<BoundField> all;
    for (size_t i = 0; i < spec_.file.columns.size(); ++i) {
      BoundField bound;
      bound.column = static_cast<int>(i);
      if (taken_.count(bound.column) > 0) continue;
      if (!Name(type, spec_.file.columns[i], &bound)) continue;
      if (!bound.field->can_map_by_name || !bound.field->can_map_column) {
        continue;
      }
      if (IsInstance(catalogue_, bound) && !Contains(all, bound)) {
        all.push_back(bound);
      }
    }
    return all;
  }

  static bool Contains(const std::vector<BoundField>& all,
                       const BoundField& one) {
    return std::any_of(all.begin(), all.end(), [&](const BoundField& bound) {
      return bound.field == one.field && bound.name == one.name;
    });
  }

  // A row has one key and one external id a type, wherever they are bound.
  bool IsExplicitAnywhere(const BoundField& one) const {
    for (const std::vector<BoundField>& bindings : explicit_) {
      for (const BoundField& bound : bindings) {
        if (bound.field->role != one.field->role) continue;
        if (one.field->role == FieldRole::kKey || bound.name == one.name) {
          return true;
        }
      }
    }
    return false;
  }

  static bool Writes(const MappingType& type, const BoundJob& job) {
    return std::any_of(type.resource_types.begin(), type.resource_types.end(),
                       [&](const std::string& name) {
                         return EqualsNoCase(name, job.type->name) ||
                                EqualsNoCase(name, job.records->name);
                       });
  }

  static void AddFinder(const MappingType& type, const BoundField& bound,
                        std::vector<BoundIdentity>* finders) {
    if (bound.field->role != FieldRole::kExternalId) return;
    for (const BoundIdentity& finder : *finders) {
      if (finder.field.name == bound.name) return;
    }
    for (const Effect& effect : type.effects) {
      if (effect.kind != EffectKind::kBindIdentity) continue;
      for (const EffectPart& part : effect.parts) {
        if (part.field != bound.field->name) continue;
        finders->push_back(
            {bound,
             {effect.collection, Instance(effect.item_key, bound.digits),
              part.part.empty() ? part.field : part.part}});
        return;
      }
    }
  }

  const JobSpec& spec_;
  const Catalogue& catalogue_;
  std::vector<const MappingType*> types_;          // by mapping
  std::vector<std::vector<BoundField>> explicit_;  // by mapping
  std::set<int> taken_;  // columns that some mapping binds explicitly
};

}  // namespace

std::string Instance(const std::string& name, const std::string& digits) {
  const size_t at = name.find("<n>");
  if (at == std::string::npos) return name;
  return name.substr(0, at) + digits + name.substr(at + 3);
}

const MappingType* FindMappingType(const Catalogue& catalogue,
                                   const std::string& name) {
  for (const MappingType& type : catalogue.mapping_types) {
    if (EqualsNoCase(type.name, name)) return &type;
  }
  return nullptr;
}

const ResourceType* FindResourceType(const Catalogue& catalogue,
                                     const std::string& name) {
  for (const ResourceType& type : catalogue.resource_types) {
    if (EqualsNoCase(type.name, name)) return &type;
  }
  return nullptr;
}

const std::vector<Choice>& ChoicesOf(const Catalogue& catalogue,
                                     const Field& field) {
  for (const ValueList& list : catalogue.lists) {
    if (!field.list.empty() && EqualsNoCase(list.name, field.list)) {
      return list.entries;
    }
  }
  return field.choices;
}

BoundJob BindJob(const JobSpec& spec, const Catalogue& catalogue,
                 int64_t first_mapping_identifier) {
  BoundJob job;
  job.spec = &spec;
  job.catalogue = &catalogue;
  job.type = FindResourceType(catalogue, spec.resource_type);
  job.records = job.type->records_of.empty()
                    ? job.type
                    : FindResourceType(catalogue, job.type->records_of);
  const Binder binder(spec, catalogue);
  job.key = binder.BindKey(*job.type);
  for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
    const MappingSpec& mapping = spec.mapping_types[i];
    BoundMapping bound;
    bound.type = FindMappingType(catalogue, mapping.name);
    if (mapping.include_in_results_file) {
      const int64_t identifier =
          first_mapping_identifier + static_cast<int64_t>(i);
      bound.result_header = mapping.result_file_column_name.value_or(
          bound.type->name + "_" + std::to_string(identifier));
    }
    for (const BoundField& field : binder.BindMapping(i)) {
      // The key is the row's; no mapping stores it.
      if (field.field->role != FieldRole::kKey) bound.fields.push_back(field);
    }
    if (bound.type->creates && job.creating < 0) {
      job.creating = static_cast<int>(i);
    }
    job.mappings.push_back(bound);
  }
  job.finders = binder.BindFinders(job);
  for (const std::string& name : spec.columns_to_include) {
    job.requested.push_back(ColumnOf(spec.file, name));
  }
  return job;
}

}  // namespace millrace::reference
