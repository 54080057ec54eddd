// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/error_budget.h"

#include "engine/base/annotate.h"

namespace millrace {
namespace {

constexpr uint64_t kWholePercent = 100;

bool IsCountExceeded(const ErrorBudget& budget, uint64_t rejected) {
  return budget.rejected_max.has_value() && rejected > *budget.rejected_max;
}

bool IsPercentExceeded(const ErrorBudget& budget, uint64_t rejected,
                       uint64_t not_blank) {
  return budget.percent_max.has_value() && not_blank >= budget.sample_rows &&
         rejected * kWholePercent > not_blank * *budget.percent_max;
}

}  // namespace

bool IsExceeded(const ErrorBudget& budget, uint64_t rejected,
                uint64_t not_blank) {
  return IsCountExceeded(budget, rejected) ||
         IsPercentExceeded(budget, rejected, not_blank);
}

bool IsExceeded(const ErrorBudget& budget, const JobCounters& counters) {
  return IsExceeded(budget, counters.rejected,
                    counters.imported + counters.rejected);
}

std::string ExceededText(const ErrorBudget& budget,
                         const JobCounters& counters) {
  if (IsCountExceeded(budget, counters.rejected)) {
    return "error budget: more than " + std::to_string(*budget.rejected_max) +
           " rows are rejected";
  }
  return "error budget: more than " +
         std::to_string(budget.percent_max.value_or(0)) + "% of " +
         std::to_string(counters.imported + counters.rejected) +
         " rows are rejected";
}

absl::Status CheckBudget(const ErrorBudget& budget) {
  if (budget.percent_max.value_or(0) <= kWholePercent) return absl::OkStatus();
  return StatusOf(absl::StatusCode::kInvalidArgument,
                  "error budget: percentage above 100: " +
                      std::to_string(*budget.percent_max));
}

}  // namespace millrace
