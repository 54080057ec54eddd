// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Encodes a job for the family `jobs` and reads it back. Grammar in
// job_codec.cc.
//
// Threading: pure functions, safe from any thread.

#ifndef MILLRACE_ENGINE_STORAGE_JOB_CODEC_H_
#define MILLRACE_ENGINE_STORAGE_JOB_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "millrace/job_state.h"

namespace millrace {

// Times are kept to the nanosecond, from 1678 to 2261.
std::string EncodeJob(const JobRecord& job);

// kDataLoss: the bytes are no job, or one with fields unknown to us.
absl::StatusOr<JobRecord> DecodeJob(std::string_view bytes);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_JOB_CODEC_H_
