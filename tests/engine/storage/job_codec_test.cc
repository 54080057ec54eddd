// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/job_codec.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/base/coding.h"
#include "millrace/job_state.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

JobRecord FullJob() {
  JobRecord job;
  job.id = JobId{2147483647};
  job.status = JobStatus::kCompletedWithErrors;
  job.paused = true;
  job.dry_run = true;
  job.cancel_requested = true;
  job.pause_reason = "error budget";
  job.description = "Supporters";
  job.resource_type = "Contacts";
  job.spec_json = "{}";
  job.catalogue_hash = "abc";
  job.row_bytes_max = 65536;
  job.source = "https://example.org/a.zip";
  job.upload_bytes = 1ull << 50;
  job.upload_header = "VanID,Name\r\n";
  job.upload_file_id = -3;
  job.first_mapping_identifier = std::numeric_limits<int64_t>::max();
  job.mapping_count = 4000000000u;
  job.created = absl::UnixEpoch();
  job.started = absl::FromUnixNanos(-1);
  job.settled = absl::FromUnixNanos(1772366400123456789);
  job.counters.read = 10;
  job.counters.imported = 7;
  job.counters.rejected = 2;
  job.counters.blank = 1;
  job.counters.created = 3;
  job.counters.updated = 2;
  job.counters.unchanged = 2;
  job.counters.with_messages = 5;
  job.counters.with_success = 6;
  job.counters.ambiguous = 1;
  job.counters.by_code = {{0, 4}, {300, 2}, {65535, 1}};
  job.errors = {{"CANCELLED", "job was cancelled", ""}, {"A", "b", "c"}};
  job.result_files = {{"results-1-1.csv", 100, 7}, {"results-1-2.csv", 5, 1}};
  job.reject_files = {{"rejects-1-1.csv", 50, 2}};
  job.error_budget = {.rejected_max = 0, .percent_max = 7, .sample_rows = 30};
  job.owner = "key-1";
  job.priority = -5;
  job.idempotency_key = "once";
  job.webhook_url = "https://example.org/hook";
  return job;
}

void ExpectEqual(const JobRecord& a, const JobRecord& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.paused, b.paused);
  EXPECT_EQ(a.dry_run, b.dry_run);
  EXPECT_EQ(a.cancel_requested, b.cancel_requested);
  EXPECT_EQ(a.pause_reason, b.pause_reason);
  EXPECT_EQ(a.error_budget, b.error_budget);
  EXPECT_EQ(a.description, b.description);
  EXPECT_EQ(a.resource_type, b.resource_type);
  EXPECT_EQ(a.spec_json, b.spec_json);
  EXPECT_EQ(a.catalogue_hash, b.catalogue_hash);
  EXPECT_EQ(a.row_bytes_max, b.row_bytes_max);
  EXPECT_EQ(a.source, b.source);
  EXPECT_EQ(a.upload_bytes, b.upload_bytes);
  EXPECT_EQ(a.upload_header, b.upload_header);
  EXPECT_EQ(a.upload_file_id, b.upload_file_id);
  EXPECT_EQ(a.first_mapping_identifier, b.first_mapping_identifier);
  EXPECT_EQ(a.mapping_count, b.mapping_count);
  EXPECT_EQ(a.created, b.created);
  EXPECT_EQ(a.started, b.started);
  EXPECT_EQ(a.settled, b.settled);
  EXPECT_EQ(a.counters, b.counters);
  ASSERT_EQ(a.errors.size(), b.errors.size());
  for (size_t i = 0; i < a.errors.size(); ++i) {
    EXPECT_EQ(a.errors[i].code, b.errors[i].code);
    EXPECT_EQ(a.errors[i].text, b.errors[i].text);
    EXPECT_EQ(a.errors[i].reference_code, b.errors[i].reference_code);
  }
  const auto expect_files = [](const auto& some, const auto& others) {
    ASSERT_EQ(some.size(), others.size());
    for (size_t i = 0; i < some.size(); ++i) {
      EXPECT_EQ(some[i].path, others[i].path);
      EXPECT_EQ(some[i].bytes, others[i].bytes);
      EXPECT_EQ(some[i].rows, others[i].rows);
    }
  };
  expect_files(a.result_files, b.result_files);
  expect_files(a.reject_files, b.reject_files);
  EXPECT_EQ(a.owner, b.owner);
  EXPECT_EQ(a.priority, b.priority);
  EXPECT_EQ(a.idempotency_key, b.idempotency_key);
  EXPECT_EQ(a.webhook_url, b.webhook_url);
}

