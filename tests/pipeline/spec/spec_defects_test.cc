// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/annotate.h"
#include "millrace/job_spec.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::IsEmpty;

TEST(SpecDefectsTest, TravelInAStatus) {
  const std::vector<SpecDefect> defects = {
      {.path = "file.columns[3].name", .text = "must not be blank"},
      {.path = "actions[0].resourceType",
       .text = "no such resource type: \"x\"",
       .hint = "Contacts"},
      {.code = "NOT_FOUND", .text = "of no place"},
  };
  const absl::Status status = SpecDefectsStatus(defects);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               "3 defects:\n"
                               "file.columns[3].name: must not be blank\n"
                               "actions[0].resourceType: no such resource "
                               "type: \"x\" (valid: Contacts)\n"
                               "of no place"));
  EXPECT_EQ(SpecDefectsOf(status), defects);
  EXPECT_EQ(SpecDefectsOf(Annotate(status, "job.json")), defects);
}

TEST(SpecDefectsTest, AreNoneInOtherStatuses) {
  EXPECT_THAT(SpecDefectsOf(absl::OkStatus()), IsEmpty());
  EXPECT_THAT(SpecDefectsOf(absl::InvalidArgumentError("x")), IsEmpty());
}

}  // namespace
}  // namespace millrace
