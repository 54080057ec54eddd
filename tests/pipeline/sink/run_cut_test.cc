// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/run_cut.h"

#include <memory>
#include <string_view>

#include <gtest/gtest.h>

namespace millrace {
namespace {

// A batch with a row a letter: i(mported), r(ejected), b(lank), d(raft).
std::unique_ptr<DraftBatch> Batch(std::string_view rows) {
  auto batch = std::make_unique<DraftBatch>();
  batch->mapping_count = 1;
  for (const char letter : rows) {
    RowDraft& row = batch->rows.emplace_back();
    row.verdict = letter == 'i'   ? Verdict::kCreated
                  : letter == 'r' ? Verdict::kRejected
                  : letter == 'b' ? Verdict::kBlank
                                  : Verdict::kDraft;
    batch->row_checks.push_back(batch->rows.size());
  }
  batch->outcomes.resize(rows.size());
  batch->raws.resize(rows.size());
  return batch;
}

Run RunOf(std::initializer_list<std::string_view> batches) {
  Run run;
  for (const std::string_view rows : batches) run.Add(Batch(rows));
  return run;
}

size_t Within(const ErrorBudget& budget, const Run& run) {
  return RowsWithinBudget(budget, JobCounters{}, run);
}

TEST(RunCutTest, FindsTheRowThatIsTooMuch) {
  const auto run = RunOf({"iri", "brr", "ir"});
  EXPECT_EQ(run.row_count(), 8);
  EXPECT_EQ(Within({.rejected_max = 0}, run), 2);
  EXPECT_EQ(Within({.rejected_max = 1}, run), 5);
  EXPECT_EQ(Within({.rejected_max = 2}, run), 6);
  EXPECT_EQ(Within({.rejected_max = 3}, run), 8);
  EXPECT_EQ(Within({.rejected_max = 4}, run), 8);
}

TEST(RunCutTest, PercentageMayBeTooMuchAtAnImportedRow) {
  const ErrorBudget budget = {.percent_max = 40, .sample_rows = 4};
  EXPECT_EQ(Within(budget, RunOf({"rrbi", "iii"})), 5);
  EXPECT_EQ(Within(budget, RunOf({"rbi", "iii"})), 6);
}

TEST(RunCutTest, RowsBeforeTheRunCount) {
  JobCounters before;
  before.rejected = 2;
  before.imported = 1;
  EXPECT_EQ(RowsWithinBudget({.rejected_max = 2}, before, RunOf({"ir"})), 2);
  EXPECT_EQ(RowsWithinBudget({.percent_max = 50, .sample_rows = 4}, before,
                             RunOf({"ir"})),
            2);
}

TEST(RunCutTest, DraftsCountAsImported) {
  EXPECT_EQ(Within({.percent_max = 50, .sample_rows = 1}, RunOf({"ddr"})), 3);
  EXPECT_EQ(Within({.rejected_max = 0}, RunOf({"dddr", "d"})), 4);
}

TEST(RunCutTest, CutsBetweenBatches) {
  auto run = RunOf({"iri", "brr", "ir"});
  CutRun(3, &run);
  ASSERT_EQ(run.batches().size(), 1);
  EXPECT_EQ(run.batches()[0]->rows.size(), 3);
  EXPECT_EQ(run.row_count(), 3);
}

TEST(RunCutTest, CutsInsideABatchAndLeavesItsChecks) {
  auto run = RunOf({"iri", "brr", "ir"});
  CutRun(5, &run);
  ASSERT_EQ(run.batches().size(), 2);
  const DraftBatch& cut = *run.batches()[1];
  EXPECT_EQ(cut.rows.size(), 2);
  EXPECT_EQ(cut.outcomes.size(), 2);
  EXPECT_EQ(cut.raws.size(), 2);
  EXPECT_EQ(cut.row_checks.size(), 3);
  EXPECT_TRUE(cut.requested.empty());
}

TEST(RunCutTest, CutsNothingWhereNothingIsTooMuch) {
  auto run = RunOf({"iri", "brr"});
  CutRun(6, &run);
  EXPECT_EQ(run.row_count(), 6);
}

TEST(RunCutTest, PutsRowsBackAsTheyWere) {
  auto run = RunOf({"dr", "d"});
  const RunRows before(run);
  run.batches()[0]->rows[0].verdict = Verdict::kUpdated;
  run.batches()[0]->rows[0].cleared = 3;
  run.batches()[1]->outcomes[0] = {Code::kProcessed, 0xff};
  run.batches()[1]->duplicate_of = {4};
  before.PutBack(&run);
  EXPECT_EQ(run.batches()[0]->rows[0].verdict, Verdict::kDraft);
  EXPECT_EQ(run.batches()[0]->rows[0].cleared, 0);
  EXPECT_EQ(run.batches()[1]->outcomes[0], Outcome{});
  EXPECT_TRUE(run.batches()[1]->duplicate_of.empty());
}

}  // namespace
}  // namespace millrace
