// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/csv_dialect.h"

#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

TEST(CsvDialectTest, TakesOrdinaryDelimiters) {
  for (const char delimiter : {',', '\t', '|', ';'}) {
    MILLRACE_EXPECT_OK(CsvDialect{.delimiter = delimiter}.Validate());
  }
}

TEST(CsvDialectTest, RefusesDelimitersThatMeanSomethingElse) {
  for (const char delimiter : {'"', '\r', '\n', '\0', '\x80', '\xff'}) {
    EXPECT_THAT(CsvDialect{.delimiter = delimiter}.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace millrace
