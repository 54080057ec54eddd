// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/job_claims.h"

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/job_state.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

TEST(JobClaimsTest, OneExecutorAJob) {
  JobClaims claims;
  auto claim = claims.Claim(JobId{1});
  MILLRACE_ASSERT_OK(claim);
  EXPECT_THAT(claims.Claim(JobId{1}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       ::testing::HasSubstr("1")));
  EXPECT_THAT(claims.Claim(JobId{2}), IsOk());
  claim->reset();
  EXPECT_THAT(claims.Claim(JobId{1}), IsOk());
  EXPECT_THAT(claims.Claim(JobId{1}), IsOk()) << "the claim was let go";
}

}  // namespace
}  // namespace millrace
