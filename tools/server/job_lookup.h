// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobLookup: the job that a request's path names, for the one who asks.
//
// Threading: pure function of the service.

#ifndef MILLRACE_TOOLS_SERVER_JOB_LOOKUP_H_
#define MILLRACE_TOOLS_SERVER_JOB_LOOKUP_H_

#include <optional>

#include "millrace/job_report.h"
#include "tools/server/http_message.h"
#include "tools/server/route.h"

namespace millrace::server {

// Fills *report, or returns what to answer instead: 400 for what is no number,
// 404 for a job that is not there or another key's (contract l.40).
std::optional<HttpResponse> FindCallersJob(Service& service,
                                           const ApiCall& call,
                                           JobReport* report);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_JOB_LOOKUP_H_
