// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/job_spec.h: reads a POST body (contract b.1 to b.5). What
// cannot be held by a JobSpec is a defect of form and is noted here; what can
// be held but must not stand is CheckJobSpec's.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "millrace/job_spec.h"
#include "millrace/limits.h"
#include "pipeline/spec/constant_checker.h"
#include "pipeline/spec/defect_list.h"
#include "pipeline/spec/job_spec_names.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/json_reader.h"
#include "pipeline/spec/text_file.h"

namespace millrace {
namespace {

// Over a limit the rest is not read: it would only repeat the defect.
template <typename T>
void CutToLimit(JsonObject& object, std::string_view member, size_t count_max,
                std::vector<T>* list) {
  if (list->size() <= count_max) return;
  object.AddDefect(member, absl::StrCat("has more entries than ", count_max));
  while (list->size() > count_max) list->pop_back();
}

FileSpec ReadFile(JsonObject file) {
  FileSpec spec;
  spec.file_name = file.RequiredText("fileName");
  spec.source_url = file.Text("sourceUrl");
  for (JsonObject& column : file.RequiredObjects("columns")) {
    spec.columns.push_back(column.RequiredText("name"));
  }
  ReadEnum(file, "columnDelimiter", kDelimiterNames, &spec.delimiter);
  spec.has_header = file.Bool("hasHeader", false);
  spec.has_quotes = file.Bool("hasQuotes", false);
  return spec;
}

ValueTranslation ReadTranslation(JsonObject entry) {
  ValueTranslation translation;
  const std::optional<std::string> source = entry.Scalar("sourceValue");
  if (!source.has_value() && !entry.Has("sourceValue")) {
    entry.AddDefect("sourceValue", "is required");
  }
  translation.source_value = source.value_or("");

  // Clients that were written from older documents say targetId.
  const std::optional<std::string> value = entry.Scalar("targetValue");
  const std::optional<std::string> id = entry.Scalar("targetId");
  if (!entry.Has("targetValue") && !entry.Has("targetId")) {
    entry.AddDefect("targetValue", "is required");
  } else if (value.has_value() && id.has_value() && *value != *id) {
    entry.AddDefect("targetId", "differs from targetValue");
  }
  translation.target_value = value.has_value() ? *value : id.value_or("");
  return translation;
}

FieldValueMapping ReadFieldValueMapping(JsonObject entry) {
  FieldValueMapping mapping;
  mapping.field_name = entry.RequiredText("fieldName");
  mapping.column_name = entry.OptionalText("columnName");
  mapping.static_value = entry.Scalar("staticValue");
  std::vector<JsonObject> values = entry.Objects("values");
  CutToLimit(entry, "values", kValueMapEntryMax, &values);
  for (JsonObject& value : values) {
    mapping.values.push_back(ReadTranslation(std::move(value)));
  }
  mapping.clear_marker = entry.Text("clearMarker");
  if (entry.Has("clearMarker") && Trimmed(mapping.clear_marker).empty()) {
    entry.AddDefect("clearMarker", "must not be blank",
                    "blankClears, where blank cells are to clear");
  }
  mapping.blank_clears = entry.Bool("blankClears", false);
  return mapping;
}

MappingSpec ReadMapping(JsonObject entry) {
  MappingSpec mapping;
  mapping.name = entry.RequiredText("name");
  mapping.result_file_column_name = entry.OptionalText("resultFileColumnName");
  mapping.include_in_results_file = entry.Bool("includeInResultsFile", true);
  std::vector<JsonObject> fields = entry.Objects("fieldValueMappings");
  CutToLimit(entry, "fieldValueMappings", kFieldMappingCountMax, &fields);
  for (JsonObject& field : fields) {
    mapping.field_value_mappings.push_back(
        ReadFieldValueMapping(std::move(field)));
  }
  return mapping;
}

// Accepts the member under both names that the interface has for it (l.8).
int64_t ReadSizeLimit(JsonObject& action) {
  std::optional<int64_t> limit;
  for (const std::string_view name :
       {"resultFileSizeKbLimit", "resultFileSizeLimitKb"}) {
    const std::optional<int64_t> given = action.Integer(name);
    if (!given.has_value()) continue;
    if (*given < kResultFileSizeKbMin || *given > kResultFileSizeKbMax) {
      action.AddDefect(
          name, "out of range",
          absl::StrCat(kResultFileSizeKbMin, " to ", kResultFileSizeKbMax));
    } else if (limit.has_value() && *limit != *given) {
      action.AddDefect(name, "differs from resultFileSizeKbLimit");
    } else {
      limit = given;
    }
  }
  return limit.value_or(kResultFileSizeKbDefault);
}

void ReadAction(JsonObject action, JobSpec* spec) {
  const std::string type = action.RequiredText("actionType");
  if (action.Has("actionType") && !EqualsIgnoringCase(type, kActionType)) {
    action.AddDefect("actionType", "no such action type", kActionType);
  }
  spec->resource_type = action.RequiredText("resourceType");
  for (JsonObject& column : action.Objects("columnsToIncludeInResultsFile")) {
    spec->columns_to_include.push_back(column.RequiredText("name"));
  }
  spec->result_file_size_kb_limit = ReadSizeLimit(action);
  std::vector<JsonObject> mappings = action.RequiredObjects("mappingTypes");
  CutToLimit(action, "mappingTypes", kMappingCountMax, &mappings);
  for (JsonObject& mapping : mappings) {
    spec->mapping_types.push_back(ReadMapping(std::move(mapping)));
  }
  ReadEnum(action, "duplicatePolicy", kDuplicatePolicyNames,
           &spec->duplicate_policy);
  spec->result_codes = action.Bool("resultCodes", false);
  spec->include_match_in_results_file =
      action.Bool("includeMatchInResultsFile", false);
  const std::string webhook_url = action.Text("webhookUrl");
  if (!webhook_url.empty()) spec->webhook_url = webhook_url;
}

void ReadActions(JsonObject& root, JobSpec* spec, DefectList* defects) {
  const JsonValue* array = root.Array("actions");
  if (array == nullptr) {
    if (!root.Has("actions")) root.AddDefect("actions", "is required");
    return;
  }
  if (array->items.empty()) {
    root.AddDefect("actions", "must hold one action");
    return;
  }
  ReadAction(JsonObject(array->items[0], "actions[0]", defects), spec);
  if (array->items.size() > 1) {
    defects->Add("actions[1]", "only one action is supported");
  }
}

}  // namespace

absl::StatusOr<JobSpec> ParseJobSpec(std::string_view json) {
  MILLRACE_ASSIGN_OR_RETURN(const JsonDocument document,
                            ReadJson(json, {.bytes_max = kJobSpecBytesMax,
                                            .values_max = kJobSpecValuesMax}));
  DefectList defects;
  for (const std::string& path : document.duplicates) {
    defects.Add(path, "member given twice");
  }
  JsonObject root(document.root, "", &defects);
  JobSpec spec;
  spec.description = root.RequiredText("description");
  spec.file = ReadFile(root.RequiredObject("file"));
  // Where the status shows it, besides the action (l.36).
  spec.webhook_url = root.Text("webhookUrl");
  ReadActions(root, &spec, &defects);
  spec.defects = std::move(defects).Take();
  return spec;
}

absl::StatusOr<JobSpec> ReadJobSpec(const std::filesystem::path& path) {
  MILLRACE_ASSIGN_OR_RETURN(const std::string json,
                            ReadTextFile(path, kJobSpecBytesMax));
  absl::StatusOr<JobSpec> spec = ParseJobSpec(json);
  if (!spec.ok()) return Annotate(spec.status(), path.string());
  return spec;
}

}  // namespace millrace
