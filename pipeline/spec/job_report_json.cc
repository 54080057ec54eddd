// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/job_report.h: a job report as JSON (contract b.6, b.7,
// l.41):
//
//   {"id": 75, "status": "Complete", "resourceType": "Contacts",
//    "webhookUrl": null, "resultFileSizeLimitKb": 5000,
//    "errors": [{"referenceCode": null, "text": ..., "code": ...}],
//    "resultFiles": [{"url": PATH, "dateExpired": null,
//                     "recordCount": ROWS, "bytes": ...}],
//    "jobId": 75, "description": ...,
//    "counts": {"read": ..., ..., "codes": {"PROCESSED": ..., ...}},
//    "progress": {"bytesRead": ..., "uploadBytes": ..., "nextRow": ...},
//    "rejectFiles": [as resultFiles],
//    "created": ..., "started": ..., "settled": ...,
//    "paused": false, "pauseReason": null, "dryRun": false}
//
// A library has no links, so "url" is the file's path, which does not expire.
// A service gives links; "downloadUrl", the same again, then follows "url":
// clients that know neighbouring endpoints look for it.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "millrace/job_report.h"
#include "millrace/outcome.h"
#include "pipeline/spec/json_writer.h"

namespace millrace {
namespace {

bool IsComplete(JobStatus status) {
  return status == JobStatus::kCompleted ||
         status == JobStatus::kCompletedWithErrors;
}

void WriteErrors(const std::vector<JobError>& errors, JsonWriter* json) {
  json->BeginArray();
  for (const JobError& error : errors) {
    json->BeginObject();
    json->Name("referenceCode").TextOrNull(error.reference_code);
    json->Name("text").TextOrNull(error.text);
    json->Name("code").TextOrNull(error.code);
    json->EndObject();
  }
  json->EndArray();
}

// As captured: seven fractional digits and a numeric offset (contract b.6).
void WriteExpiry(absl::Time expires, absl::TimeZone zone, JsonWriter* json) {
  if (expires == absl::InfiniteFuture()) {
    json->Null();
    return;
  }
  json->Text(absl::FormatTime("%Y-%m-%dT%H:%M:%E7S%Ez", expires, zone));
}

void WriteFiles(const std::vector<ResultFile>& files,
                const ReportJsonOptions& options, JsonWriter* json) {
  json->BeginArray();
  for (const ResultFile& file : files) {
    json->BeginObject();
    const FileLink link =
        options.link ? options.link(file) : FileLink{.url = file.path};
    json->Name("url").Text(link.url);
    if (options.link) json->Name("downloadUrl").Text(link.url);
    json->Name("dateExpired");
    WriteExpiry(link.expires, options.zone, json);
    json->Name("recordCount").Count(file.rows);
    json->Name("bytes").Count(file.bytes);
    json->EndObject();
  }
  json->EndArray();
}

void WriteCounts(const JobCounters& counters, JsonWriter* json) {
  json->BeginObject();
  json->Name("read").Count(counters.read);
  json->Name("imported").Count(counters.imported);
  json->Name("rejected").Count(counters.rejected);
  json->Name("blank").Count(counters.blank);
  json->Name("created").Count(counters.created);
  json->Name("updated").Count(counters.updated);
  json->Name("unchanged").Count(counters.unchanged);
  json->Name("withMessages").Count(counters.with_messages);
  json->Name("withSuccess").Count(counters.with_success);
  json->Name("ambiguous").Count(counters.ambiguous);
  json->Name("cleared").Count(counters.cleared);
  json->Name("codes").BeginObject();
  for (const auto& [number, count] : counters.by_code) {
    const std::optional<Code> code = CodeFromNumber(number);
    // A newer library's code has no name here.
    if (code.has_value()) {
      json->Name(EntryOf(*code).name).Count(count);
    } else {
      json->Name(absl::StrCat("CODE_", number)).Count(count);
    }
  }
  json->EndObject().EndObject();
}

void WriteProgress(const JobReport& report, JsonWriter* json) {
  json->BeginObject();
  json->Name("bytesRead").Count(report.bytes_read);
  json->Name("uploadBytes");
  if (report.job.upload_bytes == 0) {
    json->Null();
  } else {
    json->Count(report.job.upload_bytes);
  }
  json->Name("nextRow").Count(report.next_row_number);
  json->EndObject();
}

void WriteTime(absl::Time time, JsonWriter* json) {
  if (time == absl::InfinitePast()) {
    json->Null();
    return;
  }
  json->Text(
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone()));
}

}  // namespace

std::string_view StatusWord(JobStatus status, StatusWords words) {
  const bool tells_errors = words == StatusWords::kDocumentedWithErrors;
  switch (status) {
    case JobStatus::kPending:
      return "Pending";
    case JobStatus::kInProgressWithErrors:
      if (tells_errors) return "InProgressWithErrors";
      [[fallthrough]];
    case JobStatus::kInProgress:
      return "InProgress";
    case JobStatus::kCompletedWithErrors:
      if (tells_errors) return "CompletedWithErrors";
      [[fallthrough]];
    case JobStatus::kCompleted:
      return words == StatusWords::kSeed ? "Complete" : "Completed";
    case JobStatus::kFailed:
      break;
  }
  return "Failed";
}

std::string ToJson(const JobReport& report, StatusWords words) {
  return ToJson(report, ReportJsonOptions{.words = words});
}

std::string ToJson(const JobReport& report, const ReportJsonOptions& options) {
  const JobRecord& job = report.job;
  JsonWriter json;
  json.BeginObject();
  json.Name("id").Integer(static_cast<int64_t>(job.id));
  json.Name("status").Text(StatusWord(job.status, options.words));
  json.Name("resourceType").Text(job.resource_type);
  json.Name("webhookUrl").TextOrNull(job.webhook_url);
  json.Name("resultFileSizeLimitKb").Integer(report.result_file_size_kb_limit);
  json.Name("errors");
  WriteErrors(job.errors, &json);
  // Filled only when the job is complete (contract b.6, l.4).
  json.Name("resultFiles");
  WriteFiles(
      IsComplete(job.status) ? job.result_files : std::vector<ResultFile>(),
      options, &json);

  json.Name("jobId").Integer(static_cast<int64_t>(job.id));
  json.Name("description").Text(job.description);
  json.Name("counts");
  WriteCounts(report.counters, &json);
  json.Name("progress");
  WriteProgress(report, &json);
  json.Name("rejectFiles");
  WriteFiles(job.reject_files, options, &json);
  json.Name("created");
  WriteTime(job.created, &json);
  json.Name("started");
  WriteTime(job.started, &json);
  json.Name("settled");
  WriteTime(job.settled, &json);
  json.Name("paused").Bool(job.paused);
  json.Name("pauseReason").TextOrNull(job.pause_reason);
  json.Name("dryRun").Bool(job.dry_run);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace
