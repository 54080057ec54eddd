// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/store.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/metadata.h"
#include "rocksdb/options.h"

#include "engine/base/absl_view.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/commit_way.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/job_claims.h"
#include "engine/storage/job_codec.h"
#include "engine/storage/keys.h"
#include "engine/storage/name_dictionary.h"
#include "engine/storage/next_keys.h"
#include "engine/storage/rocksdb_status.h"
#include "engine/storage/run_turns.h"
#include "engine/storage/store_env.h"
#include "engine/storage/store_lists.h"
#include "engine/storage/store_view.h"
#include "millrace/commit.h"
#include "millrace/version.h"

namespace millrace {
namespace {

class DatabaseStore : public Store {
 public:
  DatabaseStore(const std::filesystem::path& path, const StoreOptions& options,
                std::unique_ptr<Database> database)
      : path_(path),
        options_(options),
        database_(std::move(database)),
        next_keys_(database_.get()),
        names_(database_.get()),
        lists_(database_.get()) {}

  absl::Status Load() { return names_.Load(); }

  const std::filesystem::path& path() const override { return path_; }
  const StoreOptions& options() const override { return options_; }

  std::unique_ptr<StoreView> View() const override {
    return MakeStoreView(database_.get());
  }
  absl::Status CatchUp() override {
    MILLRACE_RETURN_IF_ERROR(database_->CatchUp());
    return options_.read_only ? names_.Load() : absl::OkStatus();
  }
  std::unique_ptr<Commit> BeginCommit(const CommitHint& hint) override {
    return MakeCommit(database_.get(), &next_keys_, hint);
  }

  absl::StatusOr<JobRecord> CreateJob(JobRecord job) override {
    return next_keys_.StoreNewJob(std::move(job));
  }
  absl::Status UpdateJob(const JobRecord& job) override;

  absl::StatusOr<std::vector<NameId>> InternNames(
      std::span<const std::string> names) override {
    return names_.InternNames(names);
  }
  absl::StatusOr<ResourceTypeId> InternResourceType(
      std::string_view name) override {
    return names_.InternResourceType(name);
  }
  std::optional<NameId> FindName(std::string_view name) const override {
    return names_.FindName(name);
  }
  std::optional<ResourceTypeId> FindResourceType(
      std::string_view name) const override {
    return names_.FindResourceType(name);
  }
  std::string NameOf(NameId id) const override { return names_.NameOf(id); }
  std::vector<std::string> ResourceTypeNames() const override {
    return names_.ResourceTypeNames();
  }

  absl::Status PutCatalogue(std::string_view hash,
                            std::string_view json) override;
  absl::StatusOr<std::string> GetCatalogue(
      std::string_view hash) const override;

  absl::StatusOr<std::string> MatchIndexVersion() const override {
    MILLRACE_ASSIGN_OR_RETURN(
        std::optional<std::string> version,
        database_->Get(Family::kDefault, kMatchIndexVersionKey));
    return std::move(version).value_or(std::string());
  }
  absl::Status SetMatchIndexVersion(std::string_view version) override {
    return database_->Put(Family::kDefault, kMatchIndexVersionKey, version);
  }

  absl::Status PutListEntry(std::string_view list,
                            const ListEntry& entry) override {
    return lists_.Put(list, entry);
  }
  absl::Status RetireListEntry(std::string_view list,
                               std::string_view id) override {
    return lists_.Retire(list, id);
  }
  absl::StatusOr<std::vector<ListEntry>> ListEntries(
      std::string_view list) const override {
    return lists_.All(list);
  }

  std::unique_ptr<RunTurn> TakeTurn(ResourceTypeId type) override {
    return turns_.Take(type);
  }
  absl::StatusOr<std::unique_ptr<JobClaim>> ClaimJob(JobId id) override {
    MILLRACE_RETURN_IF_ERROR(database_->CheckWritable());
    return claims_.Claim(id);
  }

  absl::StatusOr<StoreSummary> Summarise() const override;
  using Store::Compact;
  absl::Status Compact(
      const std::function<void(const CompactionProgress&)>& progress) override;

 private:
  // Constant after construction.
  const std::filesystem::path path_;
  const StoreOptions options_;
  const std::unique_ptr<Database> database_;

