// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/absl_view.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(AbslViewTest, CrossesBothWaysWithoutACopy) {
  const std::string text = "HomePhone";
  const std::string_view view = text;
  const absl::string_view crossed = AbslView(view);
  EXPECT_EQ(crossed.data(), text.data());
  EXPECT_EQ(crossed.size(), text.size());
  EXPECT_EQ(StdView(crossed).data(), text.data());
  EXPECT_EQ(StdView(crossed), view);
}

TEST(AbslViewTest, FeedsAbslFunctions) {
  EXPECT_EQ(absl::StrCat("column: ", AbslView(std::string_view("Zip"))),
            "column: Zip");
}

TEST(AbslViewTest, CarriesNoBytes) {
  EXPECT_TRUE(AbslView(std::string_view()).empty());
  EXPECT_TRUE(StdView(absl::string_view()).empty());
}

}  // namespace
}  // namespace millrace
