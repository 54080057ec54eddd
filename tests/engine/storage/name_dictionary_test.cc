// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/name_dictionary.h"

#include <optional>
#include <string>
#include <thread>
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
using Names = std::vector<std::string>;

class NameDictionaryTest : public StoreFixture {};

TEST_F(NameDictionaryTest, NumbersNamesFromOne) {
  EXPECT_THAT(store_->InternNames(Names{"FirstName", "LastName", "FirstName"}),
              IsOkAndHolds(ElementsAre(NameId{1}, NameId{2}, NameId{1})));
  EXPECT_THAT(store_->InternNames(Names{"Phone", "LastName"}),
              IsOkAndHolds(ElementsAre(NameId{3}, NameId{2})));
  EXPECT_EQ(store_->FindName("LastName"), NameId{2});
  EXPECT_EQ(store_->FindName("lastname"), std::nullopt);
  EXPECT_EQ(store_->NameOf(NameId{3}), "Phone");
  EXPECT_EQ(store_->NameOf(NameId{0}), "");
  EXPECT_EQ(store_->NameOf(NameId{4}), "");
}

TEST_F(NameDictionaryTest, TypesAreNumberedApart) {
  EXPECT_THAT(store_->InternResourceType("Contacts"),
              IsOkAndHolds(ResourceTypeId{1}));
  EXPECT_THAT(store_->InternNames(Names{"Contacts"}),
              IsOkAndHolds(ElementsAre(NameId{1})));
  EXPECT_THAT(store_->InternResourceType("Gifts"),
              IsOkAndHolds(ResourceTypeId{2}));
  EXPECT_THAT(store_->InternResourceType("Contacts"),
              IsOkAndHolds(ResourceTypeId{1}));
  EXPECT_EQ(store_->FindResourceType("Gifts"), ResourceTypeId{2});
  EXPECT_EQ(store_->FindResourceType("None"), std::nullopt);
  EXPECT_THAT(store_->ResourceTypeNames(), ElementsAre("Contacts", "Gifts"));
}

TEST_F(NameDictionaryTest, SurvivesReopening) {
  Names names;
  for (int i = 0; i < 1000; ++i) names.push_back("name" + std::to_string(i));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const auto ids, store_->InternNames(names));
  MILLRACE_ASSERT_OK(store_->InternResourceType("Contacts"));
  Reopen();
  EXPECT_EQ(store_->FindName("name999"), NameId{1000});
  EXPECT_EQ(store_->NameOf(NameId{1}), "name0");
  EXPECT_THAT(store_->InternNames(names), IsOkAndHolds(ids));
  EXPECT_THAT(store_->InternNames(Names{"one more"}),
              IsOkAndHolds(ElementsAre(NameId{1001})));
  EXPECT_THAT(store_->ResourceTypeNames(), ElementsAre("Contacts"));
}

TEST_F(NameDictionaryTest, RefusesEmptyNamesAndStoresNone) {
  EXPECT_THAT(store_->InternNames(Names{"a", ""}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(store_->FindName("a"), std::nullopt);
  EXPECT_THAT(store_->InternResourceType(""),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(NameDictionaryTest, HasRoomFor255Types) {
  for (int i = 1; i <= 255; ++i) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(
        const ResourceTypeId type,
        store_->InternResourceType("type" + std::to_string(i)));
    EXPECT_EQ(static_cast<int>(type), i);
  }
  EXPECT_THAT(store_->InternResourceType("one more"),
              StatusIs(absl::StatusCode::kResourceExhausted));
  Reopen();
  EXPECT_EQ(store_->FindResourceType("type255"), ResourceTypeId{255});
}

TEST_F(NameDictionaryTest, ThreadsAgree) {
  std::vector<std::thread> threads;
  std::vector<std::vector<NameId>> ids(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 20; ++j) {
        const auto id = store_->InternNames(Names{"n" + std::to_string(j)});
        ASSERT_TRUE(id.ok());
        ids[static_cast<size_t>(i)].push_back(id->front());
        EXPECT_EQ(store_->NameOf(id->front()), "n" + std::to_string(j));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& others : ids) EXPECT_EQ(others, ids[0]);
}

}  // namespace
}  // namespace millrace
