// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ImportOptions: how an Importer works. An aggregate with working defaults;
// nothing in it but the catalogue and the validators changes what an import's
// result is.

#ifndef MILLRACE_IMPORT_OPTIONS_H_
#define MILLRACE_IMPORT_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "millrace/catalogue.h"
#include "millrace/job_state.h"
#include "millrace/limits.h"
#include "millrace/stage_times.h"
#include "millrace/validator.h"

namespace millrace {

// One worker for every core of the machine.
inline constexpr int kWorkerPerCore = -1;

// Where a running job is; handed to a callback now and then.
struct ImportProgress {
  JobId job = JobId{0};
  uint64_t rows_read = 0;           // cut from the upload so far
  uint64_t bytes_read = 0;          // of the (inflated) upload
  uint64_t source_bytes_read = 0;   // of the file given
  uint64_t source_bytes_total = 0;  // 0: not known
  uint64_t rows_committed = 0;
  uint64_t rows_rejected = 0;  // among the committed
};

struct ImportOptions {
  // Where result and reject files go when a job settles; empty: nowhere, they
  // can be rendered at any time (Importer::RenderResults).
  std::filesystem::path results_directory = {};

  // Threads that parse, map and merge, besides the caller's and one reader.
  // 0: everything on the caller's thread.
  int worker_count = kWorkerPerCore;

  // Memory for the rows of the run being gathered and the one being
  // committed. More makes fewer and larger commits.
  size_t run_budget_bytes = kRunBudgetBytesDefault;

  // Bytes of upload per batch, and the longest row; row_bytes_max and what is
  // kept of a longer one must fit into a chunk.
  size_t chunk_bytes = kChunkBytesDefault;
  size_t row_bytes_max = kRowBytesMaxDefault;

  // Size caps of a zip; 0: none. The ratio guards against bombs; members of
  // up to kZipRatioBytesFree may have any.
  uint64_t zip_bytes_max = 0;
  uint64_t unpacked_bytes_max = 0;
  uint64_t zip_ratio_max = kZipRatioMaxDefault;

  // Resource and mapping types; empty: the built-in catalogue.
  std::optional<Catalogue> catalogue = {};

  // Custom validators by the names that a catalogue uses.
  std::map<std::string, std::shared_ptr<const Validator>> validators = {};

  // Called from the thread that runs the job, at most once an interval.
  std::function<void(const ImportProgress&)> progress = {};
  absl::Duration progress_interval = absl::Milliseconds(200);

  // Called once when Run() has settled a job, or has stopped, from its thread:
  // where the time went.
  std::function<void(const StageTimes&)> stage_times = {};

  // The time to store; tests set it.
  std::function<absl::Time()> now = {};

  absl::Status Validate() const;
};

}  // namespace millrace

#endif  // MILLRACE_IMPORT_OPTIONS_H_
