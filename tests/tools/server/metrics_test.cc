// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/metrics.h"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, CountsRequestsByRouteAndStatus) {
  Metrics metrics;
  metrics.CountRequest("/a", 200, absl::Milliseconds(3));
  metrics.CountRequest("/a", 200, absl::Seconds(100));
  metrics.CountRequest("/a", 404, absl::Milliseconds(1));
  const std::string text = metrics.ToText({});
  EXPECT_THAT(text,
              HasSubstr("millrace_requests_total{route=\"/a\",status=\"200\"}"
                        " 2\n"));
  EXPECT_THAT(text,
              HasSubstr("millrace_requests_total{route=\"/a\",status=\"404\"}"
                        " 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_request_seconds_bucket{route=\"/a\","
                              "le=\"0.001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_request_seconds_bucket{route=\"/a\","
                              "le=\"0.005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_request_seconds_bucket{route=\"/a\","
                              "le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text,
              HasSubstr("millrace_request_seconds_count{route=\"/a\"} 3\n"));
  EXPECT_THAT(text,
              HasSubstr("millrace_request_seconds_sum{route=\"/a\"} 100.004"));
}

TEST(MetricsTest, CountsJobsAndShowsGauges) {
  Metrics metrics;
  metrics.CountJob("complete");
  metrics.CountJob("NO_VALID_ROWS");
  metrics.CountRows(7);
  metrics.CountFetch(true, 100);
  metrics.CountFetch(false, 0);
  const std::string text =
      metrics.ToText({.connections = 3, .jobs_running = 2, .store_bytes = 9});
  EXPECT_THAT(text,
              HasSubstr("millrace_jobs_settled_total{end=\"complete\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_rows_read_total 7\n"));
  EXPECT_THAT(text, HasSubstr("millrace_fetches_total{result=\"failed\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_fetched_bytes_total 100\n"));
  EXPECT_THAT(text, HasSubstr("millrace_jobs{state=\"running\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_connections 3\n"));
  EXPECT_THAT(text, HasSubstr("millrace_store_bytes 9\n"));
}

TEST(MetricsTest, EveryLineIsOfTheForm) {
  Metrics metrics;
  metrics.CountRequest("/a/{b}", 200, absl::Milliseconds(3));
  std::istringstream lines(metrics.ToText({}));
  std::string line;
  while (std::getline(lines, line)) {
    EXPECT_THAT(
        line, ::testing::MatchesRegex(
                  "(# (HELP|TYPE) [a-z_]+ .+)|([a-z_]+(\\{[^}]*\\}?[^}]*\\})? "
                  "[0-9.e+-]+)"));
  }
}

}  // namespace
}  // namespace millrace::server
