// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/job_spec.h: checks a job spec whole, against its own rules
// and against a catalogue, before anything runs (contract b, l).

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "engine/base/absl_view.h"
#include "engine/base/transparent_hash.h"
#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/limits.h"
#include "pipeline/batch/field_binding.h"
#include "pipeline/spec/constant_checker.h"
#include "pipeline/spec/defect_list.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/mapping_checker.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

constexpr char kAction[] = "actions[0]";

// Contract (e): the columns that every results file begins with.
constexpr std::string_view kFixedHeaders[] = {"BulkUploadDataID", "ULFileID",
                                              "PrimaryKey", "PrimaryKeyType"};

std::string ActionPath(std::string_view member) {
  return MemberPath(kAction, member);
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Contract (b.1).
void CheckDescription(const std::string& description, DefectList* defects) {
  if (Trimmed(description).empty()) {
    defects->Add("description", "must not be blank");
  }
  if (CountCharacters(description) > kDescriptionScalarsMax) {
    defects->Add(
        "description", "too long",
        absl::StrCat("at most ", kDescriptionScalarsMax, " characters"));
  }
  if (description.find_first_of("<>") != std::string::npos ||
      description.find("&#") != std::string::npos) {
    defects->Add("description", "must not hold markup",
                 "no match for [<>]+|&#");
  }
}

// Which addresses are fetched is the service's to say (contract l.31); here
// only those are refused that no service would.
void CheckSourceUrl(const std::string& url, DefectList* defects) {
  if (url.empty()) return;
  for (const std::string_view scheme :
       {"https://", "sftp://", "http://", "file:", "upload:"}) {
    if (url.size() > scheme.size() &&
        EqualsIgnoringCase(std::string_view(url).substr(0, scheme.size()),
                           scheme)) {
      return;
    }
  }
  defects->Add("file.sourceUrl", "no address that an upload can come from",
               "https, sftp, upload; http and file where they are allowed");
}

void CheckFile(const FileSpec& file, DefectList* defects) {
  if (Trimmed(file.file_name).empty()) {
    defects->Add("file.fileName", "must not be blank");
  }
  CheckSourceUrl(file.source_url, defects);
  if (file.delimiter == ColumnDelimiter::kNdjson) {
    if (file.has_header) {
      defects->Add("file.hasHeader", "must be false: Ndjson has no header row");
    }
    if (file.has_quotes) {
      defects->Add("file.hasQuotes", "must be false: Ndjson has JSON's quotes");
    }
  }
  const std::string path = "file.columns";
  if (file.columns.empty()) {
    defects->Add(path, "must name at least one column");
  }
  if (file.columns.size() > kColumnCountMax) {
    defects->Add(path, "too many columns",
                 absl::StrCat("at most ", kColumnCountMax));
    return;
  }
  StringMap<size_t> seen;
  for (size_t i = 0; i < file.columns.size(); ++i) {
    const std::string name_path = MemberPath(ItemPath(path, i), "name");
    if (Trimmed(file.columns[i]).empty()) {
      defects->Add(name_path, "must not be blank");
      continue;
    }
    const auto [it, is_new] =
        seen.emplace(absl::AsciiStrToLower(file.columns[i]), i);
    if (!is_new) {
      defects->Add(name_path, absl::StrCat("same name as ", path, "[",
                                           it->second, "], in any case"));
    }
  }
}

void CheckIncludedColumns(const JobSpec& spec, DefectList* defects) {
  const std::string path = ActionPath("columnsToIncludeInResultsFile");
  if (spec.columns_to_include.size() > kColumnCountMax) {
    defects->Add(path, "too many columns",
                 absl::StrCat("at most ", kColumnCountMax));
    return;
  }
  for (size_t i = 0; i < spec.columns_to_include.size(); ++i) {
    const std::string& name = spec.columns_to_include[i];
    if (FindColumn(spec, name) >= 0) continue;
    if (defects->IsUnsure("file.columns")) continue;
    std::string hint;
    for (const std::string& column : spec.file.columns) {
      absl::StrAppend(&hint, hint.empty() ? "" : ", ", Shown(column));
    }
    defects->Add(MemberPath(ItemPath(path, i), "name"),
                 absl::StrCat("no such column: ", Shown(name)), hint);
  }
}

// Contract (l.17).
void CheckResultHeaders(const JobSpec& spec, DefectList* defects) {
  StringMap<std::string> taken;
  for (const std::string_view header : kFixedHeaders) {
    taken.emplace(absl::AsciiStrToLower(AbslView(header)),
                  "a column that every results file has");
  }
  for (const std::string& column : spec.columns_to_include) {
    taken.emplace(absl::AsciiStrToLower(column), "an included column");
  }
  if (spec.include_match_in_results_file) {
    const std::string header(kMatchedByHeader);
    const auto [it, is_new] = taken.emplace(absl::AsciiStrToLower(header),
                                            "the column that shows matches");
    if (!is_new) {
      defects->Add(ActionPath("includeMatchInResultsFile"),
                   absl::StrCat("a column ", header, " is ", it->second));
    }
  }
  for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
    const MappingSpec& mapping = spec.mapping_types[i];
    if (!mapping.include_in_results_file ||
        !mapping.result_file_column_name.has_value() ||
        mapping.result_file_column_name->empty()) {
      continue;
    }
    const std::string path =
        MemberPath(MappingChecker::PathOf(i), "resultFileColumnName");
    const auto [it, is_new] = taken.emplace(
        absl::AsciiStrToLower(*mapping.result_file_column_name), path);
    if (!is_new) {
      defects->Add(path, absl::StrCat("same name as ", it->second));
    }
  }
  if (!spec.result_codes) return;
  for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
    const MappingSpec& mapping = spec.mapping_types[i];
    if (!mapping.include_in_results_file ||
        !mapping.result_file_column_name.has_value()) {
      continue;
    }
    const std::string path =
        MemberPath(MappingChecker::PathOf(i), "resultFileColumnName");
    const auto [it, is_new] =
        taken.emplace(absl::AsciiStrToLower(absl::StrCat(
                          *mapping.result_file_column_name, kCodeHeaderEnd)),
                      path);
    if (!is_new) {
      defects->Add(path, absl::StrCat("its code column has the same name as ",
                                      it->second));
    }
  }
}

