// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What answers each route; see route_table.cc for which is which. Each is a
// function of the service and one request.
//
// Threading: called from the HTTP server's threads.

#ifndef MILLRACE_TOOLS_SERVER_ENDPOINTS_H_
#define MILLRACE_TOOLS_SERVER_ENDPOINTS_H_

#include <optional>

#include "tools/server/route.h"
#include "tools/server/service.h"

namespace millrace::server {

// Jobs.
HttpReply PostJob(Service& service, ApiCall& call);
HttpReply GetJob(Service& service, ApiCall& call);
HttpReply ListJobs(Service& service, ApiCall& call);
HttpReply CancelJob(Service& service, ApiCall& call);
HttpReply ResumeJob(Service& service, ApiCall& call);
HttpReply ListRows(Service& service, ApiCall& call);
HttpReply GetResultFile(Service& service, ApiCall& call);

// The catalogue, and the key.
HttpReply ListResources(Service& service, ApiCall& call);
HttpReply ListMappingTypes(Service& service, ApiCall& call);
HttpReply GetMappingType(Service& service, ApiCall& call);
HttpReply ListFieldValues(Service& service, ApiCall& call);
HttpReply ListKeyProfiles(Service& service, ApiCall& call);
HttpReply ChangeValueList(Service& service, ApiCall& call);

// Direct uploads.
std::optional<HttpResponse> BeginUpload(Service& service, ApiCall& call);
std::optional<HttpResponse> ContinueUpload(Service& service, ApiCall& call);
HttpReply FinishPiece(Service& service, ApiCall& call);
HttpReply GetUpload(Service& service, ApiCall& call);
HttpReply DeleteUpload(Service& service, ApiCall& call);

// The service itself.
HttpReply GetHealth(Service& service, ApiCall& call);
HttpReply GetReadiness(Service& service, ApiCall& call);
HttpReply GetMetrics(Service& service, ApiCall& call);
HttpReply GetOpenApi(Service& service, ApiCall& call);
HttpReply GetPage(Service& service, ApiCall& call);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_ENDPOINTS_H_
