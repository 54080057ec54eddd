// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/status_macros.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

absl::StatusOr<int> Half(int number) {
  if (number % 2 != 0) return absl::InvalidArgumentError("odd");
  return number / 2;
}

absl::StatusOr<int> Quarter(int number) {
  MILLRACE_ASSIGN_OR_RETURN(const int half, Half(number));
  int quarter = 0;
  MILLRACE_ASSIGN_OR_RETURN(quarter, Half(half));
  return quarter;
}

absl::Status Check(int number, bool* was_reached) {
  MILLRACE_RETURN_IF_ERROR(Half(number).status());
  *was_reached = true;
  return absl::OkStatus();
}

TEST(StatusMacrosTest, AssignsValues) {
  EXPECT_THAT(Quarter(12), IsOkAndHolds(3));
}

TEST(StatusMacrosTest, ReturnsTheFirstError) {
  EXPECT_THAT(Quarter(11), StatusIs(absl::StatusCode::kInvalidArgument, "odd"));
  EXPECT_THAT(Quarter(6), StatusIs(absl::StatusCode::kInvalidArgument, "odd"));
}

TEST(StatusMacrosTest, ReturnsOnlyOnError) {
  bool was_reached = false;
  EXPECT_THAT(Check(3, &was_reached),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_FALSE(was_reached);
  EXPECT_THAT(Check(4, &was_reached), IsOk());
  EXPECT_TRUE(was_reached);
}

TEST(StatusMacrosTest, MovesValuesThatCannotBeCopied) {
  auto make = [](int number) -> absl::StatusOr<std::unique_ptr<int>> {
    return std::make_unique<int>(number);
  };
  auto take = [&]() -> absl::StatusOr<int> {
    MILLRACE_ASSIGN_OR_RETURN(std::unique_ptr<int> owned, make(7));
    return *owned;
  };
  EXPECT_THAT(take(), IsOkAndHolds(7));
}

TEST(StatusMacrosTest, NestsInLambdas) {
  auto outer = [&]() -> absl::Status {
    MILLRACE_RETURN_IF_ERROR([&]() -> absl::Status {
      MILLRACE_RETURN_IF_ERROR(absl::AbortedError("inner"));
      return absl::OkStatus();
    }());
    return absl::OkStatus();
  };
  EXPECT_THAT(outer(), StatusIs(absl::StatusCode::kAborted, "inner"));
}

TEST(StatusMacrosTest, TakesExpressionsWithCommas) {
  using Pair = std::pair<int, int>;
  auto run = []() -> absl::StatusOr<Pair> {
    MILLRACE_ASSIGN_OR_RETURN(const Pair pair,
                              absl::StatusOr<std::pair<int, int>>(Pair(1, 2)));
    return pair;
  };
  EXPECT_THAT(run(), IsOkAndHolds(Pair(1, 2)));
}

}  // namespace
}  // namespace millrace
