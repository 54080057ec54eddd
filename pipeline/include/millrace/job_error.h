// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobErrorCode: why a job failed or ended early, for programs (contract g).

#ifndef MILLRACE_JOB_ERROR_H_
#define MILLRACE_JOB_ERROR_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

enum class JobErrorCode : uint8_t {
  kSourceUnreachable = 1,
  kSourceTooLarge = 2,
  kInvalidZip = 3,
  kFileNotInZip = 4,
  kInvalidFile = 5,
  kNoValidRows = 6,
  kInternalError = 7,
  kCancelled = 8,
};

// "SOURCE_UNREACHABLE" and the like; stable, clients compare them.
std::string_view JobErrorName(JobErrorCode code);
std::optional<JobErrorCode> JobErrorFromName(std::string_view name);

}  // namespace millrace

#endif  // MILLRACE_JOB_ERROR_H_
