// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadSample: the first rows of an upload as texts by column, to guess from.
//
// Threading: a plain value.

#ifndef MILLRACE_PIPELINE_JOB_UPLOAD_SAMPLE_H_
#define MILLRACE_PIPELINE_JOB_UPLOAD_SAMPLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/importer.h"
#include "millrace/job_spec.h"

namespace millrace {

// values[c] are the cells of column c, trimmed, those that are not blank, of
// at most row_count_max rows. Rows that cannot be read as the file says do not
// count.
struct UploadSample {
  size_t row_count = 0;
  std::vector<std::vector<std::string>> values = {};
};

absl::StatusOr<UploadSample> SampleUpload(const Upload& upload,
                                          const FileSpec& file,
                                          size_t row_count_max);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_UPLOAD_SAMPLE_H_
