// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/service_log.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::SizeIs;

const absl::Time kTime =
    absl::FromUnixSeconds(1'700'000'000) + absl::Milliseconds(7);

TEST(ServiceLogTest, WritesText) {
  EXPECT_EQ(
      ServiceLog::Line(ServiceLog::Form::kText, kTime, LogLevel::kInfo,
                       "request", {{"id", "1f"}, {"status", 200}, {"key", ""}}),
      "2023-11-14T22:13:20.007Z info request id=1f status=200 "
      "key=\"\"\n");
}

TEST(ServiceLogTest, NothingInAFieldMakesAnotherLine) {
  EXPECT_EQ(ServiceLog::Line(ServiceLog::Form::kText, kTime, LogLevel::kError,
                             "x", {{"a", "b c=\"d\"\nfake"}}),
            "2023-11-14T22:13:20.007Z error x a=\"b c=\\\"d\\\"\\nfake\"\n");
}

TEST(ServiceLogTest, WritesJson) {
  EXPECT_EQ(ServiceLog::Line(ServiceLog::Form::kJson, kTime, LogLevel::kWarning,
                             "request", {{"id", "1\"f"}, {"status", 200}}),
            "{\"time\":\"2023-11-14T22:13:20.007Z\",\"level\":\"warning\","
            "\"event\":\"request\",\"id\":\"1\\\"f\",\"status\":200}\n");
}

TEST(ServiceLogTest, DropsWhatIsBelowItsLevel) {
  std::vector<std::string> lines;
  ServiceLog log(ServiceLog::Form::kText, LogLevel::kWarning,
                 [&](std::string_view line) { lines.emplace_back(line); });
  log.Write(LogLevel::kDebug, "a", {});
  log.Write(LogLevel::kInfo, "b", {});
  log.Write(LogLevel::kWarning, "c", {});
  log.Write(LogLevel::kError, "d", {});
  EXPECT_THAT(lines, SizeIs(2));
}

}  // namespace
}  // namespace millrace::server
