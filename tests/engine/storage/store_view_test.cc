// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/store_view.h"

#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
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
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class StoreViewTest : public StoreFixture {
 protected:
  void Put(ResourceTypeId type, int64_t key, std::string_view name) {
    auto commit = store_->BeginCommit({});
    commit->PutRecord(type, Key(key), Record(name));
    MILLRACE_ASSERT_OK(commit->Apply());
  }
};

TEST_F(StoreViewTest, StandsStill) {
  Put(kContacts, 1, "Ada");
  const auto view = store_->View();
  const auto cursor = view->ScanRecords(kContacts);
  Put(kContacts, 1, "Bob");
  Put(kContacts, 2, "Eve");
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::string record,
                                view->GetRecord(kContacts, Key(1)));
  EXPECT_EQ(NameIn(record), "Ada");
  EXPECT_THAT(view->GetRecord(kContacts, Key(2)),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(NameIn(cursor->value()), "Ada");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_THAT(cursor->status(), IsOk());
  EXPECT_THAT(Contacts(*store_), ElementsAre(Pair(1, "Bob"), Pair(2, "Eve")));
}

TEST_F(StoreViewTest, ReadsManyRecords) {
  std::mt19937 random(1);
  std::set<int64_t> stored;
  for (int round = 0; round < 3; ++round) {
    auto commit = store_->BeginCommit({});
    for (int i = 0; i < 8000; ++i) {
      const auto key = static_cast<int64_t>(random() % 50000) - 1000;
      commit->PutRecord(kContacts, Key(key), Record(std::to_string(key)));
      stored.insert(key);
    }
    MILLRACE_ASSERT_OK(commit->Apply());
    Reopen();
  }
  std::vector<std::string> keys;
  for (int64_t key = -2000; key < 50000; ++key) keys.push_back(Key(key));
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  std::vector<std::string> values = {"left over"};
  const auto view = store_->View();
  MILLRACE_ASSERT_OK(view->GetRecords(kContacts, views, &values));
  ASSERT_EQ(values.size(), keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const int64_t key = static_cast<int64_t>(i) - 2000;
    if (stored.contains(key)) {
      ASSERT_EQ(NameIn(values[i]), std::to_string(key));
    } else {
      ASSERT_EQ(values[i], "");
    }
  }
  MILLRACE_ASSERT_OK(view->GetRecords(kContacts, {}, &values));
  EXPECT_THAT(values, IsEmpty());
}

// Dense and sparse ranges of keys, empty ones and those behind the last record
// are read in different ways.
TEST_F(StoreViewTest, ReadsManyRecordsHoweverTheyLie) {
  constexpr int64_t kStored = 20000;
  auto commit = store_->BeginCommit({});
  for (int64_t key = 0; key < kStored; ++key) {
    commit->PutRecord(kContacts, Key(key), Record(std::to_string(key)));
  }
  commit->PutRecord(ResourceTypeId{2}, Key(-1), Record("x"));
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store_->View();
  struct Range {
    int64_t begin;
    int64_t end;
    int64_t step;
  };
  for (const Range& range :
       {Range{0, kStored, 1}, Range{-3000, 3000, 2}, Range{0, kStored, 5},
        Range{0, kStored, 70}, Range{19990, 30000, 1},
        Range{kStored, kStored + 3000, 1}, Range{-5000, -1, 1}}) {
    std::vector<std::string> keys;
    for (int64_t key = range.begin; key < range.end; key += range.step) {
      keys.push_back(Key(key));
    }
    const std::vector<std::string_view> views(keys.begin(), keys.end());
    std::vector<std::string> values;
    MILLRACE_ASSERT_OK(view->GetRecords(kContacts, views, &values));
    ASSERT_EQ(values.size(), keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      const int64_t key = range.begin + static_cast<int64_t>(i) * range.step;
      if (key >= 0 && key < kStored) {
        ASSERT_EQ(NameIn(values[i]), std::to_string(key));
      } else {
        ASSERT_EQ(values[i], "");
      }
    }
  }
}