TEST(JobCodecTest, KeepsEveryField) {
  const std::string bytes = EncodeJob(FullJob());
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job, DecodeJob(bytes));
  ExpectEqual(job, FullJob());
  EXPECT_EQ(EncodeJob(job), bytes);
}

TEST(JobCodecTest, DefaultsTakeNoSpace) {
  const std::string bytes = EncodeJob(JobRecord());
  EXPECT_EQ(bytes.size(), 1u);
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job, DecodeJob(bytes));
  ExpectEqual(job, JobRecord());
}

TEST(JobCodecTest, EveryTruncationInsideAFieldIsRefused) {
  const std::string bytes = EncodeJob(FullJob());
  int refused = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto job = DecodeJob(std::string_view(bytes).substr(0, size));
    if (!job.ok()) {
      EXPECT_THAT(job, StatusIs(absl::StatusCode::kDataLoss));
      ++refused;
    }
  }
  // All but those that end with one of the 29 fields, or before the first.
  EXPECT_EQ(refused, static_cast<int>(bytes.size()) - 29);
}

std::string WithField(uint64_t tag, std::string_view body) {
  std::string bytes("\1");
  AppendVarint(&bytes, tag);
  AppendLengthPrefixed(&bytes, body);
  return bytes;
}

TEST(JobCodecTest, RefusesUnknownFieldsAndVersions) {
  EXPECT_THAT(DecodeJob("\2"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeJob(WithField(28, "new")),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("28")));
  EXPECT_THAT(DecodeJob(WithField(0, "")),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(JobCodecTest, RefusesMalformedFields) {
  const auto loss = StatusIs(absl::StatusCode::kDataLoss);
  EXPECT_THAT(DecodeJob(WithField(1, "\x80\x80\x80\x80\x08")), loss);  // id
  EXPECT_THAT(DecodeJob(WithField(2, "\x06")), loss);                  // status
  EXPECT_THAT(DecodeJob(WithField(3, "\x08")), loss);                  // marks
  EXPECT_THAT(DecodeJob(WithField(11, "\x01\x01")), loss);  // two numbers
  EXPECT_THAT(DecodeJob(WithField(15, "")), loss);          // no time
  EXPECT_THAT(DecodeJob(WithField(18, "\x01")), loss);      // counters
  EXPECT_THAT(DecodeJob(WithField(19, "\x05")), loss);      // error
  EXPECT_THAT(DecodeJob(WithField(20, "\x01p")), loss);     // file
  EXPECT_THAT(DecodeJob(WithField(27, "\x01")), loss);      // budget
  EXPECT_THAT(DecodeJob(WithField(5, "a") + WithField(5, "b").substr(1)), loss);
  EXPECT_THAT(DecodeJob(WithField(5, "a")), IsOk());
}

TEST(JobCodecTest, RandomChangesDecodeOrAreRefused) {
  std::mt19937 random(4);
  const std::string whole = EncodeJob(FullJob());
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = whole;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    const auto job = DecodeJob(bytes);
    if (!job.ok()) continue;
    const std::string again = EncodeJob(*job);
    MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord twice, DecodeJob(again));
    EXPECT_EQ(EncodeJob(twice), again);
  }
}

}  // namespace
}  // namespace millrace
