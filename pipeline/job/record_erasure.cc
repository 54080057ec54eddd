// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/record_erasure.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "millrace/catalogue.h"
#include "pipeline/batch/outcome_eraser.h"

namespace millrace {
namespace {

// Tells the jobs that write records of one type, each by the catalogue that it
// was checked against.
class JobsOfType {
 public:
  JobsOfType(const Store& store, std::string_view type)
      : store_(store), type_(type) {}

  absl::StatusOr<bool> Has(const JobRecord& job) {
    auto found = catalogues_.find(job.catalogue_hash);
    if (found == catalogues_.end()) {
      MILLRACE_ASSIGN_OR_RETURN(const std::string json,
                                store_.GetCatalogue(job.catalogue_hash));
      MILLRACE_ASSIGN_OR_RETURN(Catalogue catalogue, ParseCatalogue(json));
      found =
          catalogues_.emplace(job.catalogue_hash, std::move(catalogue)).first;
    }
    const Catalogue& catalogue = found->second;
    const ResourceType* const named =
        catalogue.FindResourceType(job.resource_type);
    return named != nullptr && catalogue.RecordsOf(*named).name == type_;
  }

 private:
  const Store& store_;
  const std::string type_;
  std::map<std::string, Catalogue> catalogues_;
};

class Eraser {
 public:
  Eraser(Store& store, std::string_view type_name, ResourceTypeId type,
         const PrimaryKey& key)
      : jobs_(store, type_name),
        type_(type),
        key_(key.Encode()),
        view_(store.View()),
        commit_(store.BeginCommit({})) {}

  absl::Status Collect() {
    MILLRACE_RETURN_IF_ERROR(view_->GetRecord(type_, key_).status());
    MILLRACE_ASSIGN_OR_RETURN(const std::vector<JobRecord> jobs,
                              view_->ListJobs(JobId{1}, SIZE_MAX));
    for (const JobRecord& job : jobs) {
      MILLRACE_ASSIGN_OR_RETURN(const bool is_of_type, jobs_.Has(job));
      if (!is_of_type) continue;
      if (!IsSettled(job.status)) {
        return StatusOf(
            absl::StatusCode::kFailedPrecondition,
            "job " + std::to_string(static_cast<int32_t>(job.id)) +
                " is unfinished, and its rows could bring the record back");
      }
      if (job.dry_run) {
        MILLRACE_RETURN_IF_ERROR(DropOutcomes(job.id));
        continue;
      }
      MILLRACE_RETURN_IF_ERROR(CollectOutcomes(job.id));
    }
    MILLRACE_RETURN_IF_ERROR(CollectIdentities());
    commit_->DeleteRecord(type_, key_);
    return absl::OkStatus();
  }

  absl::StatusOr<RecordErasure> Apply() {
    MILLRACE_RETURN_IF_ERROR(commit_->Apply());
    // A view keeps what it sees in the store's files.
    view_.reset();
    return std::move(erased_);
  }

 private:
  // What a dry run made has a key that nobody was given.
  absl::Status DropOutcomes(JobId job) {
    const absl::Status status = view_->LastOutcomeBlock(job).status();
    if (absl::IsNotFound(status)) return absl::OkStatus();
    MILLRACE_RETURN_IF_ERROR(status);
    commit_->DeleteOutcomes(job);
    erased_.dry_runs.push_back(job);
    return absl::OkStatus();
  }

  absl::Status CollectOutcomes(JobId job) {
    absl::Status status;
    std::string erased_block;
    const size_t rows_before = erased_.rows;
    MILLRACE_RETURN_IF_ERROR(view_->ScanOutcomes(
        job, 0, [&](uint64_t sequence, std::string_view block) {
          const absl::StatusOr<size_t> rows =
              EraseFromBlock(block, key_, &erased_block);
          status = rows.status();
          if (!status.ok()) return false;
          if (*rows > 0) commit_->PutOutcomeBlock(job, sequence, erased_block);
          erased_.rows += *rows;
          return true;
        }));
    if (erased_.rows > rows_before) erased_.jobs.push_back(job);
    return status;
  }

  // All of them are looked at: whatever leads to the record must go, whether
  // its own content says so or not.
  absl::Status CollectIdentities() {
    return view_->ScanIdentities(
        type_, [&](const StoreView::ScannedIdentity& one) {
          if (one.key_bytes != key_) return true;
          if (one.is_match) {
            ++erased_.match_keys;
            commit_->DeleteMatch(type_, one.kind, one.value, key_);
          } else {
            ++erased_.identities;
            commit_->DeleteIdentity(type_, one.kind, one.value);
          }
          return true;
        });
  }

  JobsOfType jobs_;
  const ResourceTypeId type_;
  const std::string key_;
  std::unique_ptr<StoreView> view_;
  const std::unique_ptr<Commit> commit_;
  RecordErasure erased_;
};

absl::StatusOr<RecordErasure> EraseInTurn(Store& store,
                                          std::string_view type_name,
                                          ResourceTypeId type,
                                          const PrimaryKey& key) {
  // No job over the type commits between what is read and what is removed.
  const std::unique_ptr<RunTurn> turn = store.TakeTurn(type);
  Eraser eraser(store, type_name, type, key);
  MILLRACE_RETURN_IF_ERROR(eraser.Collect());
  return eraser.Apply();
}

}  // namespace

absl::StatusOr<RecordErasure> EraseRecord(Store& store,
                                          std::string_view resource_type,
                                          const PrimaryKey& key) {
  const std::optional<ResourceTypeId> type =
      store.FindResourceType(resource_type);
  if (!type.has_value()) {
    return StatusOf(absl::StatusCode::kNotFound,
                    "no records of type: " + std::string(resource_type));
  }
  MILLRACE_ASSIGN_OR_RETURN(RecordErasure erased,
                            EraseInTurn(store, resource_type, *type, key));
  MILLRACE_RETURN_IF_ERROR(
      Annotate(store.Compact(),
               "the record is gone, but not its bytes in the store's files"));
  return erased;
}

}  // namespace millrace
