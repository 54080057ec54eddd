// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/budget_flags.h"

#include <limits>

namespace millrace::tool {

void BudgetFlags::Declare(FlagSet* flags) {
  constexpr int64_t kCountMax = std::numeric_limits<int64_t>::max();
  flags->AddInteger("max-rejected", "N",
                    "pause the job after the row with which more than N are "
                    "rejected; default: never",
                    0, kCountMax, &rejected_max);
  flags->AddInteger("max-rejected-percent", "P",
                    "pause it after the row with which more than P percent are "
                    "rejected, blank lines not counted; 100: never",
                    0, 100, &percent_max);
  flags->AddInteger("rejected-sample", "N",
                    "rows before the percentage is judged; default 100", 1,
                    kCountMax, &sample_rows);
}

bool BudgetFlags::is_given() const {
  return rejected_max || percent_max || sample_rows;
}

void BudgetFlags::ApplyTo(ErrorBudget* budget) const {
  if (rejected_max) {
    budget->rejected_max = static_cast<uint64_t>(*rejected_max);
  }
  if (percent_max) budget->percent_max = static_cast<uint32_t>(*percent_max);
  if (sample_rows) budget->sample_rows = static_cast<uint64_t>(*sample_rows);
}

}  // namespace millrace::tool
