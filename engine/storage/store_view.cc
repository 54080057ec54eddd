// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/store_view.h"

#include <cstddef>
#include <cstdint>
#include <functional>
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

#include "engine/base/annotate.h"
#include "engine/base/coding.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/identity_index.h"
#include "engine/storage/job_codec.h"
#include "engine/storage/keys.h"
#include "engine/storage/multi_get.h"
#include "engine/storage/next_keys.h"
#include "engine/storage/range_scan.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {
namespace {

std::string TypePrefix(ResourceTypeId type) { return RecordKey(type, {}); }

class StoredRecords : public RecordCursor {
 public:
  StoredRecords(const DatabaseHandle& handle, const rocksdb::Snapshot* snapshot,
                ResourceTypeId type)
      : type_(type),
        scan_(handle, Family::kRecords, snapshot, TypePrefix(type),
              PrefixEnd(TypePrefix(type))) {}

  void Seek(std::string_view key_bytes) override {
    key_.clear();
    AppendRecordKey(&key_, type_, key_bytes);
    scan_.Seek(key_);
  }
  void Next() override { scan_.Next(); }
  bool Valid() const override { return scan_.Valid(); }
  std::string_view key_bytes() const override {
    return RecordKeyBytes(scan_.key());
  }
  std::string_view value() const override { return scan_.value(); }
  absl::Status status() const override { return scan_.status(); }

 private:
  const ResourceTypeId type_;
  RangeScan scan_;
  std::string key_;
};

// Passing over a stored record costs about a fifth of looking one up by its
// key. Below so many keys an iterator is not worth its making.
constexpr size_t kWalkKeysMin = 256;
constexpr size_t kWalkPassesMin = 64;
constexpr size_t kWalkPassesPerKey = 4;

std::string JobContext(JobId id) {
  return absl::StrCat("job ", static_cast<int32_t>(id));
}

absl::StatusOr<JobRecord> DecodeStoredJob(JobId id, std::string_view value) {
  absl::StatusOr<JobRecord> job = DecodeJob(value);
  if (!job.ok()) return Annotate(job.status(), JobContext(id));
  if (job->id != id) {
    return Annotate(absl::DataLossError("stored under another job's id"),
                    JobContext(id));
  }
  return job;
}

class SnapshotView : public StoreView {
 public:
  explicit SnapshotView(Database* database)
      : state_(database),
        handle_(state_.handle()),
        identities_(handle_, state_.snapshot()) {}

  absl::StatusOr<std::string> GetRecord(
      ResourceTypeId type, std::string_view key_bytes) const override {
    MILLRACE_ASSIGN_OR_RETURN(
        std::optional<std::string> value,
        handle_.Get(Family::kRecords, RecordKey(type, key_bytes),
                    state_.snapshot()));
    if (!value.has_value()) return absl::NotFoundError("no such record");
    return *std::move(value);
  }

  absl::Status GetRecords(ResourceTypeId type,
                          std::span<const std::string_view> keys,
                          std::vector<std::string>* values) const override;

  absl::StatusOr<std::optional<std::string>> FindIdentity(
      ResourceTypeId type, NameId kind, std::string_view value) const override {
    return identities_.FindIdentity(type, kind, value);
  }
  absl::Status FindIdentities(ResourceTypeId type, NameId kind,
                              std::span<const std::string_view> values,
                              std::vector<std::string>* keys) const override {
    return identities_.FindIdentities(type, kind, values, keys);
  }
  absl::StatusOr<std::vector<std::string>> FindMatches(
      ResourceTypeId type, NameId kind, std::string_view value,
      size_t count_max) const override {
    std::vector<std::vector<std::string>> lists;
    MILLRACE_RETURN_IF_ERROR(identities_.FindMatchLists(
        type, kind, std::span(&value, 1), count_max, &lists));
    return std::move(lists.front());
  }
  absl::Status FindMatchLists(
      ResourceTypeId type, NameId kind,
      std::span<const std::string_view> values, size_t count_max,
      std::vector<std::vector<std::string>>* lists) const override {
    return identities_.FindMatchLists(type, kind, values, count_max, lists);
  }
  absl::Status ScanIdentities(
      ResourceTypeId type,
      const std::function<bool(const ScannedIdentity&)>& visit) const override {
    return identities_.ScanIdentities(type, visit);
  }

