// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/row_reader.h"

#include <string>

#include "engine/base/status_macros.h"
#include "pipeline/batch/outcome_block.h"

namespace millrace {
namespace {

absl::StatusOr<RowReport> ReportOf(const ResultLayout& layout,
                                   const BlockRow& row, size_t mapping_count) {
  RowReport report;
  report.row_number = row.row_number;
  if (row.verdict == Verdict::kRejected) {
    report.is_rejected = true;
    report.byte_offset = row.byte_offset;
    report.reject_code = row.reject_code;
    report.reject_column = layout.ColumnName(row.reject_column);
    report.reject_text = layout.RejectText(row.reject_code, row.reject_mapping,
                                           row.reject_field);
    return report;
  }
  if (!row.key.empty()) {
    MILLRACE_ASSIGN_OR_RETURN(
        report.key, PrimaryKey::Decode(row.key, layout.is_key_integer()));
  }
  report.matched_by = layout.MatchText(row.found, row.is_ambiguous);
  for (size_t m = 0; m < mapping_count; ++m) {
    report.codes.push_back(row.outcomes[m].code);
    report.messages.push_back(layout.Message(m, row.outcomes[m]));
  }
  return report;
}

}  // namespace

absl::StatusOr<bool> VisitBlock(
    const ResultLayout& layout, std::string_view block,
    const std::function<bool(const RowReport&)>& visit) {
  MILLRACE_ASSIGN_OR_RETURN(const OutcomeBlockReader reader,
                            OutcomeBlockReader::Open(block));
  for (size_t i = 0; i < reader.row_count(); ++i) {
    if (reader.row(i).verdict == Verdict::kBlank) continue;
    MILLRACE_ASSIGN_OR_RETURN(
        const RowReport report,
        ReportOf(layout, reader.row(i), reader.mapping_count()));
    if (!visit(report)) return false;
  }
  return true;
}

}  // namespace millrace
