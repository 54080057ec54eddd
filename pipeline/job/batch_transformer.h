// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// BatchTransformer: what is done to a batch between reader and committer: its
// rows are parsed, as delimited text or as JSON, and transformed into drafts.
//
// Threading: belongs to one thread; a worker has its own.

#ifndef MILLRACE_PIPELINE_JOB_BATCH_TRANSFORMER_H_
#define MILLRACE_PIPELINE_JOB_BATCH_TRANSFORMER_H_

#include <optional>
#include <string>
#include <vector>

#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/batch/stage_clock.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/ndjson_parser.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace {

// How an upload's rows are written.
struct RowForm {
  CsvDialect dialect = {};
  // Not empty: rows are JSON objects with members for columns of these names.
  std::vector<std::string> json_columns = {};
};

class BatchTransformer {
 public:
  // The plan must outlive the transformer, and so must a clock.
  BatchTransformer(const MappingPlan& plan, const RowForm& form,
                   StageClock* clock);

  // REQUIRES: the batch's rows are cut; drafts is clear.
  void Transform(RowBatch* batch, DraftBatch* drafts);

 private:
  // Constant after construction.
  const MappingPlan& plan_;
  const CsvDialect dialect_;
  StageClock* const clock_;

  // Owned by one thread.
  std::optional<NdjsonParser> json_;
  RowTransformer transformer_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_BATCH_TRANSFORMER_H_
