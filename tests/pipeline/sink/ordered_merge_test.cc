// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/ordered_merge.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

// What a run's rows came to, each as a short text.
class OrderedMergeTest : public ::testing::Test {
 protected:
  OrderedMergeTest() : store_(OpenScene(directory_ / "store")) {}

  void Plan(const std::vector<std::string>& columns,
            std::string_view mappings = R"({"name": "CreateOrUpdateContact"})",
            DuplicatePolicy policy = DuplicatePolicy::kUpdate) {
    JobSpec spec = MakeSpec("Contacts", columns, mappings);
    spec.duplicate_policy = policy;
    bench_ =
        std::make_unique<PlanBench>(BuiltInCatalogue(), spec, store_.get());
    EXPECT_FALSE(bench_->plan().is_keyed_only);
  }

  // One run of one batch; each row "verdict key found code".
  std::vector<std::string> Merge(std::string_view rows, JobId job = JobId{1}) {
    const MappingPlan& plan = bench_->plan();
    millrace::Run run;
    run.Add(bench_->Transform(rows, next_row_));
    next_row_ += run.row_count();
    const auto view = store_->View();
    const auto commit = store_->BeginCommit({});
    int64_t next_key = *view->NextKey(plan.type);
    size_t memory = 0;
    MILLRACE_EXPECT_OK(
        MergeInOrder(plan, job, *view, &run, &next_key, commit.get(), &memory));
    commit->SetNextKey(plan.type, next_key);
    MILLRACE_EXPECT_OK(commit->Apply());
    std::vector<std::string> texts;
    const DraftBatch& batch = *run.batches()[0];
    for (size_t i = 0; i < batch.rows.size(); ++i) {
      texts.push_back(RowText(batch, i));
    }
    return texts;
  }

  std::string RowText(const DraftBatch& batch, size_t index) const {
    const RowDraft& row = batch.rows[index];
    if (row.verdict == Verdict::kRejected) {
      return std::string(EntryOf(row.reject_code).name);
    }
    std::string text = row.verdict == Verdict::kCreated   ? "created "
                       : row.verdict == Verdict::kUpdated ? "updated "
                                                          : "unchanged ";
    text += PrimaryKey::Decode(row.key_view(), true)->ToString();
    if (row.is_ambiguous) text += " ambiguous";
    for (size_t m = 0; m < batch.mapping_count; ++m) {
      const Code code = batch.OutcomesOf(index)[m].code;
      if (code != Code::kProcessed) {
        text += " " + std::string(EntryOf(code).name);
      }
    }
    return text;
  }

  using Rows = std::vector<std::string>;

  const TempDir directory_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<PlanBench> bench_;
  uint64_t next_row_ = 1;
};

TEST_F(OrderedMergeTest, LaterRowsSeeEarlierOnes) {
  Plan({"VanID", "FirstName", "LastName", "Email"});
  EXPECT_EQ(Merge(",Ada,L,ada@example.org\n"
                  ",,,ADA@example.org\n"
                  ",Bob,B,bob@example.org\n"
                  "2,,,ada@example.org\n"
                  ",New,N,ada@example.org\n"
                  "3,Who,,\n"
                  ",,,\n"
                  ",Ann,,\n"
                  "3,Ann,,\n"),
            (Rows{"created 1", "updated 1", "created 2", "updated 2",
                  "updated 1 ambiguous", "RECORD_NOT_FOUND", "RECORD_NOT_FOUND",
                  "created 3", "unchanged 3"}));
}

TEST_F(OrderedMergeTest, RunsSeeEarlierRuns) {
  Plan({"VanID", "FirstName", "LastName", "Email"});
  EXPECT_EQ(Merge(",Ada,L,ada@example.org\n"), Rows{"created 1"});
  EXPECT_EQ(Merge(",,,ada@example.org\n1,,,new@example.org\n"
                  ",,,ada@example.org\n,,,new@example.org\n"),
            (Rows{"unchanged 1", "updated 1", "created 2", "unchanged 1"}));
  EXPECT_EQ(Merge(",,,ada@example.org\n,,,new@example.org\n"),
            (Rows{"unchanged 2", "unchanged 1"}));
}

TEST_F(OrderedMergeTest, RejectedRowsTakeNoKey) {
  Plan({"FirstName", "Email"});
  EXPECT_EQ(Merge("Ada,nonsense\n,\nBob,\n"),
            (Rows{"INVALID_EMAIL", "RECORD_NOT_FOUND", "created 1"}));
  EXPECT_EQ(*store_->View()->NextKey(bench_->plan().type), 2);
}

TEST_F(OrderedMergeTest, ExternalIdsFindBindAndMove) {
  Plan({"VanID", "External_1ID", "FirstName"});
  EXPECT_EQ(Merge(",E1,Ada\n,E1,Anna\n,E2,Bob\n"
                  "1,E2,Ada\n"  // E2 is Bob's
                  "2,E3,Bob\n"  // E2 is free now
                  "1,E2,Ada\n"
                  ",E1,New\n"),  // nobody's any more
            (Rows{"created 1", "updated 1", "created 2",
                  "unchanged 1 EXTERNAL_ID_IN_USE", "updated 2", "updated 1",
                  "created 3"}));
  EXPECT_EQ(Merge(",E1,\n,E2,\n,E3,\n"),
            (Rows{"unchanged 3", "unchanged 1", "unchanged 2"}));
}

