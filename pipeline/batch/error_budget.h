// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Judges a job's counters by its error budget (contract m.11).
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_BATCH_ERROR_BUDGET_H_
#define MILLRACE_PIPELINE_BATCH_ERROR_BUDGET_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

#include "millrace/job_state.h"

namespace millrace {

// Whether so many rejected rows are too many. not_blank: imported and rejected
// rows together.
bool IsExceeded(const ErrorBudget& budget, uint64_t rejected,
                uint64_t not_blank);
bool IsExceeded(const ErrorBudget& budget, const JobCounters& counters);

// Why the job pauses, for people. REQUIRES: the budget is exceeded.
std::string ExceededText(const ErrorBudget& budget,
                         const JobCounters& counters);

// kInvalidArgument: a percentage above 100.
absl::Status CheckBudget(const ErrorBudget& budget);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_ERROR_BUDGET_H_
