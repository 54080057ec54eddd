// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/upload_error.h"

#include <string>

#include "absl/strings/cord.h"

#include "engine/base/absl_view.h"

namespace millrace {
namespace {

constexpr char kPayloadUrl[] = "millrace/job-error";

struct NamedError {
  JobErrorCode code;
  std::string_view name;
};

constexpr NamedError kNames[] = {
    {JobErrorCode::kSourceUnreachable, "SOURCE_UNREACHABLE"},
    {JobErrorCode::kSourceTooLarge, "SOURCE_TOO_LARGE"},
    {JobErrorCode::kInvalidZip, "INVALID_ZIP"},
    {JobErrorCode::kFileNotInZip, "FILE_NOT_IN_ZIP"},
    {JobErrorCode::kInvalidFile, "INVALID_FILE"},
    {JobErrorCode::kNoValidRows, "NO_VALID_ROWS"},
    {JobErrorCode::kInternalError, "INTERNAL_ERROR"},
    {JobErrorCode::kCancelled, "CANCELLED"},
};

}  // namespace

std::string_view JobErrorName(JobErrorCode code) {
  for (const NamedError& named : kNames) {
    if (named.code == code) return named.name;
  }
  return "INTERNAL_ERROR";
}

std::optional<JobErrorCode> JobErrorFromName(std::string_view name) {
  for (const NamedError& named : kNames) {
    if (named.name == name) return named.code;
  }
  return std::nullopt;
}

absl::Status UploadError(JobErrorCode code, std::string_view message) {
  absl::Status status = absl::DataLossError(AbslView(message));
  status.SetPayload(kPayloadUrl, absl::Cord(AbslView(JobErrorName(code))));
  return status;
}

std::optional<JobErrorCode> UploadErrorOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  return JobErrorFromName(std::string(*payload));
}

}  // namespace millrace
