// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What the store keeps of a job: its identity, status, counters and position.
// Plain values. The status words that clients see are chosen elsewhere
// (contract l.1); here the machine keeps all six.

#ifndef MILLRACE_JOB_STATE_H_
#define MILLRACE_JOB_STATE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace millrace {

// Positive; clients parse it as a signed 32-bit number (contract l.40).
enum class JobId : int32_t {};

enum class JobStatus : uint8_t {
  kPending = 0,
  kInProgress = 1,
  kInProgressWithErrors = 2,  // in progress, and a row has been rejected
  kCompleted = 3,
  kCompletedWithErrors = 4,
  kFailed = 5,
};

constexpr bool IsSettled(JobStatus status) {
  return status >= JobStatus::kCompleted;
}

// Contract (m.9). INVARIANT: read == imported + rejected + blank, and
// imported == created + updated + unchanged.
struct JobCounters {
  uint64_t read = 0;
  uint64_t imported = 0;
  uint64_t rejected = 0;
  uint64_t blank = 0;
  uint64_t created = 0;
  uint64_t updated = 0;
  uint64_t unchanged = 0;
  uint64_t with_messages = 0;  // imported rows with any but "Processed"
  // Imported rows of which at least one mapping did not fail (contract m.10).
  uint64_t with_success = 0;
  // Imported rows found through a rule that more than one record satisfied.
  uint64_t ambiguous = 0;
  // Values of records that imported rows cleared, because the job says so.
  uint64_t cleared = 0;
  // Outcomes and rejects by code (millrace/outcome.h).
  std::map<uint16_t, uint64_t> by_code = {};

  bool Balanced() const {
    return read == imported + rejected + blank &&
           imported == created + updated + unchanged;
  }
  friend bool operator==(const JobCounters&, const JobCounters&) = default;
};

// How many rejected rows a job bears. After the row with which there are more,
// it pauses (contract m.11).
struct ErrorBudget {
  std::optional<uint64_t> rejected_max = {};  // 0: none at all
  // Percent of the rows that are not blank; judged only once there are as many
  // of these as sample_rows says.
  std::optional<uint32_t> percent_max = {};
  uint64_t sample_rows = 100;

  bool is_set() const {
    return rejected_max.has_value() || percent_max.has_value();
  }
  friend bool operator==(const ErrorBudget&, const ErrorBudget&) = default;
};

// The durable position of a job: everything before it is committed, nothing
// after it is. Where an error budget cut a batch of rows in two, reading goes
// on at the batch's start, and its first rows are committed already.
struct Checkpoint {
  uint64_t next_sequence = 0;    // of the next outcome block
  uint64_t next_byte = 0;        // in the (inflated) upload
  uint64_t next_row_number = 1;  // 1-based
  uint64_t fingerprint = 0;      // of the bytes before next_byte (m.11)
  bool at_end = false;           // the whole upload has been read
  uint64_t committed_rows = 0;   // from next_row_number on
  uint64_t committed_check = 0;  // checksum of their bytes
  JobCounters counters = {};
};

struct JobError {
  std::string code = {};
  std::string text = {};
  std::string reference_code = {};
};

struct ResultFile {
  std::string path = {};
  uint64_t bytes = 0;
  uint64_t rows = 0;
};

// A job as stored. Counters live in the last outcome block while the job runs
// and are copied here when it settles.
struct JobRecord {
  JobId id = JobId{0};
  JobStatus status = JobStatus::kPending;
  bool paused = false;
  bool dry_run = false;
  bool cancel_requested = false;
  std::string pause_reason = {};
  ErrorBudget error_budget = {};
  std::string description = {};
  std::string resource_type = {};
  std::string spec_json = {};       // as submitted: the job keeps it (m.20)
  std::string catalogue_hash = {};  // key of the stored catalogue (m.20)
  uint64_t row_bytes_max = 0;       // decides which rows are too long
  std::string source = {};          // where the upload is, "-" for a pipe
  uint64_t upload_bytes = 0;        // size of the file given; 0: not known
  std::string upload_header = {};   // its header row as it came, line end too
  int64_t upload_file_id = 0;       // ULFileID
  int64_t first_mapping_identifier = 0;
  uint32_t mapping_count = 0;
  absl::Time created = absl::InfinitePast();
  absl::Time started = absl::InfinitePast();
  absl::Time settled = absl::InfinitePast();
  JobCounters counters = {};  // once settled
  std::vector<JobError> errors = {};
  std::vector<ResultFile> result_files = {};
  std::vector<ResultFile> reject_files = {};
  // Kept for the service.
  std::string owner = {};
  int32_t priority = 0;
  std::string idempotency_key = {};
  std::string webhook_url = {};
};

}  // namespace millrace

#endif  // MILLRACE_JOB_STATE_H_
