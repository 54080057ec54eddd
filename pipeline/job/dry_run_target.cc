// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The overlay store has the real one's layout, with two additions, since it
// must also say what is gone from below it:
//
//   unique identity   key 0x00: nobody's any more (no key is one NUL byte)
//   match key         '+' value: added; '-' value: removed

#include "pipeline/job/dry_run_target.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"

namespace millrace {
namespace {

constexpr std::string_view kGone("\0", 1);

std::string Added(std::string_view value) { return "+" + std::string(value); }
std::string Removed(std::string_view value) { return "-" + std::string(value); }

class DryRunView : public StoreView {
 public:
  DryRunView(const StoreView& base, std::unique_ptr<StoreView> overlay)
      : base_(base), overlay_(std::move(overlay)) {}

  absl::StatusOr<std::string> GetRecord(
      ResourceTypeId type, std::string_view key_bytes) const override {
    absl::StatusOr<std::string> value = overlay_->GetRecord(type, key_bytes);
    if (!absl::IsNotFound(value.status())) return value;
    return base_.GetRecord(type, key_bytes);
  }

  absl::Status GetRecords(ResourceTypeId type,
                          std::span<const std::string_view> keys,
                          std::vector<std::string>* values) const override {
    std::vector<std::string> over;
    MILLRACE_RETURN_IF_ERROR(overlay_->GetRecords(type, keys, &over));
    MILLRACE_RETURN_IF_ERROR(base_.GetRecords(type, keys, values));
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!over[i].empty()) (*values)[i] = std::move(over[i]);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<std::string>> FindIdentity(
      ResourceTypeId type, NameId kind, std::string_view value) const override {
    std::optional<std::string> key;
    MILLRACE_ASSIGN_OR_RETURN(key, overlay_->FindIdentity(type, kind, value));
    if (!key.has_value()) return base_.FindIdentity(type, kind, value);
    if (*key == kGone) return std::nullopt;
    return key;
  }

