// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/identity_resolver.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr JobId kJob{9};

std::string Key(int64_t number) { return PrimaryKey(number).Encode(); }

class IdentityResolverTest : public ::testing::Test {
 protected:
  IdentityResolverTest()
      : store_(OpenScene(directory_ / "store")),
        bench_(BuiltInCatalogue(),
               MakeSpec(
                   "Contacts",
                   {"VanID", "External_1ID", "FirstName", "LastName", "Email"},
                   R"({"name": "CreateOrUpdateContact"})"),
               store_.get()) {
    const auto commit = store_->BeginCommit({});
    for (int64_t number = 1; number <= 3; ++number) {
      commit->PutRecord(bench_.plan().type, Key(number), Record(number));
    }
    commit->PutIdentity(bench_.plan().type, ExternalId(), "E2", Key(2));
    for (const int64_t number : {3, 1}) {
      commit->PutMatch(bench_.plan().type, EmailRule(), "a@example.org",
                       Key(number));
    }
    commit->PutMatch(bench_.plan().type, NameRule(),
                     "ada\x1fl\x1f"
                     "a@example.org",
                     Key(3));
    EXPECT_TRUE(commit->Apply().ok());
    view_ = store_->View();
    records_ = std::make_unique<RecordTable>(bench_.plan().type, *view_);
    resolver_ = std::make_unique<IdentityResolver>(bench_.plan(), kJob, *view_,
                                                   records_.get());
  }

  std::string Record(int64_t number, JobId job = JobId{1}) {
    RecordBuilder builder;
    builder.Set(bench_.Name("FirstName"), "N" + std::to_string(number));
    return builder.Encode({.created_job = job});
  }
  NameId ExternalId() { return bench_.Name("ExternalIDs/1"); }
  NameId NameRule() { return bench_.plan().match_rules[0].kind; }
  NameId EmailRule() { return bench_.plan().match_rules.back().kind; }

  // Which record the row finds, 0: none; row_ is as it was left.
  int64_t Find(std::string_view row, bool sees_own_job = true) {
    drafts_ = bench_.Transform(row);
    row_ = &drafts_->rows[0];
    row_->sees_own_job = sees_own_job;
    MILLRACE_EXPECT_OK(resolver_->Prefetch({{drafts_.get(), 0}}));
    const auto found = resolver_->Find(0, row_);
    MILLRACE_EXPECT_OK(found);
    if (*found == nullptr) return 0;
    return PrimaryKey::Decode((*found)->key, true)->integer();
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
  PlanBench bench_;
  std::unique_ptr<StoreView> view_;
  std::unique_ptr<RecordTable> records_;
  std::unique_ptr<IdentityResolver> resolver_;
  std::unique_ptr<DraftBatch> drafts_;
  RowDraft* row_ = nullptr;
};

TEST_F(IdentityResolverTest, ExternalIdsComeBeforeMatchRules) {
  EXPECT_EQ(Find(",E2,,,a@example.org\n"), 2);
  EXPECT_EQ(row_->found, kFoundByFinder);
  EXPECT_EQ(Find(",E9,,,a@example.org\n"), 1);
  EXPECT_EQ(row_->found, kFoundByFinder + 2);
  EXPECT_EQ(Find(",E9,,,b@example.org\n"), 0);
  EXPECT_EQ(row_->found, 0);
}

TEST_F(IdentityResolverTest, RulesComeInTheirOrder) {
  EXPECT_EQ(Find(",,Ada,L,A@EXAMPLE.org\n"), 3);
  EXPECT_EQ(row_->found, kFoundByFinder + 1);
  EXPECT_FALSE(row_->is_ambiguous);
  EXPECT_EQ(Find(",,Eve,L,a@example.org\n"), 1);
  EXPECT_TRUE(row_->is_ambiguous);
}

TEST_F(IdentityResolverTest, EditsOfTheRunCount) {
  resolver_->Apply({{ExternalId(), "E2", false}, {ExternalId(), "E5", true}},
                   Key(3));
  EXPECT_EQ(Find(",E2,,,\n"), 0);
  EXPECT_EQ(Find(",E5,,,\n"), 3);
  EXPECT_EQ(*resolver_->OwnerOf(ExternalId(), "E2"), "");
  EXPECT_EQ(*resolver_->OwnerOf(ExternalId(), "E5"), Key(3));
  EXPECT_EQ(*resolver_->OwnerOf(ExternalId(), "E7"), "");
}

TEST_F(IdentityResolverTest, MatchesOfTheRunCount) {
  RecordBuilder with;
  with.SetPart(bench_.Name("Emails"), "1", bench_.Name("Email"),
               "a@example.org");
  const std::string value = with.Encode({});
  // Record 1 loses its address, record 2 gains it.
  MILLRACE_ASSERT_OK(resolver_->UpdateMatches(Key(1), value, Record(1)));
  EXPECT_EQ(Find(",,,,a@example.org\n"), 3);
  EXPECT_FALSE(row_->is_ambiguous);
  MILLRACE_ASSERT_OK(resolver_->UpdateMatches(Key(2), "", value));
  EXPECT_EQ(Find(",,,,a@example.org\n"), 2);
  EXPECT_TRUE(row_->is_ambiguous);
  const auto commit = store_->BeginCommit({});
  resolver_->AddTo(commit.get());
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_EQ(*store_->View()->FindMatches(bench_.plan().type, EmailRule(),
                                         "a@example.org", 10),
            (std::vector{Key(2), Key(3)}));
}

TEST_F(IdentityResolverTest, OwnRecordsCanBeLeftOut) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(WorkingRecord * record, records_->Get(Key(1)));
  records_->Set(record, Record(1, kJob));
  EXPECT_EQ(Find(",,,,a@example.org\n"), 1);
  EXPECT_EQ(Find(",,,,a@example.org\n", /*sees_own_job=*/false), 3);
  EXPECT_FALSE(row_->is_ambiguous);
  MILLRACE_ASSERT_OK_AND_ASSIGN(record, records_->Get(Key(3)));
  records_->Set(record, Record(3, kJob));
  EXPECT_EQ(Find(",,,,a@example.org\n", /*sees_own_job=*/false), 0);
  // External ids always find.
  EXPECT_EQ(Find(",E2,,,\n", /*sees_own_job=*/false), 2);
}

}  // namespace
}  // namespace millrace
