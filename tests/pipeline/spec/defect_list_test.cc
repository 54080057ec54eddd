// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/defect_list.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "millrace/limits.h"
#include "tests/pipeline/spec/edited_json.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

TEST(DefectListTest, KeepsTheOrder) {
  DefectList defects;
  EXPECT_TRUE(defects.empty());
  defects.Add("b", "two", "hint");
  defects.Add("a", "one");
  EXPECT_FALSE(defects.empty());
  const std::vector<SpecDefect> taken = std::move(defects).Take();
  EXPECT_EQ(Lines(taken), (Strings{"b: two", "a: one"}));
  EXPECT_EQ(taken[0].hint, "hint");
}

TEST(DefectListTest, DoesNotRepeatEarlierOnes) {
  DefectList defects({{.path = "file.columns[1].name", .text = "must be text"},
                      {.path = "actions[0]", .text = "must be an object"},
                      {.path = "", .text = "of no place"}});
  defects.Add("file.columns[1].name", "must not be blank");
  defects.Add("actions[0].resourceType", "no such resource type");
  defects.Add("file.columns[2].name", "must not be blank");
  EXPECT_TRUE(defects.IsUnsure("file"));
  EXPECT_TRUE(defects.IsUnsure("file.columns"));
  EXPECT_TRUE(defects.IsUnsure("actions[0].mappingTypes"));
  // What is added now is sure of itself.
  EXPECT_FALSE(defects.IsUnsure("file.columns[2]"));
  EXPECT_EQ(Lines(std::move(defects).Take()),
            (Strings{"file.columns[1].name: must be text",
                     "actions[0]: must be an object", ": of no place",
                     "file.columns[2].name: must not be blank"}));
}

TEST(DefectListTest, EndsAtItsLimit) {
  DefectList defects;
  for (size_t i = 0; i < 3 * kSpecDefectCountMax; ++i) defects.Add("p", "t");
  std::vector<SpecDefect> taken = std::move(defects).Take();
  ASSERT_EQ(taken.size(), kSpecDefectCountMax + 1);
  EXPECT_EQ(taken.back().text, "more defects than are listed");
  DefectList again(std::move(taken));
  again.Add("q", "t");
  EXPECT_EQ(std::move(again).Take().size(), kSpecDefectCountMax + 1);
}

}  // namespace
}  // namespace millrace