void CheckActionMembers(const JobSpec& spec, DefectList* defects) {
  if (spec.result_file_size_kb_limit < kResultFileSizeKbMin ||
      spec.result_file_size_kb_limit > kResultFileSizeKbMax) {
    defects->Add(
        ActionPath("resultFileSizeKbLimit"), "out of range",
        absl::StrCat(kResultFileSizeKbMin, " to ", kResultFileSizeKbMax));
  }
  constexpr std::string_view kHttps = "https://";
  const std::string_view url = spec.webhook_url;
  if (!url.empty() &&
      (!EqualsIgnoringCase(url.substr(0, kHttps.size()), kHttps) ||
       url.size() == kHttps.size() || url[kHttps.size()] == '/' ||
       std::any_of(url.begin(), url.end(),
                   [](char c) { return c >= 0 && c <= ' '; }))) {
    defects->Add(ActionPath("webhookUrl"), "must be an https address",
                 "https://...");
  }
}

// The constant that SinglePerType compares; empty: none, the type comes from
// a column or is not given.
std::string TypeConstant(const MappingType& type,
                         const std::vector<BoundField>& bound,
                         ConstantChecker* constants) {
  for (const BoundField& one : bound) {
    if (!EqualsIgnoringCase(one.name, type.type_field)) continue;
    return one.static_value.has_value()
               ? constants->IdOf(*one.field, *one.static_value)
               : "";
  }
  for (const Effect& effect : type.effects) {
    if (effect.item_key_fields.size() == 1 &&
        EqualsIgnoringCase(effect.item_key_fields.front(), type.type_field)) {
      return effect.item_key_default;
    }
  }
  return "";
}

// Contract (b.8), (m.8).
void CheckMultipleUse(const JobSpec& spec, const Catalogue& catalogue,
                      const JobBinding& binding, DefectList* defects) {
  ConstantChecker constants(catalogue);
  StringMap<size_t> first_use;
  for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
    const MappingType* type =
        catalogue.FindMappingType(spec.mapping_types[i].name);
    if (type == nullptr || type->multiple_mode == MultipleMode::kMultiple) {
      continue;
    }
    std::string use = absl::AsciiStrToLower(type->name);
    std::string constant;
    if (type->multiple_mode == MultipleMode::kSinglePerType) {
      constant = TypeConstant(*type, binding.mappings[i], &constants);
      if (constant.empty()) continue;
      absl::StrAppend(&use, "/", absl::AsciiStrToLower(constant));
    }
    const auto [it, is_new] = first_use.emplace(std::move(use), i);
    if (is_new) continue;
    std::string text =
        absl::StrCat("mapping type ", type->name, " can be used once");
    if (!constant.empty()) {
      absl::StrAppend(&text, " per ", type->type_field,
                      "; this one is used by ");
    } else {
      text += ", and is used by ";
    }
    defects->Add(MemberPath(MappingChecker::PathOf(i), "name"),
                 text + MappingChecker::PathOf(it->second));
  }
}

