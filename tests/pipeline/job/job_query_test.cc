// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Listing jobs, and the parts of Importer that a service needs.

#include "pipeline/job/job_query.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/fault/import_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JobQueryTest : public ::testing::Test {
 protected:
  JobQueryTest()
      : scene_(Plan::kKeyed, {.row_count = 60}),
        store_(OpenScene(directory_ / "store")),
        importer_(*store_, scene_.Options()) {}

  JobId Submit(const std::string& owner, const std::string& description) {
    JobSpec spec = scene_.spec();
    spec.description = description;
    const auto job = importer_.Submit(spec, Upload::Memory(scene_.upload()),
                                      {.owner = owner});
    MILLRACE_EXPECT_OK(job);
    return *job;
  }
  std::vector<int> Ids(const JobQuery& query) {
    const auto page = importer_.ListJobs(query);
    MILLRACE_EXPECT_OK(page);
    count_ = page->count;
    std::vector<int> ids;
    for (const JobReport& report : page->jobs) {
      ids.push_back(static_cast<int>(report.job.id));
    }
    return ids;
  }

  const TempDir directory_;
  const ImportScene scene_;
  std::unique_ptr<Store> store_;
  Importer importer_;
  size_t count_ = 0;
};

TEST_F(JobQueryTest, PagesOfAnEmptyStoreAreEmpty) {
  EXPECT_THAT(Ids({}), IsEmpty());
  EXPECT_THAT(Ids({.newest_first = true}), IsEmpty());
  EXPECT_EQ(count_, 0);
}

TEST_F(JobQueryTest, BothWaysAndPageByPage) {
  // More than are read at once.
  for (int i = 0; i < 130; ++i) Submit("me", "job");
  EXPECT_THAT(Ids({.skip = 126}), ElementsAre(127, 128, 129, 130));
  EXPECT_EQ(count_, 130);
  EXPECT_THAT(Ids({.newest_first = true, .count_max = 3}),
              ElementsAre(130, 129, 128));
  EXPECT_EQ(count_, 130);
  EXPECT_THAT(Ids({.newest_first = true, .skip = 128, .count_max = 5}),
              ElementsAre(2, 1));
  EXPECT_THAT(Ids({.skip = 130}), IsEmpty());
  EXPECT_THAT(Ids({.count_max = 0}), IsEmpty());
}

TEST_F(JobQueryTest, ByOwnerStatusAndText) {
  Submit("me", "Spring supporters");
  Submit("you", "Spring donors");
  MILLRACE_ASSERT_OK(importer_.Run(Submit("me", "Autumn")));
  EXPECT_THAT(Ids({.owner = "me"}), ElementsAre(1, 3));
  EXPECT_THAT(Ids({.owner = ""}), IsEmpty());
  EXPECT_THAT(Ids({.text = "sPRING"}), ElementsAre(1, 2));
  EXPECT_THAT(Ids({.owner = "you", .text = "autumn"}), IsEmpty());
  EXPECT_THAT(Ids({.statuses = {JobStatus::kPending}}), ElementsAre(1, 2));
  // The scene has rejected rows: its siblings are meant as well.
  EXPECT_THAT(Ids({.statuses = {JobStatus::kCompleted}}), ElementsAre(3));
  EXPECT_THAT(Ids({.statuses = {JobStatus::kCompletedWithErrors}}),
              ElementsAre(3));
  EXPECT_THAT(Ids({.statuses = {JobStatus::kFailed, JobStatus::kInProgress}}),
              IsEmpty());
}

TEST_F(JobQueryTest, AnUploadMayFollow) {
  const auto job =
      importer_.Submit(scene_.spec(), Upload(directory_ / "later.csv"),
                       {.upload_follows = true});
  MILLRACE_ASSERT_OK(job);
  EXPECT_THAT(importer_.Run(*job), StatusIs(absl::StatusCode::kNotFound));
  directory_.Write("later.csv", scene_.upload());
  MILLRACE_ASSERT_OK(importer_.Run(*job));
}

TEST_F(JobQueryTest, AJobIsGivenUp) {
  const JobId job = Submit("me", "job");
  MILLRACE_ASSERT_OK(importer_.Fail(job, JobErrorCode::kSourceUnreachable,
                                    "the upload cannot be had"));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobReport report, importer_.GetJob(job));
  EXPECT_EQ(report.job.status, JobStatus::kFailed);
  ASSERT_EQ(report.job.errors.size(), 1);
  EXPECT_EQ(report.job.errors[0].code, "SOURCE_UNREACHABLE");
  EXPECT_EQ(report.job.errors[0].text, "the upload cannot be had");
  EXPECT_THAT(importer_.Fail(job, JobErrorCode::kInternalError, "again"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(importer_.Fail(JobId{77}, JobErrorCode::kInternalError, ""),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(JobQueryTest, RowsAreVisitedFromAnyOn) {
  const JobId job = Submit("me", "job");
  MILLRACE_ASSERT_OK(importer_.Run(job));
  std::vector<uint64_t> all;
  MILLRACE_ASSERT_OK(importer_.VisitRows(job, [&](const RowReport& row) {
    all.push_back(row.row_number);
    return true;
  }));
  ASSERT_GT(all.size(), 10);
  for (const uint64_t first : {all[0], all[1], all[7], all.back()}) {
    std::vector<uint64_t> some;
    MILLRACE_ASSERT_OK(
        importer_.VisitRows(job, first, [&](const RowReport& row) {
          some.push_back(row.row_number);
          return true;
        }));
    EXPECT_EQ(some, std::vector<uint64_t>(
                        std::find(all.begin(), all.end(), first), all.end()));
  }
  MILLRACE_ASSERT_OK(
      importer_.VisitRows(job, all.back() + 1, [](const RowReport&) -> bool {
        ADD_FAILURE() << "there is no such row";
        return false;
      }));
}

TEST_F(JobQueryTest, OutcomesThatAreGoneAreNoEmptyFile) {
  const JobId job = Submit("me", "job");
  MILLRACE_ASSERT_OK(importer_.Run(job));
  MILLRACE_ASSERT_OK(importer_.RenderResults(job, directory_ / "before"));
  const std::unique_ptr<Commit> commit = store_->BeginCommit({});
  commit->DeleteOutcomes(job);
  MILLRACE_ASSERT_OK(commit->Apply());
  EXPECT_THAT(importer_.RenderResults(job, directory_ / "after"),
              StatusIs(absl::StatusCode::kNotFound,
                       ::testing::HasSubstr("not kept any more")));
  EXPECT_THAT(importer_.VisitRows(job, [](const RowReport&) { return true; }),
              StatusIs(absl::StatusCode::kNotFound));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobReport report, importer_.GetJob(job));
  EXPECT_GT(report.counters.read, 0);
}

}  // namespace
}  // namespace millrace
