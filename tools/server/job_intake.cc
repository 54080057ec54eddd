// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/job_intake.h"

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "millrace/job_spec.h"
#include "tools/millrace/text.h"
#include "tools/server/api_error.h"
#include "tools/server/budget_query.h"

namespace millrace::server {
namespace {

constexpr int64_t kPriorityMin = -10;

// Holds an idempotency key until the job is made, or is not.
class KeyHold {
 public:
  KeyHold(IdempotencyLedger& ledger, std::string owner, std::string key)
      : ledger_(ledger), owner_(std::move(owner)), key_(std::move(key)) {}
  ~KeyHold() { ledger_.Release(owner_, key_); }
  KeyHold(const KeyHold&) = delete;
  KeyHold& operator=(const KeyHold&) = delete;

 private:
  IdempotencyLedger& ledger_;
  const std::string owner_;
  const std::string key_;
};

HttpResponse MadeJob(JobId id) {
  return HttpResponse::Json(
      200, "{\"jobId\":" + std::to_string(static_cast<int32_t>(id)) + "}");
}

HttpResponse TooManyJobs(std::string_view reference) {
  HttpResponse response =
      ErrorResponse(429, "TOO_MANY_JOBS",
                    "too many jobs are waiting; try again later", reference);
  response.headers.emplace_back("Retry-After", "30");
  return response;
}

void AddDefect(std::string path, const absl::Status& status, JobSpec* spec) {
  if (status.ok()) return;
  SpecDefect defect;
  defect.path = std::move(path);
  defect.text = std::string(status.message());
  spec->defects.push_back(std::move(defect));
}

bool IsTrue(std::optional<std::string_view> text) {
  return text.has_value() &&
         (text->empty() || tool::EqualsIgnoringCase(*text, "true") ||
          *text == "1");
}

// What the library does not check: addresses.
void CheckAddresses(Service& service, const Caller& caller, JobSpec* spec) {
  AddDefect("file.sourceUrl",
            service.spool().Check(spec->file.source_url, caller.owner,
                                  caller.sees_all),
            spec);
  if (!spec->webhook_url.empty()) {
    AddDefect("webhookUrl",
              service.notice().check
                  ? service.notice().check(spec->webhook_url)
                  : absl::InvalidArgumentError("this service sends no notices"),
              spec);
  }
}

absl::StatusOr<int32_t> PriorityOf(const HttpRequest& request) {
  const std::optional<std::string_view> text = request.Query("priority");
  if (!text.has_value()) return 0;
  const std::optional<int64_t> number =
      tool::ParseInteger(*text, kPriorityMin, 0);
  if (!number.has_value()) {
    return absl::InvalidArgumentError(
        "priority: takes a whole number from -10 to 0");
  }
  return static_cast<int32_t>(*number);
}

absl::StatusOr<JobId> Submit(Service& service, const JobSpec& spec,
                             const SubmitOptions& options) {
  const std::string& url = spec.file.source_url;
  const std::filesystem::path path = service.spool().NewPath();
  // With defects the library says them all; nothing is taken.
  if (spec.defects.empty()) {
    absl::Status status = service.spool().TakeDirect(url, path);
    if (!status.ok()) return status;
  }
  absl::StatusOr<JobId> id =
      service.importer().Submit(spec, Upload(path), options);
  std::error_code error;
  if (!id.ok()) {
    std::filesystem::remove(path, error);
    return id;
  }
  absl::StatusOr<JobRecord> job = service.store().View()->GetJob(*id);
  if (job.ok()) service.ledger().Add(*job, absl::Now());
  LineEntry entry = {.owner = options.owner, .priority = options.priority};
  if (std::filesystem::exists(path, error)) entry.state = LineState::kReady;
  service.queue().Add(*id, entry);
  return id;
}

HttpResponse CheckAndSubmit(Service& service, const ApiCall& call,
                            const std::string& stored_key) {
  const std::string& reference = call.request.id;
  if (service.queue().IsFull()) return TooManyJobs(reference);
  const absl::StatusOr<int32_t> priority = PriorityOf(call.request);
  if (!priority.ok()) return ErrorResponse(priority.status(), reference);
  absl::StatusOr<JobSpec> spec = ParseJobSpec(call.body);
  if (!spec.ok()) {
    return ErrorResponse(400, "INVALID_PARAMETER",
                         std::string(spec.status().message()), reference);
  }
  CheckAddresses(service, call.caller, &*spec);
  if (!spec->resource_type.empty() &&
      !call.caller.MayImport(spec->resource_type)) {
    ApiError error;
    error.code = "FORBIDDEN";
    error.text = "the key may not import this resource type";
    error.properties = {"actions[0].resourceType"};
    return ErrorResponse(403, {error}, reference);
  }
  SubmitOptions options;
  options.dry_run = IsTrue(call.request.Query("dryRun"));
  options.owner = call.caller.owner;
  options.priority = *priority;
  options.idempotency_key = stored_key;
  options.upload_follows = true;
  if (const absl::Status status =
          TakeBudget(call.request, &options.error_budget);
      !status.ok()) {
    return ErrorResponse(status, reference);
  }
  const absl::StatusOr<JobId> id = Submit(service, *spec, options);
  return id.ok() ? MadeJob(*id) : ErrorResponse(id.status(), reference);
}

}  // namespace

HttpResponse TakeJob(Service& service, const ApiCall& call) {
  const std::string& reference = call.request.id;
  const std::optional<std::string_view> key =
      call.request.Header("idempotency-key");
  if (!key.has_value()) return CheckAndSubmit(service, call, "");
  if (key->empty() || key->size() > kIdempotencyKeyBytesMax) {
    return ErrorResponse(400, "INVALID_PARAMETER",
                         "Idempotency-Key takes 1 to 255 characters",
                         reference);
  }
  // The flags in the query are part of the request.
  std::string request = call.body;
  for (const auto& [name, value] : call.request.query) {
    request += "\n" + name + "=" + value;
  }
  JobId job = JobId{0};
  switch (service.ledger().Take(call.caller.owner, *key, request, absl::Now(),
                                &job)) {
    case IdempotencyLedger::Verdict::kRepeated:
      return MadeJob(job);
    case IdempotencyLedger::Verdict::kMismatch:
      return ErrorResponse(422, "IDEMPOTENCY_MISMATCH",
                           "the Idempotency-Key was used with another request",
                           reference);
    case IdempotencyLedger::Verdict::kBusy:
      return ErrorResponse(
          409, "CONFLICT",
          "another request with this Idempotency-Key is under way", reference);
    case IdempotencyLedger::Verdict::kNew:
      break;
  }
  const KeyHold hold(service.ledger(), call.caller.owner, std::string(*key));
  return CheckAndSubmit(service, call,
                        IdempotencyLedger::StoredKey(*key, request));
}

}  // namespace millrace::server
