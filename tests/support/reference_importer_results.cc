// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer_results.h"

namespace millrace::reference {
namespace {

std::string CsvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    row += CsvCell(cells[i]);
  }
  return row + "\r\n";
}

// Puts rows into parts, none over the limit unless a single row is, each with
// the header.
class PartWriter {
 public:
  PartWriter(Files* files, std::string stem, std::string extension,
             std::string header, int64_t limit_kb)
      : files_(files),
        stem_(std::move(stem)),
        extension_(std::move(extension)),
        header_(std::move(header)),
        bytes_max_(static_cast<size_t>(limit_kb) * 1000) {}

  void Add(const std::string& row) {
    if (part_ == 0 || (rows_ > 0 && Text().size() + row.size() > bytes_max_)) {
      Begin();
    }
    Text() += row;
    ++rows_;
  }

 private:
  void Begin() {
    ++part_;
    rows_ = 0;
    Text() = header_;
  }

  std::string& Text() {
    return (*files_)[stem_ + "-" + std::to_string(part_) + "." + extension_];
  }

  Files* const files_;
  const std::string stem_;
  const std::string extension_;
  const std::string header_;
  const size_t bytes_max_;
  int part_ = 0;
  int rows_ = 0;
};

std::string ResultHeader(const BoundJob& job) {
  std::vector<std::string> cells = {"BulkUploadDataID", "ULFileID",
                                    "PrimaryKey", "PrimaryKeyType"};
  for (const std::string& name : job.spec->columns_to_include) {
    cells.push_back(name);
  }
  if (job.spec->include_match_in_results_file) cells.push_back("MatchedBy");
  for (const BoundMapping& mapping : job.mappings) {
    if (mapping.result_header.empty()) continue;
    cells.push_back(mapping.result_header);
    if (job.spec->result_codes)
      cells.push_back(mapping.result_header + "_Code");
  }
  return CsvRow(cells);
}

std::string ResultRow(const BoundJob& job, const FileNames& names,
                      const RowResult& row) {
  std::vector<std::string> cells = {std::to_string(row.number),
                                    std::to_string(names.upload_file_id),
                                    ToText(row.key), job.type->key_name};
  for (const std::string& cell : row.requested) cells.push_back(cell);
  if (job.spec->include_match_in_results_file) cells.push_back(row.matched_by);
  for (size_t m = 0; m < job.mappings.size(); ++m) {
    if (!job.mappings[m].result_header.empty()) {
      cells.push_back(row.messages[m]);
      if (job.spec->result_codes) {
        cells.emplace_back(EntryOf(row.codes[m]).name);
      }
    }
  }
  return CsvRow(cells);
}

std::string RejectRow(const RowResult& row) {
  return CsvRow({std::to_string(row.number), std::to_string(row.byte),
                 row.reject_column, std::string(EntryOf(row.reject_code).name),
                 row.reject_text});
}

std::string ExtensionOf(const FileSpec& file) {
  const size_t dot = file.file_name.find_last_of("./");
  if (dot != std::string::npos && file.file_name[dot] == '.' &&
      dot + 1 < file.file_name.size()) {
    return file.file_name.substr(dot + 1);
  }
  if (file.delimiter == ColumnDelimiter::kNdjson) return "ndjson";
  return file.delimiter == ColumnDelimiter::kCsv ? "csv" : "txt";
}

}  // namespace

std::string CsvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

Files RenderFiles(const BoundJob& job, const FileNames& names,
                  const std::vector<RowResult>& rows) {
  Files files;
  const std::string id = std::to_string(names.job_id);
  const int64_t limit_kb = job.spec->result_file_size_kb_limit;
  PartWriter results(&files, "results-" + id, "csv", ResultHeader(job),
                     limit_kb);
  PartWriter rejects(&files, "rejects-" + id, "csv",
                     CsvRow({"Row", "Byte", "Column", "Code", "Text"}),
                     limit_kb);
  PartWriter rejected(&files, "rejected-" + id, ExtensionOf(job.spec->file),
                      names.header, limit_kb);
  for (const RowResult& row : rows) {
    if (!row.is_rejected) {
      results.Add(ResultRow(job, names, row));
      continue;
    }
    rejects.Add(RejectRow(row));
    if (!row.is_line_long) rejected.Add(row.bytes);
  }
  return files;
}

}  // namespace millrace::reference