// A row has one key and one external id of a type: mappings that bind them
// must agree on where they come from.
void CheckRowFields(const JobSpec& spec, const JobBinding& binding,
                    const MappingChecker& checker, DefectList* defects) {
  StringMap<const BoundField*> seen;
  for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
    for (const BoundField& one : binding.mappings[i]) {
      const bool is_key = one.field->role == FieldRole::kKey;
      if (!is_key && one.field->role != FieldRole::kExternalId) continue;
      if (one.explicit_mapping == nullptr) continue;
      const auto [it, is_new] =
          seen.emplace(is_key ? "" : absl::AsciiStrToLower(one.name), &one);
      if (is_new || (it->second->column == one.column &&
                     it->second->static_value == one.static_value)) {
        continue;
      }
      defects->Add(
          checker.EntryPathOf(i, one, "fieldName"),
          absl::StrCat("another mapping binds it differently: ", one.name));
    }
  }
}

// A job none of whose rows could find or make a record is better refused.
void CheckCanFind(const JobSpec& spec, const Catalogue& catalogue,
                  const ResourceType& resource_type, const JobBinding& binding,
                  DefectList* defects) {
  if (binding.key.has_value() || defects->IsUnsure("file.columns")) return;
  if (resource_type.key_assigner == KeyAssigner::kUpload) {
    defects->Add(
        "file.columns",
        absl::StrCat("no column gives the key: ", resource_type.key_name),
        resource_type.key_name);
    return;
  }
  if (!binding.external_ids.empty() || spec.mapping_types.empty()) return;
  for (const MappingSpec& mapping : spec.mapping_types) {
    const MappingType* type = catalogue.FindMappingType(mapping.name);
    if (type == nullptr || type->creates) return;
  }
  defects->Add("file.columns",
               absl::StrCat("no column finds the ", resource_type.singular,
                            " of a row, and no mapping type creates one"),
               resource_type.key_name);
}

const ResourceType* CheckResourceType(const JobSpec& spec,
                                      const Catalogue& catalogue,
                                      DefectList* defects) {
  const ResourceType* type = catalogue.FindResourceType(spec.resource_type);
  if (type != nullptr) return type;
  std::string hint;
  for (const ResourceType& one : catalogue.resource_types) {
    absl::StrAppend(&hint, hint.empty() ? "" : ", ", one.name);
  }
  defects->Add(
      ActionPath("resourceType"),
      absl::StrCat("no such resource type: ", Shown(spec.resource_type)), hint);
  return nullptr;
}

// Returns whether the mappings are within their limits; beyond them nothing
// else is looked at.
bool CheckMappingCounts(const JobSpec& spec, DefectList* defects) {
  const std::string path = ActionPath("mappingTypes");
  const size_t count = spec.mapping_types.size();
  if (count == 0) defects->Add(path, "must hold at least one mapping type");
  if (count > kMappingCountMax) {
    defects->Add(path,
                 absl::StrCat("has more entries than ", kMappingCountMax));
    return false;
  }
  bool is_within = true;
  for (size_t i = 0; i < count; ++i) {
    if (spec.mapping_types[i].field_value_mappings.size() <=
        kFieldMappingCountMax) {
      continue;
    }
    defects->Add(MemberPath(MappingChecker::PathOf(i), "fieldValueMappings"),
                 absl::StrCat("has more entries than ", kFieldMappingCountMax));
    is_within = false;
  }
  return is_within;
}

}  // namespace

std::vector<SpecDefect> CheckJobSpec(const JobSpec& spec,
                                     const Catalogue& catalogue) {
  DefectList defects(spec.defects);
  CheckDescription(spec.description, &defects);
  CheckFile(spec.file, &defects);
  const ResourceType* resource_type =
      CheckResourceType(spec, catalogue, &defects);
  CheckIncludedColumns(spec, &defects);
  CheckResultHeaders(spec, &defects);
  CheckActionMembers(spec, &defects);
  if (!CheckMappingCounts(spec, &defects) ||
      spec.file.columns.size() > kColumnCountMax) {
    return std::move(defects).Take();
  }
  MappingChecker checker(spec, catalogue, resource_type, &defects);
  for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
    checker.CheckWritten(i);
  }
  if (resource_type != nullptr) {
    const JobBinding binding = BindFields(spec, catalogue, *resource_type);
    for (size_t i = 0; i < spec.mapping_types.size(); ++i) {
      checker.CheckBound(i, binding.mappings[i]);
    }
    CheckMultipleUse(spec, catalogue, binding, &defects);
    CheckRowFields(spec, binding, checker, &defects);
    CheckCanFind(spec, catalogue, *resource_type, binding, &defects);
  }
  return std::move(defects).Take();
}

}  // namespace millrace
