// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobIntake: takes a posted job: reads and checks its spec, its address and
// who may post it, all defects at once; stores it, and puts it in the queue. A
// job can be read the moment this returns.
//
// Threading: pure functions of the service.

#ifndef MILLRACE_TOOLS_SERVER_JOB_INTAKE_H_
#define MILLRACE_TOOLS_SERVER_JOB_INTAKE_H_

#include "tools/server/route.h"
#include "tools/server/service.h"

namespace millrace::server {

// The answer to POST /bulkImportJobs.
HttpResponse TakeJob(Service& service, const ApiCall& call);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_JOB_INTAKE_H_
