// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/result_links.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::MatchesRegex;

class ResultLinksTest : public ::testing::Test {
 protected:
  ResultLinksTest() {
    job_.id = JobId{7};
    job_.status = JobStatus::kCompleted;
    job_.settled = absl::FromUnixSeconds(1'700'000'000);
    job_.result_files = {{.path = "/s/results/results-7-1.csv"}};
    job_.reject_files = {{.path = "/s/results/rejects-7-1.csv"}};
    const FileLink link = links_.LinkOf("http://h", job_, job_.result_files[0]);
    url_ = link.url;
    token_ = url_.substr(url_.find("/results/") + 9, 40);
  }
  const ResultFile* Find(const std::string& token, const std::string& name,
                         absl::Duration after = absl::Hours(1)) const {
    return links_.Find(job_, token, name, job_.settled + after);
  }

  ResultLinks links_{"key", absl::Hours(24)};
  JobRecord job_;
  std::string url_;
  std::string token_;
};

TEST_F(ResultLinksTest, ALinkFindsItsFile) {
  EXPECT_THAT(url_,
              MatchesRegex("http://h/results/[0-9a-f]{40}/results-7-1.csv"));
  EXPECT_EQ(Find(token_, "results-7-1.csv"), &job_.result_files[0]);
}

TEST_F(ResultLinksTest, ATokenIsForOneFileOfOneJob) {
  EXPECT_EQ(Find(token_, "rejects-7-1.csv"), nullptr);
  EXPECT_EQ(Find(std::string(40, '0'), "results-7-1.csv"), nullptr);
  EXPECT_EQ(Find("", "results-7-1.csv"), nullptr);
  EXPECT_EQ(Find(token_, "results-7-2.csv"), nullptr);
  const ResultLinks other("another key", absl::Hours(24));
  EXPECT_EQ(other.Find(job_, token_, "results-7-1.csv", job_.settled), nullptr);
  job_.settled += absl::Nanoseconds(1);
  EXPECT_EQ(Find(token_, "results-7-1.csv"), nullptr);
}

TEST_F(ResultLinksTest, LinksEnd) {
  EXPECT_EQ(links_.ExpiryOf(job_), job_.settled + absl::Hours(24));
  EXPECT_NE(
      Find(token_, "results-7-1.csv", absl::Hours(24) - absl::Nanoseconds(1)),
      nullptr);
  EXPECT_EQ(Find(token_, "results-7-1.csv", absl::Hours(24)), nullptr);
}

TEST_F(ResultLinksTest, AnUnfinishedJobHasNone) {
  job_.status = JobStatus::kInProgress;
  EXPECT_EQ(Find(token_, "results-7-1.csv"), nullptr);
}

TEST_F(ResultLinksTest, NamesTellTheirJob) {
  EXPECT_EQ(ResultLinks::JobOf("rejected-12-3.txt"), JobId{12});
  for (const char* name :
       {"", "results", "results-12", "results--1.csv", "results-x-1.csv",
        "results-0-1.csv", "results-99999999999-1.csv"}) {
    EXPECT_FALSE(ResultLinks::JobOf(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace millrace::server
