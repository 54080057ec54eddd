// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/result_renderer.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/status_macros.h"
#include "pipeline/results/csv_writer.h"

namespace millrace {
namespace {

std::string StemOf(std::string_view kind, JobId job) {
  return std::string(kind) + "-" + std::to_string(static_cast<int32_t>(job));
}

// The separators of the verbatim file are the upload's own; a last row that
// had none gets one, so that rows never run together.
bool IsEndedLine(std::string_view line) {
  return line.ends_with('\n') || line.ends_with('\r');
}

void EndLine(std::string* line) {
  if (!IsEndedLine(*line)) line->push_back('\n');
}

std::string HeaderOfVerbatim(const ResultLayout& layout) {
  std::string header = layout.upload_header();
  if (!header.empty()) EndLine(&header);
  return header;
}

}  // namespace

ResultRenderer::ResultRenderer(FileSystem& file_system,
                               const std::filesystem::path& directory,
                               const ResultLayout& layout)
    : layout_(layout),
      results_(file_system, directory, StemOf("results", layout.job_id()),
               "csv", layout.ResultsHeader(), layout.bytes_max()),
      rejects_(file_system, directory, StemOf("rejects", layout.job_id()),
               "csv", ResultLayout::RejectsHeader(), layout.bytes_max()),
      verbatim_(file_system, directory, StemOf("rejected", layout.job_id()),
                layout.upload_extension(), HeaderOfVerbatim(layout),
                layout.bytes_max()) {
  file_id_and_comma_.push_back(',');
  AppendNumber(&file_id_and_comma_, layout.upload_file_id());
  file_id_and_comma_.push_back(',');
}

absl::Status ResultRenderer::Add(std::string_view block) {
  MILLRACE_ASSIGN_OR_RETURN(const OutcomeBlockReader reader,
                            OutcomeBlockReader::Open(block));
  for (size_t i = 0; i < reader.row_count(); ++i) {
    const BlockRow& row = reader.row(i);
    if (IsImported(row.verdict)) {
      MILLRACE_RETURN_IF_ERROR(AddImported(row));
    } else if (row.verdict == Verdict::kRejected) {
      MILLRACE_RETURN_IF_ERROR(AddRejected(row));
    }
  }
  return absl::OkStatus();
}

void ResultRenderer::AppendKey(std::string_view key) {
  if (!layout_.is_key_integer()) {
    AppendCsvCell(&line_, key);
    return;
  }
  int64_t number = 0;
  MILLRACE_CHECK(ReadOrderedInt64(&key, &number));
  AppendNumber(&line_, number);
}

std::string_view ResultRenderer::MessageOf(size_t mapping,
                                           const Outcome& outcome) {
  // Few texts are ever used: a mapping's fields times the codes, at most.
  if (messages_.size() <= mapping) messages_.resize(mapping + 1);
  const size_t index =
      (static_cast<size_t>(outcome.field_index) + 1) % 256 * 256 +
      static_cast<size_t>(outcome.code);
  std::vector<std::string>& texts = messages_[mapping];
  if (texts.size() <= index) texts.resize(index + 1);
  if (texts[index].empty()) {
    AppendCsvCell(&texts[index], layout_.Message(mapping, outcome));
  }
  return texts[index];
}

absl::Status ResultRenderer::AddImported(const BlockRow& row) {
  line_.clear();
  AppendNumber(&line_, static_cast<int64_t>(row.row_number));
  line_.append(file_id_and_comma_);
  AppendKey(row.key);
  line_.push_back(',');
  line_.append(layout_.key_type());
  std::string_view cells = row.requested;
  for (size_t i = 0; i < layout_.requested_count(); ++i) {
    std::string_view cell;
    if (!ReadLengthPrefixed(&cells, &cell)) {
      return absl::DataLossError("outcome block damaged: requested cells");
    }
    line_.push_back(',');
    AppendCsvCell(&line_, cell);
  }
  if (layout_.shows_match()) {
    line_.push_back(',');
    AppendCsvCell(&line_, layout_.MatchText(row.found, row.is_ambiguous));
  }
  for (const size_t m : layout_.shown()) {
    line_.push_back(',');
    line_.append(MessageOf(m, row.outcomes[m]));
    if (!layout_.has_codes()) continue;
    line_.push_back(',');
    line_.append(EntryOf(row.outcomes[m].code).name);
  }
  line_.append(kCsvLineEnd);
  return results_.Append(line_);
}

absl::Status ResultRenderer::AddRejected(const BlockRow& row) {
  line_.clear();
  AppendNumber(&line_, static_cast<int64_t>(row.row_number));
  line_.push_back(',');
  AppendNumber(&line_, static_cast<int64_t>(row.byte_offset));
  line_.push_back(',');
  AppendCsvCell(&line_, layout_.ColumnName(row.reject_column));
  line_.push_back(',');
  line_.append(EntryOf(row.reject_code).name);
  line_.push_back(',');
  AppendCsvCell(&line_, layout_.RejectText(row.reject_code, row.reject_mapping,
                                           row.reject_field));
  line_.append(kCsvLineEnd);
  MILLRACE_RETURN_IF_ERROR(rejects_.Append(line_));
  // Contract m.15: a line over the limit cannot be mended from its first bytes,
  // which are all that is kept of it; its line end never is.
  if (row.reject_code == Code::kRowTooLong && !IsEndedLine(row.raw)) {
    return absl::OkStatus();
  }
  line_.assign(row.raw);
  EndLine(&line_);
  return verbatim_.Append(line_);
}

absl::Status ResultRenderer::Close(bool is_complete) {
  MILLRACE_RETURN_IF_ERROR(results_.Close(is_complete));
  MILLRACE_RETURN_IF_ERROR(rejects_.Close(false));
  return verbatim_.Close(false);
}

std::vector<ResultFile> ResultRenderer::reject_files() const {
  std::vector<ResultFile> files = rejects_.files();
  files.insert(files.end(), verbatim_.files().begin(), verbatim_.files().end());
  return files;
}

}  // namespace millrace