TEST_F(OrderedMergeTest, ActionsLimitARow) {
  Plan({"VanID", "FirstName", "Email", "Action"});
  EXPECT_EQ(Merge(",Ada,ada@example.org,Update\n"
                  ",Ada,ada@example.org,Create\n"
                  ",Ann,ada@example.org,Create\n"
                  ",Ann,ada@example.org,update\n"
                  ",Ann,ada@example.org,nonsense\n"),
            (Rows{"RECORD_NOT_FOUND", "created 1", "unchanged 1 RECORD_EXISTS",
                  "updated 1", "unchanged 1 INVALID_VALUE"}));
}

TEST_F(OrderedMergeTest, WithoutInFileMatchingOnlyOtherJobsRecordsMatch) {
  Plan({"FirstName", "Email", "IsInFileMatchingEnabled"});
  EXPECT_EQ(Merge("Old,a@example.org,\n", JobId{1}), Rows{"created 1"});
  EXPECT_EQ(
      Merge("New,b@example.org,N\nNew,b@example.org,N\n"
            "New,b@example.org,Y\n,a@example.org,N\n",
            JobId{2}),
      (Rows{"created 2", "created 3", "unchanged 2 ambiguous", "unchanged 1"}));
  // Later runs of the job do not see them either.
  EXPECT_EQ(Merge("New,b@example.org,N\n", JobId{2}), Rows{"created 4"});
  EXPECT_EQ(Merge("New,b@example.org,N\n", JobId{3}),
            Rows{"unchanged 2 ambiguous"});
}

// More candidates than are read at first, of which only the last one counts.
TEST_F(OrderedMergeTest, WithoutInFileMatchingAllCandidatesAreLookedAt) {
  Plan({"FirstName", "Email", "IsInFileMatchingEnabled"});
  std::string rows;
  for (int i = 0; i < 12; ++i) rows += "Own,a@example.org,N\n";
  Merge(rows, JobId{2});
  EXPECT_EQ(Merge("Other,a@example.org,N\n", JobId{3}),
            Rows{"updated 1 ambiguous"});
  const auto commit = store_->BeginCommit({});
  RecordBuilder builder;
  builder.Set(bench_->Name("FirstName"), "By hand");
  builder.SetPart(bench_->Name("Emails"), "1", bench_->Name("Email"),
                  "a@example.org");
  const std::string key = PrimaryKey(50).Encode();
  commit->PutRecord(bench_->plan().type, key, builder.Encode({}));
  for (const PlanMatchRule& rule : bench_->plan().match_rules) {
    if (rule.ingredients.size() > 1) continue;
    commit->PutMatch(bench_->plan().type, rule.kind, "a@example.org", key);
  }
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_EQ(Merge(",a@example.org,N\n", JobId{2}), Rows{"unchanged 50"});
}

TEST_F(OrderedMergeTest, DuplicatePolicies) {
  const std::vector<std::string> columns = {"FirstName", "Email"};
  const std::string_view mapping = R"({"name": "CreateOrUpdateContact"})";
  Plan(columns, mapping, DuplicatePolicy::kIgnoreLater);
  EXPECT_EQ(Merge("Ada,a@example.org\nAnn,a@example.org\n"),
            (Rows{"created 1", "unchanged 1 KEPT_DUPLICATE"}));
  EXPECT_EQ(Merge("Amy,a@example.org\n"), Rows{"unchanged 1 KEPT_DUPLICATE"});
  EXPECT_EQ(*store_->View()->JobRow(JobId{1}, PrimaryKey(1).Encode()), 1);
  // Another job: its first row is no duplicate.
  Plan(columns, mapping, DuplicatePolicy::kRejectLater);
  EXPECT_EQ(Merge("Eve,a@example.org\nEva,a@example.org\n", JobId{2}),
            (Rows{"updated 1", "DUPLICATE_ROW"}));
  EXPECT_EQ(Merge("Eva,a@example.org\n", JobId{2}), Rows{"DUPLICATE_ROW"});
}

TEST_F(OrderedMergeTest, NoCreatingMappingFindsByKeyAndExternalIdAlone) {
  Plan({"FirstName", "Email", "External_1ID"});
  Merge("Ada,a@example.org,E1\n");
  Plan({"VanID", "External_1ID", "P"}, R"({"name": "Phones",
    "fieldValueMappings": [{"fieldName": "Phone", "columnName": "P"},
      {"fieldName": "PhoneTypeID", "staticValue": "H"}]})");
  EXPECT_EQ(Merge("1,,202-555-0123\n,E1,202-555-0124\n,E2,202-555-0125\n"
                  ",,202-555-0126\n,E1,12\n"),
            (Rows{"updated 1", "updated 1", "RECORD_NOT_FOUND",
                  "RECORD_NOT_FOUND", "unchanged 1 INVALID_PHONE"}));
}

}  // namespace
}  // namespace millrace
