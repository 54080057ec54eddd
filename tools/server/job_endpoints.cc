// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind endpoints.h: jobs.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/millrace/text.h"
#include "tools/server/api_error.h"
#include "tools/server/budget_query.h"
#include "tools/server/endpoints.h"
#include "tools/server/job_intake.h"
#include "tools/server/job_lookup.h"
#include "tools/server/page_query.h"

namespace millrace::server {
namespace {

constexpr int64_t kWaitSecondsMax = 60;
constexpr absl::Duration kCancelWait = absl::Seconds(30);

HttpResponse WrongMember(const ApiCall& call, std::string member,
                         std::string text) {
  ApiError error;
  error.text = std::move(text);
  error.properties = {std::move(member)};
  return ErrorResponse(400, {error}, call.request.id);
}

}  // namespace

HttpReply PostJob(Service& service, ApiCall& call) {
  return TakeJob(service, call);
}

HttpReply GetJob(Service& service, ApiCall& call) {
  JobReport report;
  if (auto response = FindCallersJob(service, call, &report)) {
    return *std::move(response);
  }
  const std::optional<std::string_view> wait = call.request.Query("wait");
  if (wait.has_value() && !IsSettled(report.job.status) && !call.is_wait_over) {
    const std::optional<int64_t> seconds =
        tool::ParseInteger(*wait, 0, kWaitSecondsMax);
    if (!seconds.has_value()) {
      return WrongMember(call, "wait",
                         "takes seconds, a whole number from 0 to 60");
    }
    if (*seconds > 0) {
      return HttpReply(Service::WaitKey(report.job.id),
                       call.received + absl::Seconds(*seconds));
    }
  }
  return HttpResponse::Json(200, service.JobJson(report, call.base));
}

namespace {

// Any word that a status is shown with, and "unfinished"; false for any other.
bool StatusesOf(std::string_view word, std::vector<JobStatus>* statuses) {
  for (const JobStatus status :
       {JobStatus::kPending, JobStatus::kInProgress, JobStatus::kCompleted,
        JobStatus::kCompletedWithErrors, JobStatus::kInProgressWithErrors,
        JobStatus::kFailed}) {
    for (const StatusWords words :
         {StatusWords::kSeed, StatusWords::kDocumented,
          StatusWords::kDocumentedWithErrors}) {
      if (!tool::EqualsIgnoringCase(word, StatusWord(status, words))) continue;
      *statuses = {status};
      return true;
    }
  }
  if (!tool::EqualsIgnoringCase(word, "unfinished")) return false;
  *statuses = {JobStatus::kPending, JobStatus::kInProgress};
  return true;
}

}  // namespace

HttpReply ListJobs(Service& service, ApiCall& call) {
  const absl::StatusOr<PageQuery> page = ParsePageQuery(call.request);
  if (!page.ok()) return ErrorResponse(page.status(), call.request.id);
  JobQuery query;
  query.newest_first = true;
  query.skip = page->skip;
  query.count_max = page->top;
  if (!call.caller.sees_all) query.owner = call.caller.owner;
  query.text = call.request.Query("text").value_or("");
  const std::optional<std::string_view> status = call.request.Query("status");
  if (status.has_value() && !StatusesOf(*status, &query.statuses)) {
    return WrongMember(
        call, "status",
        "takes Pending, InProgress, Complete, Failed or unfinished");
  }
  const absl::StatusOr<JobPage> jobs = service.importer().ListJobs(query);
  if (!jobs.ok()) return ErrorResponse(jobs.status(), call.request.id);
  std::vector<std::string> items;
  for (const JobReport& report : jobs->jobs) {
    items.push_back(service.JobJson(report, call.base));
  }
  return HttpResponse::Json(
      200, PageJson(items, jobs->count, *page, call.address, call.request));
}

HttpReply CancelJob(Service& service, ApiCall& call) {
  JobReport report;
  if (auto response = FindCallersJob(service, call, &report)) {
    return *std::move(response);
  }
  const JobId id = report.job.id;
  if (!call.is_asked_again) {
    const absl::Status status = service.queue().Cancel(id);
    if (absl::IsNotFound(status)) {
      return ErrorResponse(409, "CONFLICT", "the job has settled already",
                           call.request.id);
    }
    if (!status.ok()) return ErrorResponse(status, call.request.id);
    if (auto response = FindCallersJob(service, call, &report)) {
      return *std::move(response);
    }
  }
  if (!IsSettled(report.job.status) && !call.is_wait_over) {
    return HttpReply(Service::WaitKey(id), call.received + kCancelWait);
  }
  return HttpResponse::Json(IsSettled(report.job.status) ? 200 : 202,
                            service.JobJson(report, call.base));
}

HttpReply ResumeJob(Service& service, ApiCall& call) {
  JobReport report;
  if (auto response = FindCallersJob(service, call, &report)) {
    return *std::move(response);
  }
  absl::Status status;
  if (HasBudget(call.request)) {
    ErrorBudget budget = report.job.error_budget;
    status = TakeBudget(call.request, &budget);
    if (status.ok()) {
      status = service.importer().SetErrorBudget(report.job.id, budget);
    }
    if (!status.ok()) return ErrorResponse(status, call.request.id);
  }
  status = service.queue().Resume(report.job.id);
  if (absl::IsNotFound(status)) {
    return ErrorResponse(409, "CONFLICT", "the job has settled already",
                         call.request.id);
  }
  if (!status.ok()) return ErrorResponse(status, call.request.id);
  return HttpResponse::Json(200, service.JobJson(report, call.base));
}

}  // namespace millrace::server
