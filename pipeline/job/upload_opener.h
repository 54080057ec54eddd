// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadOpener: a job's upload as a source of bytes, and its dialect.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_JOB_UPLOAD_OPENER_H_
#define MILLRACE_PIPELINE_JOB_UPLOAD_OPENER_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/import_options.h"
#include "millrace/importer.h"
#include "millrace/job_spec.h"
#include "pipeline/job/batch_transformer.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/csv_dialect.h"

namespace millrace {

// An upload in memory must outlive its source.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenSource(
    const Upload& upload, std::string_view member_name,
    const ImportOptions& options);

// kNotFound if an upload that is a file is not there now.
absl::Status CheckIsThere(const Upload& upload);

CsvDialect DialectOf(const FileSpec& file);
RowForm RowFormOf(const FileSpec& file);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_UPLOAD_OPENER_H_
