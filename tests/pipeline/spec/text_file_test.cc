// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/text_file.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

TEST(TextFileTest, ReadsAllOfIt) {
  const TempDir folder;
  const auto path = folder.path() / "spec.json";
  const std::string text(200000, 'x');
  std::ofstream(path) << text;
  EXPECT_THAT(ReadTextFile(path, 200000), IsOkAndHolds(text));
  EXPECT_THAT(
      ReadTextFile(path, 199999),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(path.string())));
  std::ofstream(folder.path() / "empty");
  EXPECT_THAT(ReadTextFile(folder.path() / "empty", 1), IsOkAndHolds(""));
}

TEST(TextFileTest, NamesWhatItCannotRead) {
  const TempDir folder;
  EXPECT_THAT(ReadTextFile(folder.path() / "absent.json", 1),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("absent.json")));
  EXPECT_THAT(ReadTextFile(folder.path(), 1),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace millrace
