// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/import_options.h"

#include <string_view>

#include "engine/base/annotate.h"
#include "pipeline/source/upload_reader.h"

namespace millrace {
namespace {

absl::Status Invalid(std::string_view message) {
  return StatusOf(absl::StatusCode::kInvalidArgument, message);
}

}  // namespace

absl::Status ImportOptions::Validate() const {
  if (worker_count < kWorkerPerCore || worker_count > kWorkerCountMax) {
    return Invalid("worker_count is not within its limit: " +
                   std::to_string(worker_count));
  }
  if (run_budget_bytes < kRunBudgetBytesMin) {
    return Invalid("run_budget_bytes is too small: " +
                   std::to_string(run_budget_bytes));
  }
  UploadReader::Options reader;
  reader.chunk_bytes = chunk_bytes;
  reader.row_bytes_max = row_bytes_max;
  return reader.Validate();
}

}  // namespace millrace
