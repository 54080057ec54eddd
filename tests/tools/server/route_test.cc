// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/route.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Segments(const char* path) {
  const auto clean = TakeApart(path, "/v4");
  return clean.has_value() ? clean->segments : std::vector<std::string>{"?"};
}

TEST(RouteTest, ThePrefixMayBeThereOrNot) {
  EXPECT_THAT(Segments("/v4/bulkImportJobs/7"),
              ElementsAre("bulkImportJobs", "7"));
  EXPECT_THAT(Segments("/bulkImportJobs/7"),
              ElementsAre("bulkImportJobs", "7"));
  EXPECT_EQ(TakeApart("/v4/a", "/v4")->shown, "/v4/a");
  EXPECT_EQ(TakeApart("/a", "/v4")->shown, "/a");
  EXPECT_EQ(TakeApart("/v4/a", "")->shown, "/v4/a");
}

TEST(RouteTest, ToleratesWhatClientsDo) {
  EXPECT_THAT(Segments("/v4//bulkImportJobs/7/"),
              ElementsAre("bulkImportJobs", "7"));
  EXPECT_THAT(Segments("/v4/https://host.example/v4/bulkImportMappingTypes"),
              ElementsAre("bulkImportMappingTypes"));
  EXPECT_THAT(Segments("http://127.0.0.1:80/healthz"), ElementsAre("healthz"));
  EXPECT_THAT(Segments("/v4/https://host.example"), IsEmpty());
  EXPECT_THAT(Segments("/"), IsEmpty());
}

TEST(RouteTest, DecodesSegmentsOneByOne) {
  EXPECT_THAT(Segments("/a%2Fb/c%20d"), ElementsAre("a/b", "c d"));
  EXPECT_EQ(TakeApart("/a%2Fb", "")->shown, "/a%2Fb");
  EXPECT_FALSE(TakeApart("/a%00b", "").has_value());
  EXPECT_FALSE(TakeApart("/a%", "").has_value());
}

TEST(RouteTest, WordsWinOverParts) {
  const auto resources =
      FindRoute(Routes(), "GET", {"bulkImportJobs", "resources"});
  ASSERT_NE(resources.route, nullptr);
  EXPECT_EQ(resources.route->pattern, "/bulkImportJobs/resources");
  const auto job = FindRoute(Routes(), "GET", {"bulkImportJobs", "75"});
  ASSERT_NE(job.route, nullptr);
  EXPECT_EQ(job.route->pattern, "/bulkImportJobs/{jobId}");
  EXPECT_THAT(job.parts, ElementsAre("75"));
  const auto values =
      FindRoute(Routes(), "GET",
                {"bulkImportMappingTypes", "Phones", "PhoneTypeID", "values"});
  ASSERT_NE(values.route, nullptr);
  EXPECT_THAT(values.parts, ElementsAre("Phones", "PhoneTypeID"));
}

TEST(RouteTest, HeadGoesWhereGetGoes) {
  const auto head = FindRoute(Routes(), "HEAD", {"healthz"});
  ASSERT_NE(head.route, nullptr);
  EXPECT_EQ(head.route->pattern, "/healthz");
}

TEST(RouteTest, SaysWhichMethodsAPathHas) {
  const auto wrong = FindRoute(Routes(), "PUT", {"bulkImportJobs"});
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.methods, "POST, GET");
  const auto nothing = FindRoute(Routes(), "GET", {"nothing", "here"});
  EXPECT_EQ(nothing.route, nullptr);
  EXPECT_EQ(nothing.methods, "");
}

}  // namespace
}  // namespace millrace::server
