// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/rocksdb_status.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/status.h"

#include "engine/base/annotate.h"

namespace millrace {
namespace {

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  using rocksdb::Status;
  if (status.IsNoSpace()) return absl::StatusCode::kResourceExhausted;
  switch (status.code()) {
    case Status::kOk:
      return absl::StatusCode::kOk;
    case Status::kNotFound:
      return absl::StatusCode::kNotFound;
    case Status::kCorruption:
      return absl::StatusCode::kDataLoss;
    case Status::kInvalidArgument:
      return absl::StatusCode::kInvalidArgument;
    case Status::kIOError:
    case Status::kIncomplete:
    case Status::kShutdownInProgress:
    case Status::kTimedOut:
    case Status::kBusy:
    case Status::kTryAgain:
      return absl::StatusCode::kUnavailable;
    case Status::kAborted:
      return status.subcode() == Status::kMemoryLimit
                 ? absl::StatusCode::kResourceExhausted
                 : absl::StatusCode::kUnavailable;
    case Status::kNotSupported:
    case Status::kMergeInProgress:
    case Status::kExpired:
    case Status::kCompactionTooLarge:
    case Status::kColumnFamilyDropped:
    case Status::kMaxCode:
      break;
  }
  return absl::StatusCode::kInternal;
}

}  // namespace

absl::Status FromRocksDb(const rocksdb::Status& status,
                         std::string_view context) {
  if (status.ok()) return absl::OkStatus();
  return Annotate(StatusOf(CodeOf(status), status.ToString()), context);
}

absl::Status FromRocksDbAtOpen(const rocksdb::Status& status,
                               std::string_view context) {
  if (status.IsPathNotFound() || status.IsNotFound()) {
    return Annotate(absl::DataLossError(status.ToString()), context);
  }
  return FromRocksDb(status, context);
}

}  // namespace millrace
