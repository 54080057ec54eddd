// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/importer.h"

#include <map>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/checksum.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "millrace/value_list.h"
#include "pipeline/batch/error_budget.h"
#include "pipeline/job/job_lifecycle.h"
#include "pipeline/job/job_outcomes.h"
#include "pipeline/job/job_position.h"
#include "pipeline/job/job_query.h"
#include "pipeline/job/job_runner.h"
#include "pipeline/job/match_version.h"
#include "pipeline/job/prepared_job.h"
#include "pipeline/job/upload_opener.h"

namespace millrace {
namespace {

constexpr std::string_view kMemorySource = "(memory)";
constexpr std::string_view kStandardInputSource = "-";

std::string JobName(JobId id) {
  return "job " + std::to_string(static_cast<int32_t>(id));
}

std::string SourceOf(const Upload& upload) {
  switch (upload.kind()) {
    case Upload::Kind::kMemory:
      return std::string(kMemorySource);
    case Upload::Kind::kStandardInput:
      return std::string(kStandardInputSource);
    case Upload::Kind::kFile:
      break;
  }
  std::error_code ignored;  // a path that cannot be made absolute stays
  const std::filesystem::path path =
      std::filesystem::absolute(upload.path(), ignored);
  return path.empty() ? upload.path().string() : path.string();
}

}  // namespace

class Importer::Impl {
 public:
  Impl(Store& store, ImportOptions options)
      : store_(store),
        options_(std::move(options)),
        options_status_(options_.Validate()) {}

  absl::StatusOr<JobId> Submit(const JobSpec& spec, const Upload& upload,
                               const SubmitOptions& submit);
  absl::Status Run(JobId id, const Upload* upload, std::stop_token stop);
  absl::Status SetErrorBudget(JobId id, const ErrorBudget& budget);
  absl::Status SettleEarly(JobId id, EarlyEnd early_end);
  absl::StatusOr<JobReport> GetJob(JobId id) const;
  absl::StatusOr<JobPage> ListJobs(const JobQuery& query) const;
  absl::StatusOr<RenderedFiles> RenderResults(
      JobId id, const std::filesystem::path& directory,
      const RenderOptions& options) const;
  absl::Status VisitRows(
      JobId id, uint64_t first_row,
      const std::function<bool(const RowReport&)>& visit) const;
  absl::StatusOr<Catalogue> EffectiveCatalogue() const;

 private:
  absl::Time Now() const { return options_.now ? options_.now() : absl::Now(); }
  absl::StatusOr<Upload> UploadOf(const JobRecord& job) const;
  void ForgetUpload(JobId id);

  // Constant after construction.
  Store& store_;
  const ImportOptions options_;
  const absl::Status options_status_;

  mutable Mutex mutex_;
  // Guarded by mutex_: uploads that cannot be opened again by name.
  std::map<JobId, Upload> uploads_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<Catalogue> Importer::Impl::EffectiveCatalogue() const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  Catalogue catalogue =
      options_.catalogue.has_value() ? *options_.catalogue : BuiltInCatalogue();
  MILLRACE_RETURN_IF_ERROR(AddListEntries(store_, &catalogue));
  return catalogue;
}

absl::StatusOr<JobId> Importer::Impl::Submit(const JobSpec& spec,
                                             const Upload& upload,
                                             const SubmitOptions& submit) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_RETURN_IF_ERROR(CheckBudget(submit.error_budget));
  MILLRACE_ASSIGN_OR_RETURN(const Catalogue catalogue, EffectiveCatalogue());
  std::vector<SpecDefect> defects = CheckJobSpec(spec, catalogue);
  if (!defects.empty()) return SpecDefectsStatus(defects);
  if (!submit.upload_follows) {
    MILLRACE_RETURN_IF_ERROR(CheckIsThere(upload));
  }
  MILLRACE_RETURN_IF_ERROR(CheckMatchRules(
      &store_,
      catalogue.RecordsOf(*catalogue.FindResourceType(spec.resource_type))));
  MILLRACE_RETURN_IF_ERROR(
      CompileForStore(spec, catalogue, options_.validators, &store_, &defects)
          .status());
  if (!defects.empty()) return SpecDefectsStatus(defects);
  const std::string catalogue_json = ToJson(catalogue);
  JobRecord job;
  job.catalogue_hash = ContentHash(catalogue_json);
  MILLRACE_RETURN_IF_ERROR(
      store_.PutCatalogue(job.catalogue_hash, catalogue_json));
  job.dry_run = submit.dry_run;
  job.error_budget = submit.error_budget;
  job.description = spec.description;
  job.resource_type = catalogue.FindResourceType(spec.resource_type)->name;
  job.spec_json = ToJson(spec);
  job.source = SourceOf(upload);
  job.row_bytes_max = options_.row_bytes_max;
  job.mapping_count = static_cast<uint32_t>(spec.mapping_types.size());
  job.created = Now();
  job.owner = submit.owner;
  job.priority = submit.priority;
  job.idempotency_key = submit.idempotency_key;
  job.webhook_url = spec.webhook_url;
  MILLRACE_ASSIGN_OR_RETURN(job, store_.CreateJob(std::move(job)));
  if (upload.kind() != Upload::Kind::kFile) {
    MutexLock lock(mutex_);
    uploads_.emplace(job.id, upload);
  }
  return job.id;
}

