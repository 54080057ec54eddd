// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/catalogue.h: a catalogue from JSON, alone or on top of the
// built-in one.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/base/transparent_hash.h"
#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/limits.h"
#include "pipeline/spec/catalogue_check.h"
#include "pipeline/spec/catalogue_reader.h"
#include "pipeline/spec/defect_list.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/json_reader.h"
#include "pipeline/spec/member_path.h"
#include "pipeline/spec/text_file.h"

namespace millrace {
namespace {

// Puts a file's types or lists on top of `base`, replacing those of equal
// name, and notes where each of the result stands.
template <typename T>
void Overlay(std::vector<T> own, std::string_view member, std::vector<T>* base,
             std::vector<std::string>* paths, DefectList* defects) {
  StringMap<size_t> places;
  for (size_t i = 0; i < base->size(); ++i) {
    places.emplace(absl::AsciiStrToLower((*base)[i].name), i);
    paths->push_back(
        ItemPath(absl::StrCat("built-in.", std::string(member)), i));
  }
  StringMap<size_t> seen;
  for (size_t i = 0; i < own.size(); ++i) {
    const std::string name = absl::AsciiStrToLower(own[i].name);
    const std::string path = ItemPath(member, i);
    const auto [first, is_new] = seen.emplace(name, i);
    if (!is_new && !name.empty()) {
      defects->Add(
          MemberPath(path, "name"),
          absl::StrCat("same name as ", ItemPath(member, first->second)));
      continue;
    }
    const auto place = places.find(name);
    if (place != places.end()) {
      (*base)[place->second] = std::move(own[i]);
      (*paths)[place->second] = path;
    } else {
      base->push_back(std::move(own[i]));
      paths->push_back(path);
    }
  }
}

// Gives a reference the spelling of what it refers to, so that whoever comes
// later may compare names byte by byte.
template <typename T>
void Respell(const std::vector<T>& all, std::string* name) {
  for (const T& one : all) {
    if (EqualsIgnoringCase(one.name, *name)) *name = one.name;
  }
}

void RespellFields(MappingType* type) {
  const std::vector<Field>& fields = type->fields;
  Respell(fields, &type->type_field);
  for (std::string& name : type->enough_to_create) Respell(fields, &name);
  for (std::string& name : type->required_one_of) Respell(fields, &name);
  for (Effect& effect : type->effects) {
    for (std::string& name : effect.item_key_fields) Respell(fields, &name);
    Respell(fields, &effect.best_field);
    for (EffectPart& part : effect.parts) {
      const bool is_same = part.part == part.field;
      Respell(fields, &part.field);
      if (is_same) part.part = part.field;
    }
    for (std::string& name : effect.same_by) {
      for (const EffectPart& part : effect.parts) {
        if (EqualsIgnoringCase(part.part, name)) name = part.part;
      }
    }
  }
  // Names stay where they are while references to them change.
  for (Field& field : type->fields) {
    Respell(fields, &field.country_field);
    for (FieldParent& parent : field.parents) Respell(fields, &parent.field);
    for (Choice& choice : field.choices) {
      for (ChoiceParent& parent : choice.parents) {
        Respell(fields, &parent.field);
      }
    }
  }
}

void RespellAll(Catalogue* catalogue) {
  for (ResourceType& type : catalogue->resource_types) {
    Respell(catalogue->resource_types, &type.records_of);
  }
  for (MappingType& type : catalogue->mapping_types) {
    for (std::string& name : type.resource_types) {
      Respell(catalogue->resource_types, &name);
    }
    for (Field& field : type.fields) {
      Respell(catalogue->lists, &field.list);
      Respell(catalogue->resource_types, &field.record_of);
    }
    RespellFields(&type);
  }
  for (ValueList& list : catalogue->lists) {
    Respell(catalogue->resource_types, &list.records_of);
  }
}

bool HasField(const Catalogue& catalogue, std::string_view name) {
  for (const MappingType& type : catalogue.mapping_types) {
    for (const Field& field : type.fields) {
      if (EqualsIgnoringCase(field.name, name)) return true;
    }
  }
  return false;
}

// A file's own come behind the built-in ones, of which some may be of fields
// that the file has replaced.
void AddSynonyms(std::vector<FieldSynonyms> own, Catalogue* catalogue,
                 DefectList* defects) {
  for (size_t i = 0; i < own.size(); ++i) {
    if (!own[i].field.empty() && !HasField(*catalogue, own[i].field)) {
      defects->Add(
          MemberPath(ItemPath("synonyms", i), "field"),
          absl::StrCat("no mapping type has a field: ", Shown(own[i].field)));
    }
    catalogue->synonyms.push_back(std::move(own[i]));
  }
}

}  // namespace

absl::StatusOr<Catalogue> ParseCatalogue(std::string_view json) {
  MILLRACE_ASSIGN_OR_RETURN(
      const JsonDocument document,
      ReadJson(json, {.bytes_max = kCatalogueBytesMax,
                      .values_max = kCatalogueValuesMax}));
  DefectList form;
  for (const std::string& path : document.duplicates) {
    form.Add(path, "member given twice");
  }
  CatalogueFile file =
      ReadCatalogueFile(JsonObject(document.root, "", &form), &form);
  Catalogue catalogue;
  if (file.extends_built_in) catalogue = BuiltInCatalogue();
  CataloguePaths paths;
  Overlay(std::move(file.catalogue.resource_types), "resourceTypes",
          &catalogue.resource_types, &paths.resource_types, &form);
  Overlay(std::move(file.catalogue.mapping_types), "mappingTypes",
          &catalogue.mapping_types, &paths.mapping_types, &form);
  Overlay(std::move(file.catalogue.lists), "lists", &catalogue.lists,
          &paths.lists, &form);
  RespellAll(&catalogue);
  AddSynonyms(std::move(file.catalogue.synonyms), &catalogue, &form);

  // What could not be read is not judged a second time.
  DefectList defects(std::move(form).Take());
  CheckCatalogue(catalogue, paths, &defects);
  if (!defects.empty()) return SpecDefectsStatus(std::move(defects).Take());
  return catalogue;
}

absl::StatusOr<Catalogue> ReadCatalogue(const std::filesystem::path& path) {
  MILLRACE_ASSIGN_OR_RETURN(const std::string json,
                            ReadTextFile(path, kCatalogueBytesMax));
  absl::StatusOr<Catalogue> catalogue = ParseCatalogue(json);
  if (!catalogue.ok()) return Annotate(catalogue.status(), path.string());
  return catalogue;
}

}  // namespace millrace
