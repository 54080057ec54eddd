// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/job_report.h"
#include "pipeline/spec/json_reader.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

JobReport CompleteReport() {
  JobReport report;
  report.job.id = JobId{75};
  report.job.status = JobStatus::kCompleted;
  report.job.resource_type = "Contacts";
  report.job.description = "Load \"people\"";
  report.job.upload_bytes = 1000;
  report.job.result_files = {
      {.path = "results-75-1.csv", .bytes = 9, .rows = 2}};
  report.job.reject_files = {
      {.path = "rejects-75-1.csv", .bytes = 7, .rows = 1}};
  report.job.created = absl::FromCivil(absl::CivilSecond(2026, 3, 1, 10, 0, 0),
                                       absl::UTCTimeZone()) +
                       absl::Milliseconds(7);
  report.job.started = report.job.created + absl::Seconds(1);
  report.job.settled = report.job.created + absl::Hours(1);
  report.counters = {.read = 4,
                     .imported = 2,
                     .rejected = 1,
                     .blank = 1,
                     .created = 1,
                     .updated = 1,
                     .with_messages = 1,
                     .with_success = 2,
                     .by_code = {{1, 3}, {20, 1}, {55, 1}, {200, 2}}};
  report.bytes_read = 1000;
  report.next_row_number = 5;
  report.result_file_size_kb_limit = 5000;
  return report;
}

TEST(JobReportJsonTest, WritesACompleteJob) {
  EXPECT_EQ(
      ToJson(CompleteReport()),
      R"({"id":75,"status":"Complete","resourceType":"Contacts",)"
      R"("webhookUrl":null,"resultFileSizeLimitKb":5000,"errors":[],)"
      R"("resultFiles":[{"url":"results-75-1.csv","dateExpired":null,)"
      R"("recordCount":2,"bytes":9}],"jobId":75,)"
      R"("description":"Load \"people\"","counts":{"read":4,"imported":2,)"
      R"("rejected":1,"blank":1,"created":1,"updated":1,"unchanged":0,)"
      R"("withMessages":1,"withSuccess":2,"ambiguous":0,"cleared":0,"codes":)"
      R"({"PROCESSED":3,"INVALID_PHONE":1,"COLUMN_COUNT":1,"CODE_200":2}},)"
      R"("progress":{"bytesRead":1000,"uploadBytes":1000,"nextRow":5},)"
      R"("rejectFiles":[{"url":"rejects-75-1.csv","dateExpired":null,)"
      R"("recordCount":1,"bytes":7}],"created":"2026-03-01T10:00:00.007Z",)"
      R"("started":"2026-03-01T10:00:01.007Z",)"
      R"("settled":"2026-03-01T11:00:00.007Z","paused":false,)"
      R"("pauseReason":null,"dryRun":false})");
}

// Members of the capture come first and in order (contract b.6).
TEST(JobReportJsonTest, KeepsTheDocumentedOrder) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const JsonDocument document,
      ReadJson(ToJson(JobReport()), {.bytes_max = 10000, .values_max = 1000}));
  const std::vector<std::string> names = document.root.names;
  EXPECT_THAT(std::vector<std::string>(names.begin(), names.begin() + 7),
              ElementsAre("id", "status", "resourceType", "webhookUrl",
                          "resultFileSizeLimitKb", "errors", "resultFiles"));
}

TEST(JobReportJsonTest, WritesAFailedJob) {
  JobReport report = CompleteReport();
  report.job.status = JobStatus::kFailed;
  report.job.webhook_url = "https://hooks.example.org";
  report.job.errors = {{.code = "NO_VALID_ROWS", .text = "no row was imported"},
                       {.reference_code = "R1"}};
  report.job.dry_run = true;
  const std::string json = ToJson(report);
  EXPECT_THAT(json, HasSubstr(R"("webhookUrl":"https://hooks.example.org")"));
  EXPECT_THAT(json,
              HasSubstr(R"("errors":[{"referenceCode":null,)"
                        R"("text":"no row was imported",)"
                        R"("code":"NO_VALID_ROWS"},{"referenceCode":"R1",)"
                        R"("text":null,"code":null}])"));
  // What can be rendered of a failed job is not offered (contract l.4).
  EXPECT_THAT(json, HasSubstr(R"("resultFiles":[],)"));
  EXPECT_THAT(json, HasSubstr(R"("rejectFiles":[{)"));
  EXPECT_THAT(json, HasSubstr(R"("dryRun":true)"));
}

TEST(JobReportJsonTest, WritesAPausedJob) {
  JobReport report = CompleteReport();
  report.job.status = JobStatus::kInProgressWithErrors;
  report.job.paused = true;
  report.job.pause_reason = "error budget exceeded";
  report.job.settled = absl::InfinitePast();
  report.job.upload_bytes = 0;
  const std::string json = ToJson(report);
  EXPECT_THAT(json, HasSubstr(R"("status":"InProgress",)"));
  EXPECT_THAT(json, HasSubstr(R"("resultFiles":[],)"));
  EXPECT_THAT(json, HasSubstr(R"("uploadBytes":null,)"));
  EXPECT_THAT(json, HasSubstr(R"("settled":null,"paused":true,)"
                              R"("pauseReason":"error budget exceeded")"));
}

TEST(JobReportJsonTest, ChoosesTheWords) {
  struct Case {
    JobStatus status;
    const char* seed;
    const char* documented;
    const char* with_errors;
  };
  for (const Case& one : std::vector<Case>{
           {JobStatus::kPending, "Pending", "Pending", "Pending"},
           {JobStatus::kInProgress, "InProgress", "InProgress", "InProgress"},
           {JobStatus::kInProgressWithErrors, "InProgress", "InProgress",
            "InProgressWithErrors"},
           {JobStatus::kCompleted, "Complete", "Completed", "Completed"},
           {JobStatus::kCompletedWithErrors, "Complete", "Completed",
            "CompletedWithErrors"},
           {JobStatus::kFailed, "Failed", "Failed", "Failed"}}) {
    EXPECT_EQ(StatusWord(one.status, StatusWords::kSeed), one.seed);
    EXPECT_EQ(StatusWord(one.status, StatusWords::kDocumented), one.documented);
    EXPECT_EQ(StatusWord(one.status, StatusWords::kDocumentedWithErrors),
              one.with_errors);
  }
  EXPECT_THAT(ToJson(CompleteReport(), StatusWords::kDocumented),
              HasSubstr(R"("status":"Completed",)"));
}

TEST(JobReportJsonTest, AServiceGivesLinks) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  JobReport report = CompleteReport();
  const std::string json = ToJson(
      report,
      ReportJsonOptions{
          .words = StatusWords::kDocumented,
          .link =
              [](const ResultFile& file) {
                return FileLink{
                    .url = "https://h/" + file.path,
                    .expires = absl::FromCivil(
                                   absl::CivilSecond(2019, 5, 15, 12, 45, 50),
                                   absl::UTCTimeZone()) +
                               absl::Nanoseconds(206204800)};
              },
          .zone = zone});
  EXPECT_THAT(json, HasSubstr("\"status\":\"Completed\""));
  EXPECT_THAT(
      json,
      HasSubstr("\"resultFiles\":[{\"url\":\"https://h/results-75-1.csv\","
                "\"downloadUrl\":\"https://h/results-75-1.csv\","
                "\"dateExpired\":\"2019-05-15T08:45:50.2062048-04:00\","));
  EXPECT_THAT(json, HasSubstr("\"url\":\"https://h/rejects-75-1.csv\""));
}

}  // namespace
}  // namespace millrace