absl::StatusOr<Upload> Importer::Impl::UploadOf(const JobRecord& job) const {
  {
    MutexLock lock(mutex_);
    const auto found = uploads_.find(job.id);
    if (found != uploads_.end()) return found->second;
  }
  if (job.source == kMemorySource || job.source == kStandardInputSource) {
    return StatusOf(
        absl::StatusCode::kFailedPrecondition,
        "the upload was read from " +
            std::string(job.source == kMemorySource ? "memory"
                                                    : "standard input") +
            ": give its bytes again, from their start");
  }
  return Upload(std::filesystem::path(job.source));
}

absl::Status Importer::Impl::Run(JobId id, const Upload* upload,
                                 std::stop_token stop) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<JobClaim> claim,
                            store_.ClaimJob(id));
  MILLRACE_ASSIGN_OR_RETURN(JobRecord record, store_.View()->GetJob(id));
  if (IsSettled(record.status)) return absl::OkStatus();
  std::optional<Upload> chosen;
  if (upload != nullptr) {
    chosen = *upload;
  } else {
    MILLRACE_ASSIGN_OR_RETURN(chosen, UploadOf(record));
  }
  JobRunner runner(store_, options_);
  MILLRACE_ASSIGN_OR_RETURN(
      const bool is_settled,
      runner.Run(std::move(record), *chosen, upload != nullptr, stop));
  if (is_settled) ForgetUpload(id);
  return absl::OkStatus();
}

void Importer::Impl::ForgetUpload(JobId id) {
  MutexLock lock(mutex_);
  uploads_.erase(id);
}

absl::Status Importer::Impl::SetErrorBudget(JobId id,
                                            const ErrorBudget& budget) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_RETURN_IF_ERROR(CheckBudget(budget));
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<JobClaim> claim,
                            store_.ClaimJob(id));
  MILLRACE_ASSIGN_OR_RETURN(JobRecord job, store_.View()->GetJob(id));
  if (IsSettled(job.status)) {
    return StatusOf(absl::StatusCode::kFailedPrecondition,
                    JobName(id) + " has settled already");
  }
  job.error_budget = budget;
  return store_.UpdateJob(job);
}

absl::Status Importer::Impl::SettleEarly(JobId id, EarlyEnd early_end) {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  MILLRACE_ASSIGN_OR_RETURN(const std::unique_ptr<JobClaim> claim,
                            store_.ClaimJob(id));
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(JobRecord job, view->GetJob(id));
  if (IsSettled(job.status)) {
    return StatusOf(absl::StatusCode::kFailedPrecondition,
                    JobName(id) + " has settled already");
  }
  std::optional<Checkpoint> checkpoint;
  MILLRACE_ASSIGN_OR_RETURN(checkpoint, CheckpointOf(*view, id));
  MILLRACE_RETURN_IF_ERROR(
      JobRunner(store_, options_)
          .Settle(std::move(job), checkpoint, early_end, nullptr));
  ForgetUpload(id);
  return absl::OkStatus();
}

