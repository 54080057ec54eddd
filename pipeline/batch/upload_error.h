// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadError: a Status which says that the upload itself is broken, so that
// the job settles (contract m.11), unlike trouble in reading it, after which
// the job stays resumable. The job's error code travels as a payload, through
// any Annotate on the way.

#ifndef MILLRACE_PIPELINE_BATCH_UPLOAD_ERROR_H_
#define MILLRACE_PIPELINE_BATCH_UPLOAD_ERROR_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"

#include "millrace/job_error.h"

namespace millrace {

// kDataLoss with the code as payload.
absl::Status UploadError(JobErrorCode code, std::string_view message);

// The code, if the status came from UploadError.
std::optional<JobErrorCode> UploadErrorOf(const absl::Status& status);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_UPLOAD_ERROR_H_
