// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobReport: a job as its owner sees it: status, counters, files (contract
// b.6, c). A plain value.

#ifndef MILLRACE_JOB_REPORT_H_
#define MILLRACE_JOB_REPORT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

#include "millrace/job_state.h"

namespace millrace {

// Which words a status is shown with (contract l.1, l.2).
enum class StatusWords : uint8_t {
  kSeed,                  // Complete
  kDocumented,            // Completed
  kDocumentedWithErrors,  // Completed, CompletedWithErrors, ...
};

std::string_view StatusWord(JobStatus status, StatusWords words);

struct JobReport {
  JobRecord job = {};
  // Where the job is; the job's own counters once it has settled.
  JobCounters counters = {};
  uint64_t bytes_read = 0;
  uint64_t next_row_number = 1;
  int64_t result_file_size_kb_limit = 0;
  bool has_checkpoint = false;
};

// Where a result or reject file can be fetched, and until when.
struct FileLink {
  std::string url = {};
  absl::Time expires = absl::InfiniteFuture();
};

struct ReportJsonOptions {
  StatusWords words = StatusWords::kSeed;
  // Empty: a file's "url" is its path, which does not expire.
  std::function<FileLink(const ResultFile&)> link = {};
  // The zone that "dateExpired" is written in (contract m.13).
  absl::TimeZone zone = absl::UTCTimeZone();
};

// The seven documented members first and in order, then ours (contract b.6,
// l.41).
std::string ToJson(const JobReport& report, const ReportJsonOptions& options);
std::string ToJson(const JobReport& report,
                   StatusWords words = StatusWords::kSeed);

}  // namespace millrace

#endif  // MILLRACE_JOB_REPORT_H_
