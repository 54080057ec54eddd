// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/job_lookup.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "tools/millrace/text.h"
#include "tools/server/api_error.h"
#include "tools/server/service.h"

namespace millrace::server {
namespace {

HttpResponse NoJob(const ApiCall& call) {
  return NotFound("the job cannot be found", call.request.id);
}

}  // namespace

std::optional<HttpResponse> FindCallersJob(Service& service,
                                           const ApiCall& call,
                                           JobReport* report) {
  const std::string& text = call.parts[0];
  const std::optional<int64_t> number =
      tool::ParseInteger(text, std::numeric_limits<int64_t>::min(),
                         std::numeric_limits<int64_t>::max());
  if (!number.has_value()) {
    ApiError error;
    error.text = "must be a whole number";
    error.properties = {"jobId"};
    return ErrorResponse(400, {error}, call.request.id);
  }
  if (*number < 1 || *number > std::numeric_limits<int32_t>::max()) {
    return NoJob(call);
  }
  absl::StatusOr<JobReport> found =
      service.importer().GetJob(JobId{static_cast<int32_t>(*number)});
  if (absl::IsNotFound(found.status())) return NoJob(call);
  if (!found.ok()) return ErrorResponse(found.status(), call.request.id);
  if (!call.caller.MaySee(found->job.owner)) return NoJob(call);
  *report = *std::move(found);
  return std::nullopt;
}

}  // namespace millrace::server