  std::unique_ptr<RecordCursor> ScanRecords(
      ResourceTypeId type) const override {
    return std::make_unique<StoredRecords>(handle_, state_.snapshot(), type);
  }

  absl::StatusOr<int64_t> NextKey(ResourceTypeId type) const override {
    return ReadNextKey(handle_, state_.snapshot(), type);
  }
  absl::StatusOr<int64_t> Counter(StoreCounter counter) const override {
    return ReadCounter(handle_, state_.snapshot(), counter);
  }

  absl::StatusOr<JobRecord> GetJob(JobId id) const override;
  absl::StatusOr<std::vector<JobRecord>> ListJobs(
      JobId first, size_t count_max) const override;

  absl::Status ScanOutcomes(
      JobId job, uint64_t first_sequence,
      const std::function<bool(uint64_t, std::string_view)>& visit)
      const override;
  absl::StatusOr<std::string> LastOutcomeBlock(JobId job) const override;
  absl::StatusOr<uint64_t> JobRow(JobId job,
                                  std::string_view key_bytes) const override;

 private:
  absl::StatusOr<size_t> WalkRecords(
      std::span<const std::string_view> stored_keys,
      std::vector<std::string>* values) const;

  const PinnedState state_;
  const DatabaseHandle& handle_;
  const IdentityIndex identities_;
};

absl::Status SnapshotView::GetRecords(ResourceTypeId type,
                                      std::span<const std::string_view> keys,
                                      std::vector<std::string>* values) const {
  values->resize(keys.size());
  // Strings keep their memory from call to call.
  for (std::string& value : *values) value.clear();
  size_t bytes = 0;
  for (const std::string_view key : keys) bytes += 1 + key.size();
  std::string stored;
  stored.reserve(bytes);
  std::vector<std::string_view> stored_keys;
  stored_keys.reserve(keys.size());
  for (const std::string_view key : keys) {
    const size_t begin = stored.size();
    AppendRecordKey(&stored, type, key);
    stored_keys.push_back(std::string_view(stored).substr(begin));
  }
  size_t walked = 0;
  if (keys.size() >= kWalkKeysMin) {
    MILLRACE_ASSIGN_OR_RETURN(walked, WalkRecords(stored_keys, values));
  }
  return MultiGet(
      handle_, Family::kRecords, state_.snapshot(), keys.size() - walked,
      [&](size_t i) { return rocksdb::Slice(stored_keys[walked + i]); },
      [&](size_t i, std::string_view value) {
        (*values)[walked + i].assign(value);
      });
}

// Answers the first of the keys by walking from record to record, and returns
// how many: all of them where the keys' range is empty or they are dense in
// it, hardly any where they are sparse.
absl::StatusOr<size_t> SnapshotView::WalkRecords(
    std::span<const std::string_view> stored_keys,
    std::vector<std::string>* values) const {
  // The bound is behind the last key by one byte, the least there can be.
  RangeScan scan(handle_, Family::kRecords, state_.snapshot(),
                 std::string(stored_keys.front()),
                 std::string(stored_keys.back()) + '\0');
  size_t answered = 0;
  size_t passes = 0;
  for (; scan.Valid() && answered < stored_keys.size(); scan.Next()) {
    const std::string_view key = scan.key();
    while (stored_keys[answered] < key) ++answered;
    if (stored_keys[answered] == key) {
      (*values)[answered++].assign(scan.value());
    } else if (++passes > kWalkPassesMin + answered * kWalkPassesPerKey) {
      return answered;
    }
  }
  MILLRACE_RETURN_IF_ERROR(scan.status());
  return stored_keys.size();
}

absl::StatusOr<JobRecord> SnapshotView::GetJob(JobId id) const {
  MILLRACE_ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      handle_.Get(Family::kJobs, JobKey(id), state_.snapshot()));
  if (!value.has_value()) {
    return absl::NotFoundError(absl::StrCat("no such job: ", JobContext(id)));
  }
  return DecodeStoredJob(id, *value);
}

