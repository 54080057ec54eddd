// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/error_budget.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

TEST(ErrorBudgetTest, WithoutOneNothingIsTooMuch) {
  EXPECT_FALSE(IsExceeded(ErrorBudget{}, 1000000, 1000000));
  EXPECT_FALSE(ErrorBudget{}.is_set());
}

TEST(ErrorBudgetTest, CountIsExceededByOneMore) {
  const ErrorBudget budget = {.rejected_max = 2};
  EXPECT_TRUE(budget.is_set());
  EXPECT_FALSE(IsExceeded(budget, 2, 2));
  EXPECT_TRUE(IsExceeded(budget, 3, 300));
  EXPECT_FALSE(IsExceeded({.rejected_max = 0}, 0, 9));
  EXPECT_TRUE(IsExceeded({.rejected_max = 0}, 1, 9));
}

TEST(ErrorBudgetTest, PercentageIsJudgedOnceThereAreEnoughRows) {
  const ErrorBudget budget = {.percent_max = 10, .sample_rows = 20};
  EXPECT_FALSE(IsExceeded(budget, 19, 19));
  EXPECT_TRUE(IsExceeded(budget, 19, 20));
  EXPECT_FALSE(IsExceeded(budget, 2, 20));
  EXPECT_TRUE(IsExceeded(budget, 3, 29));
  EXPECT_FALSE(IsExceeded(budget, 3, 30));
  EXPECT_FALSE(IsExceeded({.percent_max = 100}, 500, 500));
  EXPECT_TRUE(IsExceeded({.percent_max = 0, .sample_rows = 1}, 1, 1));
}

TEST(ErrorBudgetTest, BlankRowsDoNotCount) {
  JobCounters counters;
  counters.read = 100;
  counters.blank = 90;
  counters.imported = counters.created = 8;
  counters.rejected = 2;
  EXPECT_TRUE(IsExceeded({.percent_max = 19, .sample_rows = 10}, counters));
  EXPECT_FALSE(IsExceeded({.percent_max = 19, .sample_rows = 11}, counters));
}

TEST(ErrorBudgetTest, SaysWhichPartIsExceeded) {
  JobCounters counters;
  counters.imported = 40;
  counters.rejected = 10;
  EXPECT_EQ(ExceededText({.rejected_max = 9, .percent_max = 5}, counters),
            "error budget: more than 9 rows are rejected");
  EXPECT_EQ(ExceededText({.rejected_max = 90, .percent_max = 5}, counters),
            "error budget: more than 5% of 50 rows are rejected");
}

TEST(ErrorBudgetTest, RefusesMoreThanAllRows) {
  EXPECT_THAT(CheckBudget({.percent_max = 101}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(CheckBudget({.percent_max = 100}), IsOk());
  EXPECT_THAT(CheckBudget({}), IsOk());
}

}  // namespace
}  // namespace millrace
