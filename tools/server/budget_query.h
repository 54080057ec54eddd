// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// BudgetQuery: a job's error budget as a request's query gives it, for POST
// and for resuming (contract m.11):
//
//   ?maxRejected=100&maxRejectedPercent=5&rejectedSample=1000
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_BUDGET_QUERY_H_
#define MILLRACE_TOOLS_SERVER_BUDGET_QUERY_H_

#include "absl/status/status.h"

#include "millrace/job_state.h"
#include "tools/server/http_message.h"

namespace millrace::server {

// Whether the query says anything of it.
bool HasBudget(const HttpRequest& request);

// Changes what the query says and leaves the rest. kInvalidArgument names the
// member that is no number or out of range.
absl::Status TakeBudget(const HttpRequest& request, ErrorBudget* budget);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_BUDGET_QUERY_H_
