// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/annotate.h"

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

TEST(AnnotateTest, MakesStatusFromView) {
  EXPECT_THAT(StatusOf(absl::StatusCode::kDataLoss, "short block"),
              StatusIs(absl::StatusCode::kDataLoss, "short block"));
}

TEST(AnnotateTest, PutsContextBeforeMessage) {
  absl::Status status = absl::NotFoundError("no such file");
  status = Annotate(status, "upload.csv");
  status = Annotate(status, "job 75");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound,
                               "job 75: upload.csv: no such file"));
}

TEST(AnnotateTest, LeavesOkAlone) {
  EXPECT_THAT(Annotate(absl::OkStatus(), "job 75"), IsOk());
}

TEST(AnnotateTest, StandsForAnEmptyMessage) {
  EXPECT_THAT(Annotate(absl::InternalError(""), "job 75"),
              StatusIs(absl::StatusCode::kInternal, "job 75"));
}

TEST(AnnotateTest, LeavesMessageWithoutContextAlone) {
  EXPECT_THAT(Annotate(absl::InternalError("odd"), ""),
              StatusIs(absl::StatusCode::kInternal, "odd"));
}

TEST(AnnotateTest, KeepsPayloads) {
  absl::Status status = absl::DataLossError("bad block");
  status.SetPayload("millrace/position", absl::Cord("12"));
  status = Annotate(status, "store");
  ASSERT_TRUE(status.GetPayload("millrace/position").has_value());
  EXPECT_EQ(*status.GetPayload("millrace/position"), "12");
}

}  // namespace
}  // namespace millrace
