// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Dry runs leave records, keys and identities alone, answer every row as a
// real run would, and begin again when they died. Contract m.17.

#include <memory>
#include <stop_token>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "tests/fault/import_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

class DryRunTest
    : public ::testing::TestWithParam<std::tuple<Plan, int, DuplicatePolicy>> {
 protected:
  DryRunTest() : scene_(Scene(900, 1)), store_(OpenScene(path())) {
    // There are records already, of another upload.
    const TempDir directory;
    const ImportScene other = Scene(120, 2);
    const JobId job = SubmitScene(other, store_.get(), directory.path());
    MILLRACE_EXPECT_OK(Importer(*store_, other.Options()).Run(job));
  }

  static ImportScene Scene(int row_count, uint64_t seed) {
    const auto [plan, worker_count, policy] = GetParam();
    return {plan,
            {.row_count = row_count,
             .duplicate_policy = policy,
             .worker_count = worker_count,
             .seed = seed}};
  }

  std::filesystem::path path() const { return directory_ / "store"; }

  JobId SubmitDryRun() {
    return SubmitScene(scene_, store_.get(), directory_.path(),
                       {.dry_run = true});
  }

  // Every row's answer, a line each.
  std::string Answers(JobId job) const {
    std::string text;
    const Importer importer(*store_, scene_.Options());
    MILLRACE_EXPECT_OK(importer.VisitRows(job, [&](const RowReport& row) {
      text += std::to_string(row.row_number) + " ";
      text += row.is_rejected ? row.reject_text : row.key->ToString();
      for (const std::string& message : row.messages) text += "," + message;
      text += "\n";
      return true;
    }));
    return text;
  }

  // Records and identities; a job has been submitted, which takes counters.
  std::string Content() const {
    const std::string text = StoreText(*store_);
    return text.substr(0, text.find("counter"));
  }

  const TempDir directory_;
  const ImportScene scene_;
  std::unique_ptr<Store> store_;
};

TEST_P(DryRunTest, ChangesNothingAndAnswersAsARealRun) {
  const JobId dry = SubmitDryRun();
  const std::string before = Content();
  Importer importer(*store_, scene_.Options());
  MILLRACE_ASSERT_OK(importer.Run(dry));
  EXPECT_EQ(Content(), before);
  EXPECT_TRUE(importer.GetJob(dry)->job.dry_run);
  const JobId real = SubmitScene(scene_, store_.get(), directory_.path());
  MILLRACE_ASSERT_OK(importer.Run(real));
  EXPECT_NE(Content(), before);
  EXPECT_TRUE(Answers(dry) == Answers(real));
  EXPECT_EQ(importer.GetJob(dry)->counters, importer.GetJob(real)->counters);
  EXPECT_EQ(importer.GetJob(dry)->job.status,
            importer.GetJob(real)->job.status);
  for (const auto& entry : std::filesystem::directory_iterator(path())) {
    EXPECT_EQ(entry.path().filename().string().find("dry-run"),
              std::string::npos);
  }
}

TEST_P(DryRunTest, BeginsAgainAfterAStop) {
  const JobId dry = SubmitDryRun();
  const std::string before = Content();
  for (int calls = 1; calls < 4; ++calls) {
    std::stop_source stop;
    ImportOptions options = scene_.Options();
    options.worker_count = 0;  // workers might be done before the stop
    int left = calls;
    options.progress = [&](const ImportProgress& progress) {
      if (--left > 0) return;
      EXPECT_GT(progress.rows_committed, 0);
      stop.request_stop();
    };
    EXPECT_THAT(Importer(*store_, options).Run(dry, stop.get_token()),
                StatusIs(absl::StatusCode::kCancelled));
    EXPECT_EQ(Content(), before);
    store_.reset();
    store_ = OpenScene(path());
  }
  // In the meantime, the records change: the dry run is about those now.
  const ImportScene other = Scene(150, 3);
  const TempDir directory;
  const JobId between = SubmitScene(other, store_.get(), directory.path());
  MILLRACE_ASSERT_OK(Importer(*store_, other.Options()).Run(between));
  const std::string now = Content();
  Importer importer(*store_, scene_.Options());
  MILLRACE_ASSERT_OK(importer.Run(dry));
  EXPECT_EQ(Content(), now);
  const JobId real = SubmitScene(scene_, store_.get(), directory_.path());
  MILLRACE_ASSERT_OK(importer.Run(real));
  EXPECT_TRUE(Answers(dry) == Answers(real));
}

INSTANTIATE_TEST_SUITE_P(
    Fault, DryRunTest,
    ::testing::Values(
        std::make_tuple(Plan::kOrdered, 0, DuplicatePolicy::kUpdate),
        std::make_tuple(Plan::kOrdered, 2, DuplicatePolicy::kRejectLater),
        std::make_tuple(Plan::kKeyed, 0, DuplicatePolicy::kIgnoreLater),
        std::make_tuple(Plan::kKeyed, 2, DuplicatePolicy::kUpdate)));

}  // namespace
}  // namespace millrace
