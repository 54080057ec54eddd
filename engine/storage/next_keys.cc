// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/next_keys.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/write_batch.h"

#include "engine/base/coding.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/job_codec.h"
#include "engine/storage/keys.h"
#include "engine/storage/rocksdb_status.h"
#include "millrace/commit.h"
#include "millrace/job_state.h"

namespace millrace {
namespace {

constexpr int64_t kFirstNumber = 1;

absl::StatusOr<int64_t> ReadNumber(const DatabaseHandle& handle,
                                   const rocksdb::Snapshot* snapshot,
                                   std::string_view key) {
  MILLRACE_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                            handle.Get(Family::kDefault, key, snapshot));
  if (!value.has_value()) return kFirstNumber;
  std::string_view in = *value;
  uint64_t bits = 0;
  if (!ReadVarint(&in, &bits) || !in.empty()) {
    return absl::DataLossError("stored number is malformed");
  }
  return DecodeZigZag(bits);
}

}  // namespace

std::string EncodeNumber(int64_t number) {
  std::string value;
  AppendVarint(&value, EncodeZigZag(number));
  return value;
}

absl::StatusOr<int64_t> ReadNextKey(const DatabaseHandle& handle,
                                    const rocksdb::Snapshot* snapshot,
                                    ResourceTypeId type) {
  return ReadNumber(handle, snapshot, NextKeyKey(type));
}

absl::StatusOr<int64_t> ReadCounter(const DatabaseHandle& handle,
                                    const rocksdb::Snapshot* snapshot,
                                    StoreCounter counter) {
  return ReadNumber(handle, snapshot, CounterKey(counter));
}

absl::StatusOr<JobRecord> NextKeys::StoreNewJob(JobRecord job) {
  MILLRACE_RETURN_IF_ERROR(database_->CheckWritable());
  const std::shared_ptr<const DatabaseHandle> handle = database_->handle();
  MutexLock lock(mutex_);
  MILLRACE_ASSIGN_OR_RETURN(
      const int64_t id, ReadCounter(*handle, nullptr, StoreCounter::kJobId));
  MILLRACE_ASSIGN_OR_RETURN(
      job.upload_file_id,
      ReadCounter(*handle, nullptr, StoreCounter::kUploadFileId));
  MILLRACE_ASSIGN_OR_RETURN(
      job.first_mapping_identifier,
      ReadCounter(*handle, nullptr, StoreCounter::kMappingIdentifier));
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  if (id < 1 || id > std::numeric_limits<int32_t>::max()) {
    return absl::ResourceExhaustedError("job ids have run out");
  }
  if (job.upload_file_id == kMax ||
      job.first_mapping_identifier > kMax - job.mapping_count) {
    return absl::ResourceExhaustedError("upload or mapping ids have run out");
  }
  job.id = JobId{static_cast<int32_t>(id)};

  rocksdb::ColumnFamilyHandle* const counters =
      handle->family(Family::kDefault);
  rocksdb::WriteBatch batch;
  rocksdb::Status status = batch.Put(counters, CounterKey(StoreCounter::kJobId),
                                     EncodeNumber(id + 1));
  if (status.ok()) {
    status = batch.Put(counters, CounterKey(StoreCounter::kUploadFileId),
                       EncodeNumber(job.upload_file_id + 1));
  }
  if (status.ok()) {
    status = batch.Put(
        counters, CounterKey(StoreCounter::kMappingIdentifier),
        EncodeNumber(job.first_mapping_identifier + job.mapping_count));
  }
  if (status.ok()) {
    status = batch.Put(handle->family(Family::kJobs), JobKey(job.id),
                       EncodeJob(job));
  }
  MILLRACE_RETURN_IF_ERROR(FromRocksDb(status, "new job"));
  MILLRACE_RETURN_IF_ERROR(database_->Write(&batch));
  return job;
}

}  // namespace millrace
