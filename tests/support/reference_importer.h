// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle: imports an upload as the contract says in its plainest words, a
// loop over the rows that applies each row's mappings to the store as the rows
// before left it (contract m.1). Slow, obvious, and without a line of the
// pipeline or the engine in it; what differs from it is wrong until somebody
// has read the contract again.
//
//   reference::Store store;
//   reference::JobResult result = reference::RunJob(spec, catalogue, bytes,
//                                                   {}, &store);
//
// The catalogue must hold the entries of the store's lists. The spec must have
// no defects against it.
//
// Threading: a pure function of its arguments.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/job_state.h"
#include "millrace/limits.h"
#include "tests/support/reference_importer_record.h"
#include "tests/support/reference_importer_results.h"
#include "tests/support/reference_importer_values.h"

namespace millrace::reference {

struct JobOptions {
  size_t row_bytes_max = kRowBytesMaxDefault;
  Validators validators = {};
  bool is_dry_run = false;
  ErrorBudget error_budget = {};
};

struct JobResult {
  int64_t job_id = 0;
  int64_t upload_file_id = 0;
  int64_t first_mapping_identifier = 0;
  JobStatus status = JobStatus::kPending;
  bool is_paused = false;  // over its error budget
  JobCounters counters = {};
  std::vector<std::string> errors = {};  // codes, "NO_VALID_ROWS"
  std::vector<RowResult> rows = {};
  Files files = {};
};

JobResult RunJob(const JobSpec& spec, const Catalogue& catalogue,
                 const std::string& upload, const JobOptions& options,
                 Store* store);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_H_
