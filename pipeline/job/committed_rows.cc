// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/committed_rows.h"

#include <cstddef>

#include "pipeline/batch/row_check.h"

namespace millrace {

absl::Status CommittedRows::PassOver(RowBatch* batch) {
  size_t passed = 0;
  while (left_ > 0 && passed < batch->rows.size()) {
    check_ = RowCheck(*batch, passed, check_);
    // Chunks may be smaller now: a batch's own rows are counted from its start.
    batch->committed_check = RowCheck(*batch, passed, batch->committed_check);
    ++passed;
    --left_;
  }
  if (left_ == 0 && check_ != expected_check_) {
    return absl::FailedPreconditionError(
        "upload differs from the one the job began with");
  }
  batch->rows.erase(batch->rows.begin(),
                    batch->rows.begin() + static_cast<std::ptrdiff_t>(passed));
  batch->first_row_number += passed;
  batch->committed_rows = passed;
  return absl::OkStatus();
}

}  // namespace millrace