  absl::Status FindIdentities(ResourceTypeId type, NameId kind,
                              std::span<const std::string_view> values,
                              std::vector<std::string>* keys) const override {
    std::vector<std::string> over;
    MILLRACE_RETURN_IF_ERROR(
        overlay_->FindIdentities(type, kind, values, &over));
    MILLRACE_RETURN_IF_ERROR(base_.FindIdentities(type, kind, values, keys));
    for (size_t i = 0; i < values.size(); ++i) {
      if (over[i].empty()) continue;
      (*keys)[i] = over[i] == kGone ? std::string() : std::move(over[i]);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<std::string>> FindMatches(
      ResourceTypeId type, NameId kind, std::string_view value,
      size_t count_max) const override {
    MILLRACE_ASSIGN_OR_RETURN(std::vector<std::string> keys,
                              base_.FindMatches(type, kind, value, SIZE_MAX));
    MILLRACE_ASSIGN_OR_RETURN(
        const std::vector<std::string> added,
        overlay_->FindMatches(type, kind, Added(value), SIZE_MAX));
    MILLRACE_ASSIGN_OR_RETURN(
        const std::vector<std::string> removed,
        overlay_->FindMatches(type, kind, Removed(value), SIZE_MAX));
    std::erase_if(keys, [&](const std::string& key) {
      return std::binary_search(removed.begin(), removed.end(), key);
    });
    keys.insert(keys.end(), added.begin(), added.end());
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (keys.size() > count_max) keys.resize(count_max);
    return keys;
  }

  absl::StatusOr<int64_t> NextKey(ResourceTypeId type) const override {
    MILLRACE_ASSIGN_OR_RETURN(const int64_t below, base_.NextKey(type));
    MILLRACE_ASSIGN_OR_RETURN(const int64_t above, overlay_->NextKey(type));
    return std::max(below, above);
  }

  absl::StatusOr<uint64_t> JobRow(JobId job,
                                  std::string_view key_bytes) const override {
    return overlay_->JobRow(job, key_bytes);
  }

  // Merging asks for nothing below; the snapshot answers.
  std::unique_ptr<RecordCursor> ScanRecords(
      ResourceTypeId type) const override {
    return base_.ScanRecords(type);
  }
  absl::Status ScanIdentities(
      ResourceTypeId type,
      const std::function<bool(const ScannedIdentity&)>& visit) const override {
    return base_.ScanIdentities(type, visit);
  }
  absl::StatusOr<int64_t> Counter(StoreCounter counter) const override {
    return base_.Counter(counter);
  }
  absl::StatusOr<JobRecord> GetJob(JobId id) const override {
    return base_.GetJob(id);
  }
  absl::StatusOr<std::vector<JobRecord>> ListJobs(
      JobId first, size_t count_max) const override {
    return base_.ListJobs(first, count_max);
  }
  absl::Status ScanOutcomes(
      JobId job, uint64_t first_sequence,
      const std::function<bool(uint64_t, std::string_view)>& visit)
      const override {
    return base_.ScanOutcomes(job, first_sequence, visit);
  }
  absl::StatusOr<std::string> LastOutcomeBlock(JobId job) const override {
    return base_.LastOutcomeBlock(job);
  }

 private:
  const StoreView& base_;
  const std::unique_ptr<StoreView> overlay_;
};

// Writes what a part is told in the overlay's terms.
void PutGone(CommitPart* part, ResourceTypeId type, NameId kind,
             std::string_view value) {
  part->PutIdentity(type, kind, value, kGone);
}
void PutMatchInOverlay(CommitPart* part, ResourceTypeId type, NameId kind,
                       std::string_view value, std::string_view key_bytes) {
  part->PutMatch(type, kind, Added(value), key_bytes);
  part->DeleteMatch(type, kind, Removed(value), key_bytes);
}
void DeleteMatchInOverlay(CommitPart* part, ResourceTypeId type, NameId kind,
                          std::string_view value, std::string_view key_bytes) {
  part->DeleteMatch(type, kind, Added(value), key_bytes);
  part->PutMatch(type, kind, Removed(value), key_bytes);
}

class DryRunPart : public CommitPart {
 public:
  explicit DryRunPart(CommitPart* part) : part_(part) {}

  void PutRecord(ResourceTypeId type, std::string_view key_bytes,
                 std::string_view value) override {
    part_->PutRecord(type, key_bytes, value);
  }
  void DeleteRecord(ResourceTypeId type, std::string_view key_bytes) override {
    part_->DeleteRecord(type, key_bytes);
  }
  void PutIdentity(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) override {
    part_->PutIdentity(type, kind, value, key_bytes);
  }
  void DeleteIdentity(ResourceTypeId type, NameId kind,
                      std::string_view value) override {
    PutGone(part_, type, kind, value);
  }
  void PutMatch(ResourceTypeId type, NameId kind, std::string_view value,
                std::string_view key_bytes) override {
    PutMatchInOverlay(part_, type, kind, value, key_bytes);
  }
  void DeleteMatch(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) override {
    DeleteMatchInOverlay(part_, type, kind, value, key_bytes);
  }

 private:
  CommitPart* const part_;
};

class DryRunCommit : public Commit {
 public:
  explicit DryRunCommit(std::unique_ptr<Commit> commit)
      : commit_(std::move(commit)), whole_(commit_.get()) {}

  CommitPart* AddSortedPart() override {
    parts_.push_back(std::make_unique<DryRunPart>(commit_->AddSortedPart()));
    return parts_.back().get();
  }
  void PutRecord(ResourceTypeId type, std::string_view key_bytes,
                 std::string_view value) override {
    whole_.PutRecord(type, key_bytes, value);
  }
  void DeleteRecord(ResourceTypeId type, std::string_view key_bytes) override {
    whole_.DeleteRecord(type, key_bytes);
  }
  void PutIdentity(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) override {
    whole_.PutIdentity(type, kind, value, key_bytes);
  }
  void DeleteIdentity(ResourceTypeId type, NameId kind,
                      std::string_view value) override {
    whole_.DeleteIdentity(type, kind, value);
  }
  void PutMatch(ResourceTypeId type, NameId kind, std::string_view value,
                std::string_view key_bytes) override {
    whole_.PutMatch(type, kind, value, key_bytes);
  }
  void DeleteMatch(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) override {
    whole_.DeleteMatch(type, kind, value, key_bytes);
  }
  void SetNextKey(ResourceTypeId type, int64_t next_key) override {
    commit_->SetNextKey(type, next_key);
  }
  void SetCounter(StoreCounter counter, int64_t next_value) override {
    commit_->SetCounter(counter, next_value);
  }
  void PutOutcomeBlock(JobId job, uint64_t sequence,
                       std::string_view block) override {
    commit_->PutOutcomeBlock(job, sequence, block);
  }
  void DeleteOutcomes(JobId job) override { commit_->DeleteOutcomes(job); }
  void PutJobRow(JobId job, std::string_view key_bytes,
                 uint64_t row_number) override {
    commit_->PutJobRow(job, key_bytes, row_number);
  }
  void DeleteJobRows(JobId job) override { commit_->DeleteJobRows(job); }
  void PutJob(const JobRecord& job) override { commit_->PutJob(job); }
  absl::Status Apply() override { return commit_->Apply(); }

 private:
  const std::unique_ptr<Commit> commit_;
  DryRunPart whole_;
  std::vector<std::unique_ptr<DryRunPart>> parts_;
};

std::filesystem::path FolderOf(const Store& store, JobId job) {
  return store.path() /
         ("dry-run-" + std::to_string(static_cast<int32_t>(job)));
}

}  // namespace

DryRunTarget::DryRunTarget(std::unique_ptr<StoreView> base,
                           std::filesystem::path folder,
                           std::unique_ptr<Store> overlay)
    : base_(std::move(base)),
      folder_(std::move(folder)),
      overlay_(std::move(overlay)) {}

DryRunTarget::~DryRunTarget() {
  overlay_.reset();
  std::error_code ignored;  // what stays is removed by the job's next dry run
  std::filesystem::remove_all(folder_, ignored);
}

void DryRunTarget::Sweep(const Store& store, JobId job) {
  std::error_code ignored;  // what stays harms nobody
  std::filesystem::remove_all(FolderOf(store, job), ignored);
}

absl::StatusOr<std::unique_ptr<DryRunTarget>> DryRunTarget::Open(Store& store,
                                                                 JobId job) {
  const std::filesystem::path folder = FolderOf(store, job);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) {
    return StatusOf(absl::StatusCode::kUnavailable,
                    folder.string() + ": " + error.message());
  }
  StoreOptions options;
  options.create_if_missing = true;
  options.free_space_floor_bytes = store.options().free_space_floor_bytes;
  options.log = store.options().log;
  absl::StatusOr<std::unique_ptr<Store>> overlay = Store::Open(folder, options);
  if (!overlay.ok()) return Annotate(overlay.status(), "dry run");
  return std::unique_ptr<DryRunTarget>(
      new DryRunTarget(store.View(), folder, std::move(*overlay)));
}

// A dry run takes no turn: nobody else sees what it writes.
std::unique_ptr<RunTurn> DryRunTarget::TakeTurn(ResourceTypeId) {
  return nullptr;
}

std::unique_ptr<StoreView> DryRunTarget::View() {
  return std::make_unique<DryRunView>(*base_, overlay_->View());
}

std::unique_ptr<Commit> DryRunTarget::BeginCommit(uint64_t bytes_expected) {
  return std::make_unique<DryRunCommit>(
      overlay_->BeginCommit({.bytes_expected = bytes_expected}));
}

}  // namespace millrace
