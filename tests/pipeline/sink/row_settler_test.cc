// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/row_settler.h"

#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

constexpr JobId kJob{3};

class RowSettlerTest : public ::testing::Test {
 protected:
  RowSettlerTest() { Plan(MappingFailure::kMessage); }

  void Plan(MappingFailure failure,
            DuplicatePolicy policy = DuplicatePolicy::kUpdate) {
    Catalogue catalogue = PeopleCatalogue();
    catalogue.resource_types[0].on_mapping_failure = failure;
    JobSpec spec = MakeSpec("People", {"PersonId", "Name", "Town", "Age"},
                            R"({"name": "PutPerson"}, {"name": "SetAge"})");
    spec.duplicate_policy = policy;
    bench_ = std::make_unique<PlanBench>(catalogue, spec);
  }

  // Settles one row, which becomes row_.
  void Settle(std::string_view row, std::string_view value,
              uint64_t first_row = 0) {
    drafts_ = bench_->Transform(row, 9);
    row_ = {drafts_.get(), 0};
    ASSERT_EQ(row_.draft().verdict, Verdict::kDraft);
    settler_ = std::make_unique<RowSettler>(bench_->plan(), kJob, nullptr);
    MILLRACE_EXPECT_OK(settler_->Settle(row_, "p1", value, first_row));
  }

  std::string Made(std::string_view row) {
    Settle(row, "");
    EXPECT_EQ(row_.draft().verdict, Verdict::kCreated);
    return settler_->new_value();
  }

  std::unique_ptr<PlanBench> bench_;
  std::unique_ptr<DraftBatch> drafts_;
  std::unique_ptr<RowSettler> settler_;
  RowRef row_;
};

TEST_F(RowSettlerTest, MakesARecordWithItsStamp) {
  const std::string value = Made("p1,Ada,Rome,36\n");
  const auto view = RecordView::Parse(value);
  MILLRACE_ASSERT_OK(view);
  EXPECT_EQ(view->stamp().created_job, kJob);
  EXPECT_EQ(view->stamp().changed_job, kJob);
  EXPECT_EQ(view->stamp().changed_row, 9);
  EXPECT_EQ(ContentText(*bench_, view->scalars(), view->items()),
            "Age=36 Name=Ada Town=Rome");
}

TEST_F(RowSettlerTest, ChangesKeepWhoMadeTheRecord) {
  RecordBuilder builder;
  builder.Set(bench_->Name("Name"), "Ada");
  const std::string before = builder.Encode(
      {.created_job = JobId{1}, .changed_job = JobId{2}, .changed_row = 4});
  Settle("p1,Ada,Rome,\n", before);
  EXPECT_EQ(row_.draft().verdict, Verdict::kUpdated);
  const auto view = RecordView::Parse(settler_->new_value());
  EXPECT_EQ(view->stamp().created_job, JobId{1});
  EXPECT_EQ(view->stamp().changed_job, kJob);
  EXPECT_EQ(view->stamp().changed_row, 9);
}

TEST_F(RowSettlerTest, EqualContentIsUnchanged) {
  const std::string value = Made("p1,Ada,Rome,36\n");
  Settle("p1,Ada,,36\n", value);
  EXPECT_EQ(row_.draft().verdict, Verdict::kUnchanged);
  EXPECT_EQ(row_.outcomes()[0].code, Code::kProcessed);
}

TEST_F(RowSettlerTest, FailedMappingStoresNothingOfItself) {
  const std::string value = Made("p1,Ada,Rome,-1\n");
  EXPECT_EQ(row_.outcomes()[1].code, Code::kInvalidNumber);
  const auto view = RecordView::Parse(value);
  EXPECT_EQ(ContentText(*bench_, view->scalars(), view->items()),
            "Name=Ada Town=Rome");
}

TEST_F(RowSettlerTest, FailedCreatingMappingRejectsOnlyNewRecords) {
  const std::string value = Made("p1,Ada,Rome,36\n");
  Settle("p1,,Oslo,40\n", "");
  EXPECT_EQ(row_.draft().verdict, Verdict::kRejected);
  EXPECT_EQ(row_.draft().reject_code, Code::kMissingRequired);
  EXPECT_EQ(row_.draft().reject_mapping, 0);
  EXPECT_EQ(row_.draft().reject_column, 1);
  Settle("p1,,Oslo,40\n", value);
  EXPECT_EQ(row_.draft().verdict, Verdict::kUpdated);
  EXPECT_EQ(row_.outcomes()[0].code, Code::kMissingRequired);
  EXPECT_EQ(row_.outcomes()[1].code, Code::kProcessed);
}

TEST_F(RowSettlerTest, RejectingTypeRejectsAnyFailure) {
  const std::string value = Made("p1,Ada,Rome,36\n");
  Plan(MappingFailure::kReject, DuplicatePolicy::kIgnoreLater);
  for (const std::string& there : {std::string(), value}) {
    Settle("p1,Ada,Rome,x\n", there);
    EXPECT_EQ(row_.draft().verdict, Verdict::kRejected);
    EXPECT_EQ(row_.draft().reject_code, Code::kInvalidNumber);
    EXPECT_EQ(row_.draft().reject_mapping, 1);
    EXPECT_EQ(row_.draft().reject_column, 3);
  }
  // With the same defect, a duplicate is first of all a duplicate.
  Settle("p1,Ada,Rome,x\n", value, 2);
  EXPECT_EQ(row_.draft().verdict, Verdict::kUnchanged);
}

TEST_F(RowSettlerTest, DuplicatesAreAnsweredByThePolicy) {
  const std::string value = Made("p1,Ada,Rome,36\n");
  Settle("p1,Eve,,\n", value, 2);
  EXPECT_EQ(row_.draft().verdict, Verdict::kUpdated);
  EXPECT_TRUE(drafts_->duplicate_of.empty());
  Plan(MappingFailure::kMessage, DuplicatePolicy::kIgnoreLater);
  Settle("p1,Eve,,\n", value, 2);
  EXPECT_EQ(row_.draft().verdict, Verdict::kUnchanged);
  EXPECT_EQ(row_.outcomes()[0].code, Code::kKeptDuplicate);
  EXPECT_EQ(row_.outcomes()[1].code, Code::kKeptDuplicate);
  EXPECT_EQ(drafts_->duplicate_of, std::vector<uint64_t>{2});
  Plan(MappingFailure::kMessage, DuplicatePolicy::kRejectLater);
  Settle("p1,Eve,,\n", value, 2);
  EXPECT_EQ(row_.draft().verdict, Verdict::kRejected);
  EXPECT_EQ(row_.draft().reject_code, Code::kDuplicateRow);
  EXPECT_EQ(drafts_->duplicate_of, std::vector<uint64_t>{2});
}

TEST_F(RowSettlerTest, DamagedRecordIsAnError) {
  drafts_ = bench_->Transform("p1,Ada,,\n");
  RowSettler settler(bench_->plan(), kJob, nullptr);
  EXPECT_THAT(settler.Settle({drafts_.get(), 0}, "p1", "\xff\xff", 0),
              StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace millrace
