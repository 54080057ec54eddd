// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/identity_index.h"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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
using ::testing::IsEmpty;

constexpr NameId kPhone{5};
constexpr NameId kEmail{300};

class IdentityIndexTest : public StoreBothWaysFixture {
 protected:
  std::unique_ptr<Commit> Begin() { return store_->BeginCommit({}); }

  std::vector<std::string> Matches(std::string_view value,
                                   size_t count_max = 100) {
    auto keys =
        store_->View()->FindMatches(kContacts, kPhone, value, count_max);
    EXPECT_THAT(keys, IsOk());
    return *std::move(keys);
  }
};
MILLRACE_BOTH_WAYS(IdentityIndexTest);

TEST_P(IdentityIndexTest, UniqueIdentityHasOneRecord) {
  auto commit = Begin();
  commit->PutIdentity(kContacts, kExternalId, "A1", Key(1));
  commit->PutIdentity(kGifts, kExternalId, "A1", Key(2));
  commit->PutIdentity(kContacts, kEmail, "A1", Key(3));
  commit->PutMatch(kContacts, kExternalId, "A1", Key(4));
  MILLRACE_ASSERT_OK(commit->Apply());
  auto view = store_->View();
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A1"),
              IsOkAndHolds(Key(1)));
  EXPECT_THAT(view->FindIdentity(kGifts, kExternalId, "A1"),
              IsOkAndHolds(Key(2)));
  EXPECT_THAT(view->FindIdentity(kContacts, kEmail, "A1"),
              IsOkAndHolds(Key(3)));
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A"),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, ""),
              IsOkAndHolds(std::nullopt));

  commit = Begin();
  commit->PutIdentity(kContacts, kExternalId, "A1", Key(9));
  commit->DeleteIdentity(kContacts, kEmail, "A1");
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A1"),
              IsOkAndHolds(Key(1)))
      << "an earlier view stands still";
  view = store_->View();
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, "A1"),
              IsOkAndHolds(Key(9)));
  EXPECT_THAT(view->FindIdentity(kContacts, kEmail, "A1"),
              IsOkAndHolds(std::nullopt));
}

TEST_P(IdentityIndexTest, MatchesComeLowestKeyFirst) {
  auto commit = Begin();
  for (const int64_t key : {70000, 5, -1, 300}) {
    commit->PutMatch(kContacts, kPhone, "4135550928", Key(key));
  }
  commit->PutMatch(kContacts, kPhone, "41355509280", Key(8));
  commit->PutMatch(kContacts, kPhone, "413555092", Key(9));
  commit->PutMatch(kContacts, kEmail, "4135550928", Key(10));
  commit->PutMatch(kGifts, kPhone, "4135550928", Key(11));
  commit->PutIdentity(kContacts, kPhone, "4135550928", Key(12));
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(Matches("4135550928"),
              ElementsAre(Key(-1), Key(5), Key(300), Key(70000)));
  EXPECT_THAT(Matches("4135550928", 2), ElementsAre(Key(-1), Key(5)));
  EXPECT_THAT(Matches("4135550928", 0), IsEmpty());
  EXPECT_THAT(Matches("41355509280"), ElementsAre(Key(8)));
  EXPECT_THAT(Matches(""), IsEmpty());

  commit = Begin();
  commit->DeleteMatch(kContacts, kPhone, "4135550928", Key(5));
  commit->DeleteMatch(kContacts, kPhone, "4135550928", Key(6));
  MILLRACE_ASSERT_OK(commit->Apply());
  Reopen();
  EXPECT_THAT(Matches("4135550928"),
              ElementsAre(Key(-1), Key(300), Key(70000)));
}

TEST_P(IdentityIndexTest, ManyAtOnceAsOneByOne) {
  // Two layers in the store: files and, for the write batch, the memtable.
  std::mt19937 random(1);
  std::map<std::string, std::string> unique;
  std::map<std::string, std::set<std::string>> match;
  for (int round = 0; round < 3; ++round) {
    auto commit = Begin();
    for (int i = 0; i < 3000; ++i) {
      const std::string value = "v" + std::to_string(random() % 2000);
      const std::string key = Key(static_cast<int64_t>(random() % 500));
      commit->PutIdentity(kContacts, kExternalId, value, key);
      unique[value] = key;
      if (random() % 5 == 0) {
        commit->DeleteMatch(kContacts, kPhone, value, key);
        match[value].erase(key);
      } else {
        commit->PutMatch(kContacts, kPhone, value, key);
        match[value].insert(key);
      }
    }
    MILLRACE_ASSERT_OK(commit->Apply());
    if (round == 1) Reopen();
  }
  std::vector<std::string> asked;
  for (int i = 0; i < 12000; ++i) {
    asked.push_back("v" + std::to_string(random() % 6000));
  }
  asked.push_back(asked.front());
  const std::vector<std::string_view> values(asked.begin(), asked.end());
  const auto view = store_->View();
  std::vector<std::string> keys = {"left over"};
  MILLRACE_ASSERT_OK(
      view->FindIdentities(kContacts, kExternalId, values, &keys));
  std::vector<std::vector<std::string>> lists(20, {"left over"});
  MILLRACE_ASSERT_OK(
      view->FindMatchLists(kContacts, kPhone, values, 1000, &lists));
  ASSERT_EQ(keys.size(), values.size());
  ASSERT_EQ(lists.size(), values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const auto owner = unique.find(asked[i]);
    EXPECT_EQ(keys[i], owner == unique.end() ? "" : owner->second);
    const auto& set = match[asked[i]];
    EXPECT_EQ(lists[i], std::vector<std::string>(set.begin(), set.end()));
  }
  // The default of the interface, one by one, gives the same.
  std::vector<std::vector<std::string>> slow;
  MILLRACE_ASSERT_OK(view->StoreView::FindMatchLists(
      kContacts, kPhone, std::span(values).first(500), 1000, &slow));
  lists.resize(500);
  EXPECT_EQ(slow, lists);
}

TEST_P(IdentityIndexTest, ScansOneTypeInStoredOrder) {
  auto commit = Begin();
  commit->PutIdentity(kContacts, kExternalId, "A1", Key(1));
  commit->PutMatch(kContacts, kPhone, "413", Key(2));
  commit->PutMatch(kGifts, kPhone, "413", Key(3));
  commit->PutJobRow(JobId{1}, Key(1), 12);
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store_->View();
  std::vector<std::pair<std::string, std::string>> seen;
  MILLRACE_ASSERT_OK(view->ScanIdentities(
      kContacts, [&](const StoreView::ScannedIdentity& identity) {
        EXPECT_EQ(identity.is_match, identity.kind == kPhone);
        seen.emplace_back(identity.value, identity.key_bytes);
        return true;
      }));
  EXPECT_THAT(seen,
              ElementsAre(std::pair("A1", Key(1)), std::pair("413", Key(2))));
  int count = 0;
  MILLRACE_ASSERT_OK(view->ScanIdentities(
      kContacts, [&](const auto&) { return ++count < 1; }));
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace millrace
