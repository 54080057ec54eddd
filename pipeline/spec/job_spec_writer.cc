// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/job_spec.h: a job spec as JSON, in the contract's order of
// members. What has its default and is not documented as required is left out.

#include <string>
#include <utility>

#include "millrace/job_spec.h"
#include "pipeline/spec/job_spec_names.h"
#include "pipeline/spec/json_writer.h"

namespace millrace {
namespace {

void WriteFile(const FileSpec& file, JsonWriter* json) {
  json->BeginObject();
  json->Name("fileName").Text(file.file_name);
  json->Name("hasHeader").Bool(file.has_header);
  json->Name("hasQuotes").Bool(file.has_quotes);
  json->Name("columnDelimiter").Text(NameOf(kDelimiterNames, file.delimiter));
  if (!file.source_url.empty()) json->Name("sourceUrl").Text(file.source_url);
  json->Name("columns").BeginArray();
  for (const std::string& column : file.columns) {
    json->BeginObject().Name("name").Text(column).EndObject();
  }
  json->EndArray().EndObject();
}

void WriteFieldValueMapping(const FieldValueMapping& mapping,
                            JsonWriter* json) {
  json->BeginObject();
  json->Name("fieldName").Text(mapping.field_name);
  if (mapping.column_name.has_value()) {
    json->Name("columnName").Text(*mapping.column_name);
  }
  if (mapping.static_value.has_value()) {
    json->Name("staticValue").Text(*mapping.static_value);
  }
  if (!mapping.values.empty()) {
    json->Name("values").BeginArray();
    for (const ValueTranslation& value : mapping.values) {
      json->BeginObject();
      json->Name("sourceValue").Text(value.source_value);
      json->Name("targetValue").Text(value.target_value);
      json->EndObject();
    }
    json->EndArray();
  }
  if (!mapping.clear_marker.empty()) {
    json->Name("clearMarker").Text(mapping.clear_marker);
  }
  if (mapping.blank_clears) json->Name("blankClears").Bool(true);
  json->EndObject();
}

void WriteMapping(const MappingSpec& mapping, JsonWriter* json) {
  json->BeginObject();
  json->Name("name").Text(mapping.name);
  if (mapping.result_file_column_name.has_value()) {
    json->Name("resultFileColumnName").Text(*mapping.result_file_column_name);
  }
  if (!mapping.include_in_results_file) {
    json->Name("includeInResultsFile").Bool(false);
  }
  if (!mapping.field_value_mappings.empty()) {
    json->Name("fieldValueMappings").BeginArray();
    for (const FieldValueMapping& field : mapping.field_value_mappings) {
      WriteFieldValueMapping(field, json);
    }
    json->EndArray();
  }
  json->EndObject();
}

void WriteAction(const JobSpec& spec, JsonWriter* json) {
  json->BeginObject();
  json->Name("actionType").Text(kActionType);
  json->Name("resourceType").Text(spec.resource_type);
  json->Name("resultFileSizeKbLimit").Integer(spec.result_file_size_kb_limit);
  if (spec.duplicate_policy != DuplicatePolicy::kUpdate) {
    json->Name("duplicatePolicy")
        .Text(NameOf(kDuplicatePolicyNames, spec.duplicate_policy));
  }
  if (spec.result_codes) json->Name("resultCodes").Bool(true);
  if (spec.include_match_in_results_file) {
    json->Name("includeMatchInResultsFile").Bool(true);
  }
  if (!spec.webhook_url.empty()) {
    json->Name("webhookUrl").Text(spec.webhook_url);
  }
  if (!spec.columns_to_include.empty()) {
    json->Name("columnsToIncludeInResultsFile").BeginArray();
    for (const std::string& column : spec.columns_to_include) {
      json->BeginObject().Name("name").Text(column).EndObject();
    }
    json->EndArray();
  }
  json->Name("mappingTypes").BeginArray();
  for (const MappingSpec& mapping : spec.mapping_types) {
    WriteMapping(mapping, json);
  }
  json->EndArray().EndObject();
}

}  // namespace

std::string ToJson(const JobSpec& spec) {
  JsonWriter json;
  json.BeginObject();
  json.Name("description").Text(spec.description);
  json.Name("file");
  WriteFile(spec.file, &json);
  json.Name("actions").BeginArray();
  WriteAction(spec, &json);
  json.EndArray().EndObject();
  return std::move(json).Take();
}

}  // namespace millrace