  // Safe from any thread.
  NextKeys next_keys_;
  NameDictionary names_;
  StoreLists lists_;
  RunTurns turns_;
  JobClaims claims_;
};

absl::Status DatabaseStore::UpdateJob(const JobRecord& job) {
  MILLRACE_RETURN_IF_ERROR(database_->CheckWritable());
  const std::string key = JobKey(job.id);
  MILLRACE_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                            database_->Get(Family::kJobs, key));
  if (!stored.has_value()) {
    return absl::NotFoundError(
        absl::StrCat("no such job: job ", static_cast<int32_t>(job.id)));
  }
  return database_->Put(Family::kJobs, key, EncodeJob(job));
}

absl::Status DatabaseStore::PutCatalogue(std::string_view hash,
                                         std::string_view json) {
  if (hash.empty()) return absl::InvalidArgumentError("catalogue has no hash");
  const std::string key = CatalogueKey(hash);
  MILLRACE_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                            database_->Get(Family::kDefault, key));
  // The hash says what it is: the same one needs no second write.
  if (stored.has_value() && *stored == json) return absl::OkStatus();
  return database_->Put(Family::kDefault, key, json);
}

absl::StatusOr<std::string> DatabaseStore::GetCatalogue(
    std::string_view hash) const {
  MILLRACE_ASSIGN_OR_RETURN(
      std::optional<std::string> json,
      database_->Get(Family::kDefault, CatalogueKey(hash)));
  if (!json.has_value()) {
    return absl::NotFoundError(
        absl::StrCat("no such catalogue: ", AbslView(hash)));
  }
  return *std::move(json);
}

absl::StatusOr<StoreSummary> DatabaseStore::Summarise() const {
  const std::shared_ptr<const DatabaseHandle> handle = database_->handle();
  StoreSummary summary;
  summary.format_version = kStoreFormatVersion;
  for (const FamilyEntry& entry : kFamilies) {
    rocksdb::ColumnFamilyHandle* const family_handle =
        handle->family(entry.family);
    rocksdb::ColumnFamilyMetaData facts;
    handle->rocksdb().GetColumnFamilyMetaData(family_handle, &facts);
    StoreSummary::Family family;
    family.name = entry.name;
    family.bytes = facts.size;
    family.files = facts.file_count;
    if (!handle->rocksdb().GetIntProperty(
            family_handle, rocksdb::DB::Properties::kEstimateNumKeys,
            &family.entries_estimated)) {
      return absl::InternalError("store cannot estimate its entries");
    }
    summary.families.push_back(std::move(family));
  }
  return summary;
}

absl::Status DatabaseStore::Compact(
    const std::function<void(const CompactionProgress&)>& progress) {
  MILLRACE_RETURN_IF_ERROR(database_->CheckWritable());
  MILLRACE_ASSIGN_OR_RETURN(const StoreSummary summary, Summarise());
  CompactionProgress done;
  for (const StoreSummary::Family& family : summary.families) {
    done.bytes_total += family.bytes;
  }
  const std::shared_ptr<const DatabaseHandle> handle = database_->handle();
  // Files at the bottom too, each once: what was deleted must be gone from all.
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction =
      rocksdb::BottommostLevelCompaction::kForceOptimized;
  absl::Status status;
  for (const FamilyEntry& entry : kFamilies) {
    done.family = entry.name;
    database_->compaction_meter().Listen([&](uint64_t bytes) {
      done.bytes_written += bytes;
      if (progress) progress(done);
    });
    status = FromRocksDb(
        handle->rocksdb().CompactRange(options, handle->family(entry.family),
                                       nullptr, nullptr),
        absl::StrCat("compaction of ", AbslView(entry.name)));
    database_->compaction_meter().Listen(nullptr);
    if (!status.ok()) break;
  }
  return status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenStoreWithEnv(
    const std::filesystem::path& path, const StoreOptions& options,
    const StoreEnv& env) {
  MILLRACE_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                            Database::Open(path, options, env));
  auto store =
      std::make_unique<DatabaseStore>(path, options, std::move(database));
  MILLRACE_RETURN_IF_ERROR(store->Load());
  return std::unique_ptr<Store>(std::move(store));
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(
    const std::filesystem::path& path, const StoreOptions& options) {
  return OpenStoreWithEnv(path, options, StoreEnv());
}

}  // namespace millrace
