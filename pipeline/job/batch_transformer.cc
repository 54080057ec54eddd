// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/batch_transformer.h"

#include "pipeline/source/csv_parser.h"

namespace millrace {

BatchTransformer::BatchTransformer(const MappingPlan& plan, const RowForm& form,
                                   StageClock* clock)
    : plan_(plan), dialect_(form.dialect), clock_(clock), transformer_(plan) {
  if (!form.json_columns.empty()) json_.emplace(form.json_columns);
}

void BatchTransformer::Transform(RowBatch* batch, DraftBatch* drafts) {
  {
    const StageTimer timer(clock_, Stage::kParse);
    if (json_.has_value()) {
      json_->Parse(batch);
    } else {
      ParseCells(dialect_, plan_.column_count, batch);
    }
  }
  const StageTimer timer(clock_, Stage::kTransform);
  transformer_.Transform(*batch, drafts);
}

}  // namespace millrace
