// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// BudgetFlags: the flags of `load` and `resume` that say how many rejected rows
// a job bears.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_BUDGET_FLAGS_H_
#define MILLRACE_TOOLS_MILLRACE_BUDGET_FLAGS_H_

#include <cstdint>
#include <optional>

#include "millrace/job_state.h"
#include "tools/millrace/flags.h"

namespace millrace::tool {

struct BudgetFlags {
  std::optional<int64_t> rejected_max = {};
  std::optional<int64_t> percent_max = {};
  std::optional<int64_t> sample_rows = {};

  void Declare(FlagSet* flags);
  bool is_given() const;
  // Leaves alone what no flag says.
  void ApplyTo(ErrorBudget* budget) const;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_BUDGET_FLAGS_H_
