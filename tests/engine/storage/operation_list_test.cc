// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/operation_list.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(OperationListTest, EmptyHasNothing) {
  OperationList list;
  EXPECT_TRUE(list.empty());
  list.Sort();
  EXPECT_TRUE(list.operations().empty());
}

TEST(OperationListTest, LastOperationOnAKeyStands) {
  std::mt19937 random(1);
  OperationList list;
  std::map<std::string, std::optional<std::string>> expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string key = std::to_string(random() % 700);
    if (random() % 3 == 0) {
      list.Delete(key);
      expected[key] = std::nullopt;
    } else {
      const std::string value = std::to_string(i);
      list.Put(key, value);
      expected[key] = value;
    }
  }
  list.Sort();
  ASSERT_EQ(list.operations().size(), expected.size());
  auto want = expected.begin();
  for (const OperationList::Operation& operation : list.operations()) {
    EXPECT_EQ(operation.key, want->first);
    EXPECT_EQ(operation.is_delete, !want->second.has_value());
    EXPECT_EQ(operation.value, want->second.value_or(""));
    ++want;
  }
}

TEST(OperationListTest, RangesForgetWhatCameBeforeThem) {
  OperationList list;
  list.Put("a", "1");
  list.Put("b", "1");
  list.Put("c", "1");
  list.DeleteRange("a", "c");
  list.Put("b", "2");
  list.Sort();
  ASSERT_EQ(list.operations().size(), 2u);
  EXPECT_EQ(list.operations()[0].key, "b");
  EXPECT_EQ(list.operations()[0].value, "2");
  EXPECT_EQ(list.operations()[1].key, "c");
  ASSERT_EQ(list.deleted_ranges().size(), 1u);
  EXPECT_EQ(list.deleted_ranges()[0].first, "a");
  EXPECT_EQ(list.deleted_ranges()[0].second, "c");
  EXPECT_FALSE(list.empty());
}

TEST(OperationListTest, CountsWhatTakesSpace) {
  OperationList list;
  list.Put("abc", "12345");
  list.Delete("abcdef");
  EXPECT_EQ(list.put_bytes(), 8u);
}

}  // namespace
}  // namespace millrace