absl::StatusOr<std::vector<JobRecord>> SnapshotView::ListJobs(
    JobId first, size_t count_max) const {
  std::vector<JobRecord> jobs;
  RangeScan scan(handle_, Family::kJobs, state_.snapshot(), JobKey(first), {});
  for (; scan.Valid() && jobs.size() < count_max; scan.Next()) {
    JobId id = JobId{0};
    if (!ParseJobKey(scan.key(), &id)) {
      return absl::DataLossError("job has a malformed key");
    }
    MILLRACE_ASSIGN_OR_RETURN(JobRecord job, DecodeStoredJob(id, scan.value()));
    jobs.push_back(std::move(job));
  }
  MILLRACE_RETURN_IF_ERROR(scan.status());
  return jobs;
}

absl::Status SnapshotView::ScanOutcomes(
    JobId job, uint64_t first_sequence,
    const std::function<bool(uint64_t, std::string_view)>& visit) const {
  RangeScan scan(handle_, Family::kOutcomes, state_.snapshot(),
                 OutcomeKey(job, first_sequence),
                 PrefixEnd(OutcomesPrefix(job)));
  for (; scan.Valid(); scan.Next()) {
    JobId owner = JobId{0};
    uint64_t sequence = 0;
    if (!ParseOutcomeKey(scan.key(), &owner, &sequence)) {
      return Annotate(absl::DataLossError("outcome block has a malformed key"),
                      JobContext(job));
    }
    if (!visit(sequence, scan.value())) return absl::OkStatus();
  }
  return scan.status();
}

absl::StatusOr<std::string> SnapshotView::LastOutcomeBlock(JobId job) const {
  const std::string prefix = OutcomesPrefix(job);
  RangeScan scan(handle_, Family::kOutcomes, state_.snapshot(), prefix,
                 PrefixEnd(prefix));
  scan.SeekToLast();
  MILLRACE_RETURN_IF_ERROR(scan.status());
  if (!scan.Valid()) {
    return absl::NotFoundError(
        absl::StrCat("no outcomes stored: ", JobContext(job)));
  }
  return std::string(scan.value());
}

absl::StatusOr<uint64_t> SnapshotView::JobRow(
    JobId job, std::string_view key_bytes) const {
  MILLRACE_ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      handle_.Get(Family::kIdentities, JobRowKey(job, key_bytes),
                  state_.snapshot()));
  if (!value.has_value()) return uint64_t{0};
  std::string_view in = *value;
  uint64_t row_number = 0;
  if (!ReadVarint(&in, &row_number) || !in.empty()) {
    return Annotate(absl::DataLossError("stored row number is malformed"),
                    JobContext(job));
  }
  return row_number;
}

}  // namespace

absl::Status StoreView::FindMatchLists(
    ResourceTypeId type, NameId kind, std::span<const std::string_view> values,
    size_t count_max, std::vector<std::vector<std::string>>* lists) const {
  lists->clear();
  for (const std::string_view value : values) {
    MILLRACE_ASSIGN_OR_RETURN(std::vector<std::string> list,
                              FindMatches(type, kind, value, count_max));
    lists->push_back(std::move(list));
  }
  return absl::OkStatus();
}

std::unique_ptr<StoreView> MakeStoreView(Database* database) {
  return std::make_unique<SnapshotView>(database);
}

}  // namespace millrace
