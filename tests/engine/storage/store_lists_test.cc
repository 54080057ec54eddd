// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/store_lists.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/store.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

class StoreListsTest : public StoreFixture {
 protected:
  std::vector<std::string> Ids(std::string_view list) {
    const auto entries = store_->ListEntries(list);
    EXPECT_THAT(entries, IsOk());
    std::vector<std::string> ids;
    for (const ListEntry& entry : *entries) ids.push_back(entry.id);
    return ids;
  }
};

TEST_F(StoreListsTest, ListsEntriesByNumber) {
  for (const char* id : {"10", "9", "b", "100", "A"}) {
    MILLRACE_ASSERT_OK(store_->PutListEntry("Codes", {.id = id, .name = "n"}));
  }
  MILLRACE_ASSERT_OK(store_->PutListEntry("Tags", {.id = "1", .name = "t"}));
  EXPECT_THAT(Ids("Codes"), ElementsAre("9", "10", "100", "A", "b"));
  EXPECT_THAT(Ids("Tags"), ElementsAre("1"));
  EXPECT_THAT(Ids("None"), ElementsAre());
  Reopen();
  EXPECT_THAT(Ids("Codes"), ElementsAre("9", "10", "100", "A", "b"));
}

TEST_F(StoreListsTest, PutRenamesAndRevives) {
  MILLRACE_ASSERT_OK(store_->PutListEntry(
      "Codes", {.id = "7", .name = "Volunteer", .parent_id = "2"}));
  MILLRACE_ASSERT_OK(store_->RetireListEntry("Codes", "7"));
  MILLRACE_ASSERT_OK(store_->RetireListEntry("Codes", "7"));
  MILLRACE_ASSERT_OK_AND_ASSIGN(auto entries, store_->ListEntries("Codes"));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].name, "Volunteer");
  EXPECT_EQ(entries[0].parent_id, "2");
  EXPECT_TRUE(entries[0].retired);

  MILLRACE_ASSERT_OK(store_->PutListEntry("Codes", {.id = "7", .name = "V"}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(entries, store_->ListEntries("Codes"));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].name, "V");
  EXPECT_EQ(entries[0].parent_id, "");
  EXPECT_FALSE(entries[0].retired);
}

TEST_F(StoreListsTest, RefusesWhatNamesNothing) {
  EXPECT_THAT(store_->RetireListEntry("Codes", "7"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_->PutListEntry("", {.id = "7"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(store_->PutListEntry("Codes", {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace millrace
