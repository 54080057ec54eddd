// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Grammar of a job's value. Encodings as in engine/base/coding.cc: varint,
// length-prefixed.
//
//   job      := 0x01 field*
//   field    := varint tag, length-prefixed body
//   body     := by tag, see the tables below: text | number | signed | time |
//               counters | error | file | budget
//   number   := varint
//   signed   := varint of the zigzag
//   time     := signed nanoseconds since 1970, UTC
//   counters := varint*11 of JobCounters in order, varint codes,
//               (varint code, varint count)*codes, codes ascending
//   error    := length-prefixed code, text, reference code
//   file     := length-prefixed path, varint bytes, varint rows
//   budget   := varint of rejected_max + 1, of percent_max + 1 (0: absent),
//               varint sample_rows
//
// A field that has its default value is left out. Every tag stands at most
// once, but for errors and files. An unknown tag is refused: whoever read past
// it would drop it with the next update of the job, so a new tag is a change
// of kStoreFormatVersion.

#include "engine/storage/job_codec.h"

#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "engine/base/coding.h"
#include "millrace/job_state.h"

namespace millrace {
namespace {

constexpr char kJobVersion = 1;

// Numbers of the fields, forever.
enum Tag : uint8_t {
  kId = 1,
  kStatus = 2,
  kMarks = 3,
  kPauseReason = 4,
  kDescription = 5,
  kResourceType = 6,
  kSpecJson = 7,
  kCatalogueHash = 8,
  kRowBytesMax = 9,
  kSource = 10,
  kUploadBytes = 11,
  kUploadFileId = 12,
  kFirstMappingIdentifier = 13,
  kMappingCount = 14,
  kCreated = 15,
  kStarted = 16,
  kSettled = 17,
  kCounters = 18,
  kError = 19,
  kResultFile = 20,
  kRejectFile = 21,
  kOwner = 22,
  kPriority = 23,
  kIdempotencyKey = 24,
  kWebhookUrl = 25,
  kUploadHeader = 26,
  kErrorBudget = 27,
};
constexpr uint64_t kTagMax = kErrorBudget;

constexpr uint64_t kPausedMark = 1;
constexpr uint64_t kDryRunMark = 2;
constexpr uint64_t kCancelMark = 4;

struct TextField {
  Tag tag;
  std::string JobRecord::*text;
};
constexpr TextField kTextFields[] = {
    {kPauseReason, &JobRecord::pause_reason},
    {kDescription, &JobRecord::description},
    {kResourceType, &JobRecord::resource_type},
    {kSpecJson, &JobRecord::spec_json},
    {kCatalogueHash, &JobRecord::catalogue_hash},
    {kSource, &JobRecord::source},
    {kUploadHeader, &JobRecord::upload_header},
    {kOwner, &JobRecord::owner},
    {kIdempotencyKey, &JobRecord::idempotency_key},
    {kWebhookUrl, &JobRecord::webhook_url},
};

struct TimeField {
  Tag tag;
  absl::Time JobRecord::*time;
};
constexpr TimeField kTimeFields[] = {
    {kCreated, &JobRecord::created},
    {kStarted, &JobRecord::started},
    {kSettled, &JobRecord::settled},
};

constexpr uint64_t JobCounters::*kCounterFields[] = {
    &JobCounters::read,         &JobCounters::imported,
    &JobCounters::rejected,     &JobCounters::blank,
    &JobCounters::created,      &JobCounters::updated,
    &JobCounters::unchanged,    &JobCounters::with_messages,
    &JobCounters::with_success, &JobCounters::ambiguous,
    &JobCounters::cleared,
};

// Stops compiling when a job gets a field, so that nobody forgets to store it.
[[maybe_unused]] void KnowAllFields(const JobRecord& job) {
  [[maybe_unused]] const auto& [id, status, paused, dry_run, cancel_requested,
                                pause_reason, error_budget, description,
                                resource_type, spec_json, catalogue_hash,
                                row_bytes_max, source, upload_bytes,
                                upload_header, upload_file_id,
                                first_mapping_identifier, mapping_count,
                                created, started, settled, counters, errors,
                                result_files, reject_files, owner, priority,
                                idempotency_key, webhook_url] = job;
}

static_assert(sizeof(JobCounters) ==
                      sizeof(uint64_t) * 11 + sizeof(JobCounters::by_code) &&
                  std::size(kCounterFields) == 11,
              "a new counter is stored too");

void AppendField(std::string* to, Tag tag, std::string_view body) {
  AppendVarint(to, tag);
  AppendLengthPrefixed(to, body);
}

void AppendNumber(std::string* to, Tag tag, uint64_t number) {
  if (number == 0) return;
  std::string body;
  AppendVarint(&body, number);
  AppendField(to, tag, body);
}

void AppendSigned(std::string* to, Tag tag, int64_t number) {
  AppendNumber(to, tag, EncodeZigZag(number));
}

std::string EncodeCounters(const JobCounters& counters) {
  std::string body;
  for (const auto field : kCounterFields) AppendVarint(&body, counters.*field);
  AppendVarint(&body, counters.by_code.size());
  for (const auto& [code, count] : counters.by_code) {
    AppendVarint(&body, code);
    AppendVarint(&body, count);
  }
  return body;
}

std::string EncodeError(const JobError& error) {
  std::string body;
  AppendLengthPrefixed(&body, error.code);
  AppendLengthPrefixed(&body, error.text);
  AppendLengthPrefixed(&body, error.reference_code);
  return body;
}

std::string EncodeFile(const ResultFile& file) {
  std::string body;
  AppendLengthPrefixed(&body, file.path);
  AppendVarint(&body, file.bytes);
  AppendVarint(&body, file.rows);
  return body;
}

// A maximum that may be absent, one above itself.
void AppendMaximum(std::string* to, std::optional<uint64_t> maximum) {
  AppendVarint(to, maximum.has_value() ? *maximum + 1 : 0);
}

std::string EncodeBudget(const ErrorBudget& budget) {
  std::string body;
  AppendMaximum(&body, budget.rejected_max);
  AppendMaximum(&body, budget.percent_max);
  AppendVarint(&body, budget.sample_rows);
  return body;
}

// Reads a varint that is all of `in` and no more than the type holds.
template <typename Number>
bool ReadWhole(std::string_view in, Number* number) {
  uint64_t wide = 0;
  if (!ReadVarint(&in, &wide) || !in.empty()) return false;
  if (wide > std::numeric_limits<Number>::max()) return false;
  *number = static_cast<Number>(wide);
  return true;
}

template <typename Number>
bool ReadWholeSigned(std::string_view in, Number* number) {
  uint64_t bits = 0;
  if (!ReadWhole(in, &bits)) return false;
  const int64_t wide = DecodeZigZag(bits);
  if (!std::in_range<Number>(wide)) return false;
  *number = static_cast<Number>(wide);
  return true;
}

bool ReadText(std::string_view* in, std::string* text) {
  std::string_view view;
  if (!ReadLengthPrefixed(in, &view)) return false;
  text->assign(view);
  return true;
}

bool ReadCounters(std::string_view in, JobCounters* counters) {
  for (const auto field : kCounterFields) {
    if (!ReadVarint(&in, &(counters->*field))) return false;
  }
  uint64_t codes = 0;
  if (!ReadVarint(&in, &codes)) return false;
  int64_t previous = -1;
  for (uint64_t i = 0; i < codes; ++i) {
    uint64_t code = 0;
    uint64_t count = 0;
    if (!ReadVarint(&in, &code) || !ReadVarint(&in, &count)) return false;
    if (code > UINT16_MAX || static_cast<int64_t>(code) <= previous) {
      return false;
    }
    counters->by_code.emplace(static_cast<uint16_t>(code), count);
    previous = static_cast<int64_t>(code);
  }
  return in.empty();
}

bool ReadError(std::string_view in, std::vector<JobError>* errors) {
  JobError& error = errors->emplace_back();
  return ReadText(&in, &error.code) && ReadText(&in, &error.text) &&
         ReadText(&in, &error.reference_code) && in.empty();
}

bool ReadFile(std::string_view in, std::vector<ResultFile>* files) {
  ResultFile& file = files->emplace_back();
  return ReadText(&in, &file.path) && ReadVarint(&in, &file.bytes) &&
         ReadVarint(&in, &file.rows) && in.empty();
}

bool ReadBudget(std::string_view in, ErrorBudget* budget) {
  uint64_t rejected = 0;
  uint64_t percent = 0;
  if (!ReadVarint(&in, &rejected) || !ReadVarint(&in, &percent) ||
      !ReadVarint(&in, &budget->sample_rows) || percent > UINT32_MAX) {
    return false;
  }
  if (rejected > 0) budget->rejected_max = rejected - 1;
  if (percent > 0) budget->percent_max = static_cast<uint32_t>(percent - 1);
  return in.empty();
}

bool ReadStatus(std::string_view in, JobStatus* status) {
  uint8_t number = 0;
  if (!ReadWhole(in, &number)) return false;
  if (number > static_cast<uint8_t>(JobStatus::kFailed)) return false;
  *status = JobStatus{number};
  return true;
}

bool ReadMarks(std::string_view in, JobRecord* job) {
  uint64_t marks = 0;
  if (!ReadWhole(in, &marks)) return false;
  job->paused = (marks & kPausedMark) != 0;
  job->dry_run = (marks & kDryRunMark) != 0;
  job->cancel_requested = (marks & kCancelMark) != 0;
  return marks <= (kPausedMark | kDryRunMark | kCancelMark);
}

bool ReadTime(std::string_view in, absl::Time* time) {
  int64_t nanoseconds = 0;
  if (!ReadWholeSigned(in, &nanoseconds)) return false;
  *time = absl::FromUnixNanos(nanoseconds);
  return true;
}

// Reads what is neither a plain text nor a time.
bool ReadOther(uint64_t tag, std::string_view body, JobRecord* job) {
  switch (tag) {
    case kId: {
      int32_t id = 0;
      if (!ReadWhole(body, &id)) return false;
      job->id = JobId{id};
      return true;
    }
    case kStatus:
      return ReadStatus(body, &job->status);
    case kMarks:
      return ReadMarks(body, job);
    case kRowBytesMax:
      return ReadWhole(body, &job->row_bytes_max);
    case kUploadBytes:
      return ReadWhole(body, &job->upload_bytes);
    case kUploadFileId:
      return ReadWholeSigned(body, &job->upload_file_id);
    case kFirstMappingIdentifier:
      return ReadWholeSigned(body, &job->first_mapping_identifier);
    case kMappingCount:
      return ReadWhole(body, &job->mapping_count);
    case kCounters:
      return ReadCounters(body, &job->counters);
    case kError:
      return ReadError(body, &job->errors);
    case kResultFile:
      return ReadFile(body, &job->result_files);
    case kRejectFile:
      return ReadFile(body, &job->reject_files);
    case kErrorBudget:
      return ReadBudget(body, &job->error_budget);
    case kPriority:
      return ReadWholeSigned(body, &job->priority);
    default:
      return false;
  }
}

bool ReadBody(uint64_t tag, std::string_view body, JobRecord* job) {
  for (const TextField& field : kTextFields) {
    if (field.tag != tag) continue;
    (job->*field.text).assign(body);
    return true;
  }
  for (const TimeField& field : kTimeFields) {
    if (field.tag == tag) return ReadTime(body, &(job->*field.time));
  }
  return ReadOther(tag, body, job);
}

bool IsRepeated(uint64_t tag) {
  return tag == kError || tag == kResultFile || tag == kRejectFile;
}

}  // namespace

std::string EncodeJob(const JobRecord& job) {
  std::string bytes(1, kJobVersion);
  AppendNumber(&bytes, kId, static_cast<uint32_t>(job.id));
  AppendNumber(&bytes, kStatus, static_cast<uint8_t>(job.status));
  AppendNumber(&bytes, kMarks,
               (job.paused ? kPausedMark : 0) |
                   (job.dry_run ? kDryRunMark : 0) |
                   (job.cancel_requested ? kCancelMark : 0));
  for (const TextField& field : kTextFields) {
    const std::string& text = job.*field.text;
    if (!text.empty()) AppendField(&bytes, field.tag, text);
  }
  AppendNumber(&bytes, kRowBytesMax, job.row_bytes_max);
  AppendNumber(&bytes, kUploadBytes, job.upload_bytes);
  AppendSigned(&bytes, kUploadFileId, job.upload_file_id);
  AppendSigned(&bytes, kFirstMappingIdentifier, job.first_mapping_identifier);
  AppendNumber(&bytes, kMappingCount, job.mapping_count);
  for (const TimeField& field : kTimeFields) {
    if (job.*field.time == absl::InfinitePast()) continue;
    // Not AppendSigned: the start of 1970 is not the default.
    std::string body;
    AppendVarint(&body, EncodeZigZag(absl::ToUnixNanos(job.*field.time)));
    AppendField(&bytes, field.tag, body);
  }
  if (!(job.counters == JobCounters{})) {
    AppendField(&bytes, kCounters, EncodeCounters(job.counters));
  }
  for (const JobError& error : job.errors) {
    AppendField(&bytes, kError, EncodeError(error));
  }
  for (const ResultFile& file : job.result_files) {
    AppendField(&bytes, kResultFile, EncodeFile(file));
  }
  for (const ResultFile& file : job.reject_files) {
    AppendField(&bytes, kRejectFile, EncodeFile(file));
  }
  AppendSigned(&bytes, kPriority, job.priority);
  if (!(job.error_budget == ErrorBudget{})) {
    AppendField(&bytes, kErrorBudget, EncodeBudget(job.error_budget));
  }
  return bytes;
}

absl::StatusOr<JobRecord> DecodeJob(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kJobVersion) {
    return absl::DataLossError("job has an unknown layout");
  }
  bytes.remove_prefix(1);
  JobRecord job;
  uint64_t seen = 0;
  static_assert(kTagMax < 64, "a bit each");
  while (!bytes.empty()) {
    uint64_t tag = 0;
    std::string_view body;
    if (!ReadVarint(&bytes, &tag) || !ReadLengthPrefixed(&bytes, &body)) {
      return absl::DataLossError("job is malformed");
    }
    if (tag == 0 || tag > kTagMax) {
      return absl::DataLossError(absl::StrCat("job has unknown field ", tag));
    }
    const uint64_t bit = uint64_t{1} << tag;
    if ((seen & bit) != 0 && !IsRepeated(tag)) {
      return absl::DataLossError(absl::StrCat("job has field twice: ", tag));
    }
    seen |= bit;
    if (!ReadBody(tag, body, &job)) {
      return absl::DataLossError(absl::StrCat("job has malformed field ", tag));
    }
  }
  return job;
}

}  // namespace millrace
