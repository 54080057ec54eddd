// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/result_layout.h"

#include <algorithm>
#include <filesystem>

#include "pipeline/batch/draft_batch.h"
#include "pipeline/results/csv_writer.h"

namespace millrace {
namespace {

// The extension of the file inside the zip, if it is a plain one; else the
// usual one of its delimiter.
std::string ExtensionOf(const FileSpec& file) {
  std::string extension =
      std::filesystem::path(file.file_name).extension().string();
  const bool is_plain =
      extension.size() > 1 && extension.size() <= 8 &&
      std::all_of(extension.begin() + 1, extension.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z');
      });
  if (is_plain) return extension.substr(1);
  if (file.delimiter == ColumnDelimiter::kNdjson) return "ndjson";
  return file.delimiter == ColumnDelimiter::kCsv ? "csv" : "txt";
}

}  // namespace

ResultLayout::ResultLayout(const JobRecord& job, const JobSpec& spec,
                           const MappingPlan& plan, bool has_codes)
    : job_id_(job.id),
      upload_file_id_(job.upload_file_id),
      key_type_(plan.key_name),
      type_singular_(plan.type_singular),
      is_key_integer_(plan.is_key_integer),
      bytes_max_(static_cast<uint64_t>(spec.result_file_size_kb_limit) * 1000),
      upload_header_(job.upload_header),
      upload_extension_(ExtensionOf(spec.file)),
      requested_headers_(spec.columns_to_include),
      has_codes_(has_codes || spec.result_codes),
      shows_match_(spec.include_match_in_results_file),
      column_names_(spec.file.columns) {
  for (size_t m = 0; m < plan.mappings.size(); ++m) {
    const MappingSpec& mapping = spec.mapping_types[m];
    const int64_t identifier =
        job.first_mapping_identifier + static_cast<int64_t>(m);
    mapping_headers_.push_back(mapping.result_file_column_name.value_or(
        plan.mappings[m].name + "_" + std::to_string(identifier)));
    if (mapping.include_in_results_file) shown_.push_back(m);
    std::vector<FieldNames> names;
    for (const PlanField& field : plan.mappings[m].fields) {
      names.push_back(
          {field.name, field.parent_name, field.reference_singular});
    }
    fields_.push_back(std::move(names));
  }
  for (const Finder& finder : plan.finders) {
    finder_names_.push_back(finder.name);
  }
}

std::string ResultLayout::ResultsHeader() const {
  std::string line = "BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType";
  for (const std::string& header : requested_headers_) {
    line.push_back(',');
    AppendCsvCell(&line, header);
  }
  if (shows_match_) line.append(",").append(kMatchedByHeader);
  for (const size_t m : shown_) {
    line.push_back(',');
    AppendCsvCell(&line, mapping_headers_[m]);
    if (!has_codes_) continue;
    line.push_back(',');
    AppendCsvCell(&line, mapping_headers_[m] + kCodeHeaderEnd);
  }
  line.append(kCsvLineEnd);
  return line;
}

std::string ResultLayout::RejectsHeader() {
  return "Row,Byte,Column,Code,Text" + std::string(kCsvLineEnd);
}

std::string_view ResultLayout::ColumnName(uint8_t column) const {
  return column < column_names_.size() ? std::string_view(column_names_[column])
                                       : std::string_view();
}

std::string ResultLayout::TextOf(Code code,
                                 const std::vector<FieldNames>* fields,
                                 uint8_t field) const {
  if (fields == nullptr || field >= fields->size()) {
    return MessageText(code, {}, {}, type_singular_);
  }
  const FieldNames& names = (*fields)[field];
  return MessageText(
      code, names.name, names.parent,
      code == Code::kNamedNotFound ? names.reference : type_singular_);
}

std::string ResultLayout::MatchText(uint16_t found, bool is_ambiguous) const {
  if (found == static_cast<uint16_t>(FoundBy::kKey)) return key_type_;
  const size_t finder = size_t{found} - kFoundByFinder;
  if (found < kFoundByFinder || finder >= finder_names_.size()) return "";
  return finder_names_[finder] + (is_ambiguous ? " (several)" : "");
}

std::string ResultLayout::Message(size_t mapping,
                                  const Outcome& outcome) const {
  return TextOf(outcome.code, &fields_[mapping], outcome.field_index);
}

std::string ResultLayout::RejectText(Code code, uint8_t mapping,
                                     uint8_t field) const {
  return TextOf(code, mapping < fields_.size() ? &fields_[mapping] : nullptr,
                field);
}

}  // namespace millrace