TEST_F(StoreViewTest, CursorKeepsToItsType) {
  Put(ResourceTypeId{1}, 5, "one");
  Put(ResourceTypeId{2}, -7, "two");
  Put(ResourceTypeId{2}, 7, "two");
  Put(ResourceTypeId{3}, 5, "three");
  Put(ResourceTypeId{255}, 5, "last");
  const auto view = store_->View();
  auto cursor = view->ScanRecords(ResourceTypeId{2});
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key_bytes(), Key(-7));
  cursor->Next();
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key_bytes(), Key(7));
  EXPECT_EQ(NameIn(cursor->value()), "two");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  cursor->Seek(Key(0));
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key_bytes(), Key(7));
  cursor->Seek(Key(8));
  EXPECT_FALSE(cursor->Valid());
  cursor = view->ScanRecords(ResourceTypeId{255});
  ASSERT_TRUE(cursor->Valid());
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_FALSE(view->ScanRecords(ResourceTypeId{4})->Valid());
}

TEST_F(StoreViewTest, TextKeysAreReadBack) {
  auto commit = store_->BeginCommit({});
  commit->PutRecord(kGifts, "b", Record("b"));
  commit->PutRecord(kGifts, "a", Record("a"));
  commit->PutRecord(kGifts, std::string(255, '\xff'), Record("z"));
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store_->View();
  std::vector<std::string> names;
  const auto cursor = view->ScanRecords(kGifts);
  for (; cursor->Valid(); cursor->Next())
    names.push_back(NameIn(cursor->value()));
  EXPECT_THAT(names, ElementsAre("a", "b", "z"));
  EXPECT_THAT(view->GetRecord(kGifts, "b"), IsOkAndHolds(Record("b")));
}

TEST_F(StoreViewTest, ListsJobsByNumber) {
  auto commit = store_->BeginCommit({});
  for (const int id : {300, 2, 255, 256}) {
    commit->PutJob({.id = JobId{id}, .description = std::to_string(id)});
  }
  MILLRACE_ASSERT_OK(commit->Apply());
  const auto view = store_->View();
  const auto ids = [&](JobId first, size_t count_max) {
    const auto jobs = view->ListJobs(first, count_max);
    EXPECT_THAT(jobs, IsOk());
    std::vector<int> found;
    for (const JobRecord& job : *jobs) {
      EXPECT_EQ(job.description, std::to_string(static_cast<int>(job.id)));
      found.push_back(static_cast<int>(job.id));
    }
    return found;
  };
  EXPECT_THAT(ids(JobId{0}, 100), ElementsAre(2, 255, 256, 300));
  EXPECT_THAT(ids(JobId{3}, 2), ElementsAre(255, 256));
  EXPECT_THAT(ids(JobId{301}, 100), IsEmpty());
  EXPECT_THAT(ids(JobId{0}, 0), IsEmpty());
  EXPECT_THAT(view->GetJob(JobId{7}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("job 7")));
}

TEST_F(StoreViewTest, ScansOutcomesFromASequenceOn) {
  auto commit = store_->BeginCommit({});
  for (uint64_t i = 0; i < 300; ++i) {
    commit->PutOutcomeBlock(JobId{1}, i, std::to_string(i));
  }
  commit->PutOutcomeBlock(JobId{2}, 0, "other");
  MILLRACE_ASSERT_OK(commit->Apply());
  std::vector<uint64_t> seen;
  MILLRACE_ASSERT_OK(store_->View()->ScanOutcomes(
      JobId{1}, 254, [&](uint64_t sequence, std::string_view block) {
        EXPECT_EQ(block, std::to_string(sequence));
        seen.push_back(sequence);
        return sequence < 257;
      }));
  EXPECT_THAT(seen, ElementsAre(254, 255, 256, 257));
  EXPECT_EQ(Outcomes(*store_, JobId{1}).size(), 300u);
}

}  // namespace
}  // namespace millrace
