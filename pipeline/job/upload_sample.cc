// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/upload_sample.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "engine/base/status_macros.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/job/upload_opener.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/source/upload_reader.h"

namespace millrace {
namespace {

std::string TextOf(const RowBatch& batch, const Cell& cell) {
  std::string text(CellText(batch, cell));
  if (cell.needs_unescape) text.resize(UnescapeCell(text, text.data()));
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

}  // namespace

absl::StatusOr<UploadSample> SampleUpload(const Upload& upload,
                                          const FileSpec& file,
                                          size_t row_count_max) {
  MILLRACE_ASSIGN_OR_RETURN(
      const std::unique_ptr<ByteSource> source,
      OpenSource(upload, file.file_name, ImportOptions{}));
  const CsvDialect dialect = DialectOf(file);
  UploadReader reader(*source, dialect, UploadReader::Options{});
  RowBatch batch(UploadReader::Options{}.chunk_bytes);
  UploadSample sample;
  sample.values.resize(file.columns.size());
  while (sample.row_count < row_count_max) {
    MILLRACE_ASSIGN_OR_RETURN(const bool has_rows, reader.Next(&batch));
    if (!has_rows) break;
    ParseCells(dialect, file.columns.size(), &batch);
    for (size_t r = 0; r < batch.rows.size(); ++r) {
      if (batch.rows[r].shape != RowShape::kRow) continue;
      if (batch.defects[r] != RowDefect::kNone) continue;
      if (sample.row_count == row_count_max) break;
      ++sample.row_count;
      for (size_t c = 0; c < file.columns.size(); ++c) {
        std::string text =
            TextOf(batch, batch.cells[r * file.columns.size() + c]);
        if (!text.empty()) sample.values[c].push_back(std::move(text));
      }
    }
  }
  return sample;
}

}  // namespace millrace
