// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobSpecFromHeader: reads the header row with each delimiter in question and
// takes the one that cuts it into most cells; an upload that begins with a
// JSON object has no header, and its columns are the members of its first rows.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "millrace/importer.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/job/upload_opener.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/source/ndjson_parser.h"
#include "pipeline/source/upload_reader.h"
#include "pipeline/source/utf8.h"

namespace millrace {
namespace {

// Of an upload of JSON objects: what its first bytes are, blank lines apart.
bool LooksLikeJson(std::string_view text) {
  const size_t at = text.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && text[at] == '{';
}

constexpr ColumnDelimiter kDelimiters[] = {
    ColumnDelimiter::kCsv, ColumnDelimiter::kTab, ColumnDelimiter::kPipe};

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

// The header row's bytes without its line end. A first row that spans lines
// inside quotes is read as a whole. *member_name: of a zip's only member.
absl::StatusOr<std::string> HeaderRow(const Upload& upload,
                                      std::string* member_name) {
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<ByteSource> source,
                            OpenSource(upload, "", ImportOptions{}));
  *member_name = source->member_name();
  CsvDialect dialect;
  dialect.has_quotes = true;
  dialect.has_header = true;
  UploadReader reader(*source, dialect, UploadReader::Options{});
  MILLRACE_RETURN_IF_ERROR(reader.ReadHeader());
  std::string header = reader.header_bytes();
  while (!header.empty() && IsLineEnd(header.back())) header.pop_back();
  if (header.empty()) {
    return UploadError(JobErrorCode::kInvalidFile,
                       "the upload has no header row");
  }
  if (!IsUtf8(header)) {
    return UploadError(JobErrorCode::kInvalidFile,
                       "the header row is not UTF-8");
  }
  return header;
}

// The cells of one row that is a batch of its own.
std::vector<std::string> CellsOf(const std::string& row, char delimiter) {
  std::vector<std::string> cells;
  std::string cell;
  bool is_quoted = false;
  for (size_t i = 0; i <= row.size(); ++i) {
    if (i == row.size() || (row[i] == delimiter && !is_quoted)) {
      cells.emplace_back(Trim(cell));
      cell.clear();
    } else if (row[i] == '"') {
      const bool is_doubled =
          is_quoted && i + 1 < row.size() && row[i + 1] == '"';
      if (is_doubled) cell.push_back(row[i++]);
      if (!is_doubled) is_quoted = !is_quoted;
    } else {
      cell.push_back(row[i]);
    }
  }
  return cells;
}

// The names that an upload of JSON objects has for its members. Objects leave
// out what is blank, so the first row does not name them all: those of the
// first chunk are taken.
absl::StatusOr<std::vector<std::string>> MembersOf(const Upload& upload) {
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<ByteSource> source,
                            OpenSource(upload, "", ImportOptions{}));
  const UploadReader::Options options;
  UploadReader reader(*source, CsvDialect{}, options);
  RowBatch batch(options.chunk_bytes);
  MILLRACE_RETURN_IF_ERROR(reader.Next(&batch).status());
  std::vector<std::string> names = JsonMemberNames(batch);
  if (names.empty()) {
    return UploadError(JobErrorCode::kInvalidFile,
                       "the upload has no JSON object in its first rows");
  }
  return names;
}

char CharacterOf(ColumnDelimiter delimiter) {
  FileSpec file;
  file.delimiter = delimiter;
  return DialectOf(file).delimiter;
}

}  // namespace

absl::StatusOr<JobSpec> JobSpecFromHeader(const Upload& upload,
                                          const HeaderSpecOptions& options) {
  if (upload.kind() == Upload::Kind::kStandardInput) {
    return absl::InvalidArgumentError(
        "a pipe's header cannot be read ahead: give a job spec");
  }
  MILLRACE_RETURN_IF_ERROR(CheckIsThere(upload));
  JobSpec spec;
  MILLRACE_ASSIGN_OR_RETURN(const std::string header,
                            HeaderRow(upload, &spec.file.file_name));
  const bool is_json =
      options.delimiter == ColumnDelimiter::kNdjson ||
      (!options.delimiter.has_value() && LooksLikeJson(header));
  if (is_json) {
    spec.file.delimiter = ColumnDelimiter::kNdjson;
    MILLRACE_ASSIGN_OR_RETURN(spec.file.columns, MembersOf(upload));
  }
  for (const ColumnDelimiter delimiter : kDelimiters) {
    if (is_json) break;
    if (options.delimiter.value_or(delimiter) != delimiter) continue;
    std::vector<std::string> cells = CellsOf(header, CharacterOf(delimiter));
    if (cells.size() <= spec.file.columns.size()) continue;
    spec.file.delimiter = delimiter;
    spec.file.columns = std::move(cells);
  }
  spec.description = "Import " + options.resource_type;
  spec.file.has_header = !is_json;
  spec.file.has_quotes = !is_json;
  if (spec.file.file_name.empty()) {
    spec.file.file_name = upload.kind() == Upload::Kind::kFile
                              ? upload.path().filename().string()
                              : "upload.csv";
  }
  spec.resource_type = options.resource_type;
  for (const std::string& name : options.mapping_types) {
    MappingSpec mapping;
    mapping.name = name;
    spec.mapping_types.push_back(std::move(mapping));
  }
  return spec;
}

}  // namespace millrace