absl::StatusOr<JobReport> Importer::Impl::GetJob(JobId id) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(JobRecord job, view->GetJob(id));
  return ReportJob(*view, std::move(job));
}

absl::StatusOr<JobPage> Importer::Impl::ListJobs(const JobQuery& query) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  return QueryJobs(*store_.View(), query);
}

absl::StatusOr<RenderedFiles> Importer::Impl::RenderResults(
    JobId id, const std::filesystem::path& directory,
    const RenderOptions& options) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(const JobRecord job, view->GetJob(id));
  MILLRACE_RETURN_IF_ERROR(CheckOutcomesAreKept(*view, job));
  const bool is_complete =
      IsSettled(job.status) && job.status != JobStatus::kFailed;
  return RenderJob(store_, *view, job, is_complete, directory,
                   options_.validators, options);
}

absl::Status Importer::Impl::VisitRows(
    JobId id, uint64_t first_row,
    const std::function<bool(const RowReport&)>& visit) const {
  MILLRACE_RETURN_IF_ERROR(options_status_);
  const std::unique_ptr<StoreView> view = store_.View();
  MILLRACE_ASSIGN_OR_RETURN(JobRecord record, view->GetJob(id));
  MILLRACE_RETURN_IF_ERROR(CheckOutcomesAreKept(*view, record));
  MILLRACE_ASSIGN_OR_RETURN(
      const PreparedJob job,
      PrepareJob(store_, std::move(record), options_.validators));
  return VisitJobRows(*view, job, first_row, visit);
}

Importer::Importer(Store& store, ImportOptions options)
    : impl_(std::make_unique<Impl>(store, std::move(options))) {}

Importer::~Importer() = default;

absl::StatusOr<JobId> Importer::Submit(const JobSpec& spec,
                                       const Upload& upload,
                                       const SubmitOptions& options) {
  return impl_->Submit(spec, upload, options);
}

absl::Status Importer::Run(JobId id, std::stop_token stop) {
  return Annotate(impl_->Run(id, nullptr, std::move(stop)), JobName(id));
}

absl::Status Importer::Run(JobId id, const Upload& upload,
                           std::stop_token stop) {
  return Annotate(impl_->Run(id, &upload, std::move(stop)), JobName(id));
}

absl::Status Importer::SetErrorBudget(JobId id, const ErrorBudget& budget) {
  return impl_->SetErrorBudget(id, budget);
}

absl::Status Importer::Cancel(JobId id) {
  return impl_->SettleEarly(
      id, EarlyEnd{JobErrorCode::kCancelled, "the job was cancelled"});
}

absl::Status Importer::Fail(JobId id, JobErrorCode code,
                            std::string_view text) {
  return impl_->SettleEarly(id, EarlyEnd{code, std::string(text)});
}

absl::StatusOr<JobReport> Importer::GetJob(JobId id) const {
  return impl_->GetJob(id);
}

absl::StatusOr<JobPage> Importer::ListJobs(const JobQuery& query) const {
  return impl_->ListJobs(query);
}

absl::StatusOr<std::vector<JobId>> Importer::Unfinished() const {
  MILLRACE_ASSIGN_OR_RETURN(
      const JobPage page,
      ListJobs({.statuses = {JobStatus::kPending, JobStatus::kInProgress}}));
  std::vector<JobId> unfinished;
  for (const JobReport& report : page.jobs) unfinished.push_back(report.job.id);
  return unfinished;
}

absl::StatusOr<RenderedFiles> Importer::RenderResults(
    JobId id, const std::filesystem::path& directory,
    const RenderOptions& options) const {
  return impl_->RenderResults(id, directory, options);
}

absl::Status Importer::VisitRows(
    JobId id, const std::function<bool(const RowReport&)>& visit) const {
  return impl_->VisitRows(id, 0, visit);
}

absl::Status Importer::VisitRows(
    JobId id, uint64_t first_row,
    const std::function<bool(const RowReport&)>& visit) const {
  return impl_->VisitRows(id, first_row, visit);
}

absl::StatusOr<Catalogue> Importer::EffectiveCatalogue() const {
  return impl_->EffectiveCatalogue();
}

}  // namespace millrace
