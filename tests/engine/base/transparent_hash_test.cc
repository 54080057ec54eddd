// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/transparent_hash.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(TransparentHashTest, FindsByView) {
  StringMap<int> numbers;
  numbers["one"] = 1;
  numbers.emplace(std::string_view("two"), 2);
  const std::string_view text = "one two";
  EXPECT_EQ(numbers.find(text.substr(0, 3))->second, 1);
  EXPECT_TRUE(numbers.contains(text.substr(4)));
  EXPECT_FALSE(numbers.contains(text));
}

TEST(TransparentHashTest, SetsWorkAlike) {
  StringSet names;
  EXPECT_TRUE(names.insert("name").second);
  EXPECT_TRUE(names.contains(std::string_view("name")));
  EXPECT_FALSE(names.contains(std::string_view("nam")));
}

TEST(TransparentHashTest, AllStringTypesHashAlike) {
  const TransparentStringHash hash;
  EXPECT_EQ(hash(std::string("abc")), hash(std::string_view("abc")));
  EXPECT_EQ(hash("abc"), hash(std::string_view("abc")));
}

}  // namespace
}  // namespace millrace
