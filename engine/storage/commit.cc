// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/commit.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"

#include "engine/base/coding.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/commit_way.h"
#include "engine/storage/database.h"
#include "engine/storage/encoding_part.h"
#include "engine/storage/job_codec.h"
#include "engine/storage/keys.h"
#include "engine/storage/next_keys.h"
#include "engine/storage/sorted_run_commit.h"
#include "engine/storage/write_batch_commit.h"
#include "millrace/job_state.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {
namespace {

class StoreCommit : public Commit {
 public:
  StoreCommit(Database* database, NextKeys* next_keys,
              std::unique_ptr<CommitWay> way)
      : database_(database),
        next_keys_(next_keys),
        way_(std::move(way)),
        own_(way_->AddPart(RecordOrder::kAny)) {}

  void PutRecord(ResourceTypeId type, std::string_view key_bytes,
                 std::string_view value) override {
    own_->PutRecord(type, key_bytes, value);
  }
  void DeleteRecord(ResourceTypeId type, std::string_view key_bytes) override {
    own_->DeleteRecord(type, key_bytes);
  }
  void PutIdentity(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) override {
    own_->PutIdentity(type, kind, value, key_bytes);
  }
  void DeleteIdentity(ResourceTypeId type, NameId kind,
                      std::string_view value) override {
    own_->DeleteIdentity(type, kind, value);
  }
  void PutMatch(ResourceTypeId type, NameId kind, std::string_view value,
                std::string_view key_bytes) override {
    own_->PutMatch(type, kind, value, key_bytes);
  }
  void DeleteMatch(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) override {
    own_->DeleteMatch(type, kind, value, key_bytes);
  }
  void Finish() override { own_->Finish(); }

  CommitPart* AddSortedPart() override {
    return way_->AddPart(RecordOrder::kAscending);
  }

  void SetNextKey(ResourceTypeId type, int64_t next_key) override {
    own_->Put(Family::kDefault, NextKeyKey(type), EncodeNumber(next_key));
  }
  void SetCounter(StoreCounter counter, int64_t next_value) override {
    own_->Put(Family::kDefault, CounterKey(counter), EncodeNumber(next_value));
    sets_counter_ = true;
  }

  void PutOutcomeBlock(JobId job, uint64_t sequence,
                       std::string_view block) override {
    own_->Put(Family::kOutcomes, OutcomeKey(job, sequence), block);
  }
  void DeleteOutcomes(JobId job) override {
    const std::string prefix = OutcomesPrefix(job);
    own_->DeleteRange(Family::kOutcomes, prefix, PrefixEnd(prefix));
  }

  void PutJobRow(JobId job, std::string_view key_bytes,
                 uint64_t row_number) override {
    std::string value;
    AppendVarint(&value, row_number);
    own_->Put(Family::kIdentities, JobRowKey(job, key_bytes), value);
  }
  void DeleteJobRows(JobId job) override {
    const std::string prefix = JobRowsPrefix(job);
    own_->DeleteRange(Family::kIdentities, prefix, PrefixEnd(prefix));
  }

  void PutJob(const JobRecord& job) override {
    own_->Put(Family::kJobs, JobKey(job.id), EncodeJob(job));
  }

  absl::Status Apply() override {
    MILLRACE_RETURN_IF_ERROR(database_->CheckWritable());
    if (std::exchange(is_applied_, true)) {
      return absl::FailedPreconditionError("commit was applied before");
    }
    if (!sets_counter_) return way_->Apply();
    // Not between the reading and the writing of a counter by somebody else.
    MutexLock lock(next_keys_->mutex());
    return way_->Apply();
  }

 private:
  Database* const database_;
  NextKeys* const next_keys_;
  const std::unique_ptr<CommitWay> way_;
  EncodingPart* const own_;
  bool sets_counter_ = false;
  bool is_applied_ = false;
};

// What a reader's commit is told goes nowhere: Apply() says so.
class NoWay : public CommitWay {
 public:
  EncodingPart* AddPart(RecordOrder /*order*/) override { return &part_; }
  absl::Status Apply() override { return absl::OkStatus(); }

 private:
  class Part : public EncodingPart {
   public:
    void Put(Family, std::string_view, std::string_view) override {}
    void Delete(Family, std::string_view) override {}
    void DeleteRange(Family, std::string_view, std::string_view) override {}
  };
  Part part_;
};

}  // namespace

std::unique_ptr<Commit> MakeCommit(Database* database, NextKeys* next_keys,
                                   const Store::CommitHint& hint) {
  std::unique_ptr<CommitWay> way;
  if (database->is_reader()) {
    way = std::make_unique<NoWay>();
  } else if (hint.bytes_expected >= database->env().sorted_run_bytes_min) {
    way = std::make_unique<SortedRunCommit>(database);
  } else {
    way = std::make_unique<WriteBatchCommit>(database);
  }
  return std::make_unique<StoreCommit>(database, next_keys, std::move(way));
}

}  // namespace millrace
