// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/upload_opener.h"

#include "engine/base/annotate.h"
#include "engine/io/posix_file_system.h"

namespace millrace {

absl::StatusOr<std::unique_ptr<ByteSource>> OpenSource(
    const Upload& upload, std::string_view member_name,
    const ImportOptions& options) {
  switch (upload.kind()) {
    case Upload::Kind::kMemory:
      return MemorySource(*upload.bytes());
    case Upload::Kind::kStandardInput:
      return StandardInputSource();
    case Upload::Kind::kFile:
      break;
  }
  ZipLimits limits;
  limits.zip_bytes_max = options.zip_bytes_max;
  limits.unpacked_bytes_max = options.unpacked_bytes_max;
  limits.ratio_max = options.zip_ratio_max;
  return OpenUpload(*PosixFileSystem(), upload.path(), member_name, limits);
}

absl::Status CheckIsThere(const Upload& upload) {
  if (upload.kind() != Upload::Kind::kFile) return absl::OkStatus();
  return Annotate(PosixFileSystem()->Kind(upload.path()).status(), "upload");
}

CsvDialect DialectOf(const FileSpec& file) {
  CsvDialect dialect;
  if (file.delimiter == ColumnDelimiter::kTab) dialect.delimiter = '\t';
  if (file.delimiter == ColumnDelimiter::kPipe) dialect.delimiter = '|';
  dialect.has_header = file.has_header;
  dialect.has_quotes = file.has_quotes;
  return dialect;
}

RowForm RowFormOf(const FileSpec& file) {
  RowForm form;
  form.dialect = DialectOf(file);
  if (file.delimiter == ColumnDelimiter::kNdjson) {
    form.json_columns = file.columns;
  }
  return form;
}

}  // namespace millrace
