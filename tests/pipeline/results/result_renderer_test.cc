// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/result_renderer.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/coding.h"
#include "engine/io/posix_file_system.h"
#include "pipeline/results/row_reader.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

class ResultRendererTest : public ::testing::Test {
 protected:
  ResultRendererTest()
      : spec_(MakeSpec("Contacts", {"FirstName", "Email"},
                       R"({"name": "CreateOrUpdateContact"})")) {
    spec_.columns_to_include = {"FirstName"};
    spec_.file.file_name = "people.txt";
    job_.id = JobId{75};
    job_.upload_file_id = 6135;
    job_.first_mapping_identifier = 1834;
    job_.upload_header = "FirstName,Email";
    bench_ = std::make_unique<PlanBench>(BuiltInCatalogue(), spec_);
    layout_ = std::make_unique<ResultLayout>(job_, spec_, bench_->plan());
  }

  // Rows as the sink leaves them: every other one made, the rest rejected.
  std::string Block(std::string_view rows, uint64_t first_row_number) {
    const auto drafts = bench_->Transform(rows, first_row_number);
    for (size_t i = 0; i < drafts->rows.size(); ++i) {
      RowDraft& row = drafts->rows[i];
      if (row.verdict != Verdict::kDraft) continue;
      char* const key = drafts->arena.Allocate(8);
      EncodeOrderedInt64(key, static_cast<int64_t>(first_row_number + i));
      row.key = key;
      row.key_bytes = 8;
      row.verdict = Verdict::kCreated;
      Outcome& outcome = drafts->OutcomesOf(i)[0];
      if (outcome.code == Code::kNone) outcome.code = Code::kProcessed;
    }
    std::string block;
    EncodeOutcomeBlock(bench_->plan(), *drafts, {}, &block);
    return block;
  }

  std::string File(std::string_view name) const {
    return ReadFile(directory_ / name);
  }

  const TempDir directory_;
  JobSpec spec_;
  JobRecord job_;
  std::unique_ptr<PlanBench> bench_;
  std::unique_ptr<ResultLayout> layout_;
};

TEST_F(ResultRendererTest, RendersResultsRejectsAndRejectedRows) {
  ResultRenderer renderer(*PosixFileSystem(), directory_.path(), *layout_);
  MILLRACE_ASSERT_OK(
      renderer.Add(Block("\" Ada, \"\"A\"\"\",a@example.org\r\n"
                         "\n"
                         "too,many,cells\r\n"
                         "Bob,nonsense\n",
                         1)));
  MILLRACE_ASSERT_OK(renderer.Add(Block("\"x\"y,z", 5)));
  MILLRACE_ASSERT_OK(renderer.Close(true));
  EXPECT_EQ(File("results-75-1.csv"),
            "BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType,FirstName,"
            "CreateOrUpdateContact_1834\r\n"
            "1,6135,1,VanID,\" Ada, \"\"A\"\"\",Processed\r\n"
            "4,6135,4,VanID,Bob,Invalid email address\r\n");
  EXPECT_EQ(File("rejects-75-1.csv"),
            "Row,Byte,Column,Code,Text\r\n"
            "3,30,,COLUMN_COUNT,Wrong number of columns\r\n"
            "5,0,,MISPLACED_QUOTE,Misplaced quote\r\n");
  // With the header, and a line end behind it and the last row.
  EXPECT_EQ(File("rejected-75-1.txt"),
            "FirstName,Email\ntoo,many,cells\r\n\"x\"y,z\n");
  ASSERT_EQ(renderer.result_files().size(), 1);
  EXPECT_EQ(renderer.result_files()[0].rows, 2);
  ASSERT_EQ(renderer.reject_files().size(), 2);
  EXPECT_EQ(renderer.reject_files()[0].rows, 2);
}

TEST_F(ResultRendererTest, WithoutRowsOnlyACompleteJobHasAFile) {
  ResultRenderer failed(*PosixFileSystem(), directory_.path(), *layout_);
  MILLRACE_ASSERT_OK(failed.Close(false));
  EXPECT_TRUE(failed.result_files().empty());
  ResultRenderer complete(*PosixFileSystem(), directory_.path(), *layout_);
  MILLRACE_ASSERT_OK(complete.Close(true));
  EXPECT_EQ(complete.result_files().size(), 1);
  EXPECT_TRUE(complete.reject_files().empty());
}

TEST_F(ResultRendererTest, DamagedBlockIsDataLoss) {
  ResultRenderer renderer(*PosixFileSystem(), directory_.path(), *layout_);
  std::string block = Block("Ada,\n", 1);
  block[block.size() / 2] ^= 1;
  EXPECT_THAT(renderer.Add(block), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ResultRendererTest, DiskTroubleIsAnErrorAndLeavesNoHalfFile) {
  for (int nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    const TempDir directory;
    FaultFileSystem faulty(*PosixFileSystem());
    faulty.FailNth(nth, Fault::kShortWrite);
    absl::Status status;
    {
      ResultRenderer renderer(faulty, directory.path(), *layout_);
      status = renderer.Add(Block("Ada,\nx\n", 1));
      if (status.ok()) status = renderer.Close(true);
    }
    EXPECT_EQ(status.ok(), !faulty.has_fired());
    for (const auto& entry :
         std::filesystem::directory_iterator(directory.path())) {
      const std::string text = ReadFile(entry.path());
      EXPECT_TRUE(text.ends_with("\n") && text.size() > 17) << entry.path();
    }
    if (!faulty.has_fired()) break;
  }
}

TEST_F(ResultRendererTest, RowReaderTellsTheSame) {
  std::vector<RowReport> reports;
  const std::string block = Block("Ada,nonsense\n\nx\nBob,\n", 10);
  const auto all = VisitBlock(*layout_, block, [&](const RowReport& row) {
    reports.push_back(row);
    return true;
  });
  EXPECT_THAT(all, IsOkAndHolds(true));
  ASSERT_EQ(reports.size(), 3);
  EXPECT_EQ(reports[0].row_number, 10);
  EXPECT_FALSE(reports[0].is_rejected);
  EXPECT_EQ(reports[0].key, PrimaryKey(10));
  EXPECT_EQ(reports[0].codes, std::vector{Code::kInvalidEmail});
  EXPECT_EQ(reports[0].messages,
            std::vector<std::string>{"Invalid email address"});
  EXPECT_EQ(reports[1].row_number, 12);
  EXPECT_TRUE(reports[1].is_rejected);
  EXPECT_EQ(reports[1].byte_offset, 14);
  EXPECT_EQ(reports[1].reject_code, Code::kColumnCount);
  EXPECT_EQ(reports[1].reject_text, "Wrong number of columns");
  EXPECT_FALSE(reports[1].key.has_value());
  EXPECT_EQ(reports[2].row_number, 13);
  int calls = 0;
  EXPECT_THAT(VisitBlock(*layout_, block,
                         [&](const RowReport&) { return ++calls < 2; }),
              IsOkAndHolds(false));
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace millrace
