// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/api_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/job_spec.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ApiErrorTest, EveryDefectIsAnErrorWithItsMember) {
  const HttpResponse response = ErrorResponse(
      SpecDefectsStatus({{.path = "file.columns[3].name", .text = "blank"},
                         {.text = "no \"JSON\"", .hint = "a, b"}}),
      "r1");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body,
            R"({"errors":[{"code":"INVALID_PARAMETER","text":"blank",)"
            R"("properties":["file.columns[3].name"],"referenceCode":"r1"},)"
            R"({"code":"INVALID_PARAMETER","text":"no \"JSON\"",)"
            R"("hint":"a, b","referenceCode":"r1"}]})");
}

TEST(ApiErrorTest, StatusesHaveTheirNumbers) {
  EXPECT_EQ(ErrorResponse(absl::NotFoundError("x"), "").status, 404);
  EXPECT_EQ(ErrorResponse(absl::FailedPreconditionError("x"), "").status, 409);
  EXPECT_EQ(ErrorResponse(absl::PermissionDeniedError("x"), "").status, 403);
  EXPECT_EQ(ErrorResponse(absl::InvalidArgumentError("x"), "").status, 400);
  EXPECT_EQ(ErrorResponse(absl::ResourceExhaustedError("x"), "").status, 503);
}

TEST(ApiErrorTest, TroubleOfOursTellsNothing) {
  const HttpResponse response =
      ErrorResponse(absl::DataLossError("/srv/crm.db is damaged"), "r2");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("crm.db")));
  EXPECT_THAT(response.body, HasSubstr("r2"));
  EXPECT_THAT(ErrorResponse(absl::UnavailableError("/srv"), "r3").body,
              Not(HasSubstr("/srv")));
}

}  // namespace
}  // namespace millrace::server
