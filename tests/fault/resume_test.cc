// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Interrupts imports in ways that are no crash: stop requests, other uploads,
// broken uploads, a full disk. Contract m.11.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/fault/import_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zip_writer.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

// Runs the job until the callback has been called `calls` times, stops it
// then, and says whether that was before its end.
bool IsStopped(const ImportScene& scene, Store* store, JobId job, int calls) {
  std::stop_source stop;
  ImportOptions options = scene.Options();
  options.progress = [&](const ImportProgress&) {
    if (--calls == 0) stop.request_stop();
  };
  const absl::Status status =
      Importer(*store, options).Run(job, stop.get_token());
  EXPECT_TRUE(status.ok() || absl::IsCancelled(status)) << status;
  return !status.ok();
}

class StopTest : public ::testing::TestWithParam<std::tuple<Plan, int>> {
 protected:
  StopTest()
      : scene_(std::get<0>(GetParam()),
               {.row_count = 700, .worker_count = std::get<1>(GetParam())}),
        expected_(Undisturbed(scene_, &expected_files_)) {}

  const ImportScene scene_;
  std::string expected_files_;
  const std::string expected_;
  const TempDir directory_;
};

TEST_P(StopTest, StopsAtEveryBatchAndGoesOn) {
  for (int calls = 1;; ++calls) {
    SCOPED_TRACE(calls);
    const TempDir directory;
    auto store = OpenScene(directory / "store");
    const JobId job = SubmitScene(scene_, store.get(), directory.path());
    const bool is_stopped = IsStopped(scene_, store.get(), job, calls);
    EXPECT_EQ(Unsound(*store, job, scene_), "");
    if (is_stopped) {
      EXPECT_THAT(Importer(*store, scene_.Options()).Unfinished().value(),
                  ::testing::ElementsAre(job));
      store.reset();
      store = OpenScene(directory / "store");
      MILLRACE_EXPECT_OK(Importer(*store, scene_.Options()).Run(job));
    }
    EXPECT_EQ(Remains(*store, job, scene_), expected_);
    if (!is_stopped || HasFailure()) break;
  }
}

TEST_P(StopTest, StopsAfterEachCommitUntilDone) {
  const auto store = OpenScene(directory_ / "store");
  const JobId job = SubmitScene(scene_, store.get(), directory_.path());
  int stop_count = 0;
  while (IsStopped(scene_, store.get(), job, 1)) {
    EXPECT_EQ(Unsound(*store, job, scene_), "");
    ASSERT_LT(++stop_count, 100);
  }
  // Workers' reader may have read it all before the first commit.
  EXPECT_TRUE(stop_count > 1 || std::get<1>(GetParam()) > 0);
  EXPECT_EQ(Remains(*store, job, scene_), expected_);
  EXPECT_EQ(FilesText(*store, job, scene_), expected_files_);
}

TEST_P(StopTest, StoppedBeforeTheFirstBatchCommitsNothing) {
  const auto store = OpenScene(directory_ / "store");
  const JobId job = SubmitScene(scene_, store.get(), directory_.path());
  std::stop_source stop;
  stop.request_stop();
  Importer importer(*store, scene_.Options());
  EXPECT_THAT(importer.Run(job, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_FALSE(importer.GetJob(job)->has_checkpoint);
  MILLRACE_EXPECT_OK(importer.Run(job));
  EXPECT_EQ(Remains(*store, job, scene_), expected_);
}

INSTANTIATE_TEST_SUITE_P(Fault, StopTest,
                         ::testing::Combine(::testing::Values(Plan::kOrdered,
                                                              Plan::kKeyed),
                                            ::testing::Values(0, 2)));

class ResumeTest : public ::testing::Test {
 protected:
  ResumeTest()
      : scene_(Plan::kOrdered, {.row_count = 400}),
        store_(OpenScene(directory_ / "store")) {}

  absl::StatusOr<JobReport> Report(JobId job) {
    return Importer(*store_, scene_.Options()).GetJob(job);
  }

  const TempDir directory_;
  const ImportScene scene_;
  std::unique_ptr<Store> store_;
};

TEST_F(ResumeTest, OtherBytesOfTheSameSizeAreRefused) {
  const JobId job = SubmitScene(scene_, store_.get(), directory_.path());
  ASSERT_TRUE(IsStopped(scene_, store_.get(), job, 1));
  const std::string before = StoreText(*store_);
  const JobCounters counters = Report(job)->counters;
  ASSERT_GT(counters.read, 0);
  std::string other = scene_.upload();
  other[100] = other[100] == 'x' ? 'y' : 'x';
  directory_.Write("upload.csv", other);
  Importer importer(*store_, scene_.Options());
  EXPECT_THAT(importer.Run(job), StatusIs(absl::StatusCode::kFailedPrecondition,
                                          HasSubstr("upload differs")));
  EXPECT_EQ(StoreText(*store_), before);
  EXPECT_EQ(Report(job)->counters, counters);
  EXPECT_FALSE(IsSettled(Report(job)->job.status));
  // With the right bytes, under another name, it goes on.
  const auto path = directory_.Write("moved.csv", scene_.upload());
  MILLRACE_EXPECT_OK(importer.Run(job, path));
  EXPECT_EQ(Remains(*store_, job, scene_), Undisturbed(scene_));
}

TEST_F(ResumeTest, OtherSizeIsRefused) {
  const JobId job = SubmitScene(scene_, store_.get(), directory_.path());
  ASSERT_TRUE(IsStopped(scene_, store_.get(), job, 1));
  directory_.Write("upload.csv", scene_.upload() + ",,,,,\n");
  Importer importer(*store_, scene_.Options());
  EXPECT_THAT(importer.Run(job), StatusIs(absl::StatusCode::kFailedPrecondition,
                                          HasSubstr("differs in size")));
  // Gone altogether.
  std::filesystem::remove(directory_ / "upload.csv");
  EXPECT_FALSE(importer.Run(job).ok());
  EXPECT_FALSE(IsSettled(Report(job)->job.status));
}

TEST_F(ResumeTest, ShorterMemoryIsRefused) {
  Importer importer(*store_, scene_.Options());
  const auto job =
      importer.Submit(scene_.spec(), Upload::Memory(scene_.upload()));
  MILLRACE_ASSERT_OK(job);
  // The importer that stops it is another one, which lacks the bytes.
  ASSERT_THAT(Importer(*store_, scene_.Options()).Run(*job),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("give its bytes again")));
  std::stop_source stop;
  ImportOptions options = scene_.Options();
  options.progress = [&](const ImportProgress&) { stop.request_stop(); };
  ASSERT_TRUE(absl::IsCancelled(
      Importer(*store_, options)
          .Run(*job, Upload::Memory(scene_.upload()), stop.get_token())));
  EXPECT_THAT(importer.Run(*job, Upload::Memory("VanID\n")),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  MILLRACE_EXPECT_OK(importer.Run(*job));
  EXPECT_EQ(Remains(*store_, *job, scene_), Undisturbed(scene_));
}

// A member whose packed bytes are cut short, in a zip that is whole otherwise.
std::string ZipBrokenMidway(const std::string& upload) {
  const std::string packed = DeflateBytes(upload, 6, 1);
  return WriteZip({{.name = "upload.csv",
                    .bytes = upload,
                    .packed = packed.substr(0, packed.size() * 2 / 3) +
                              std::string(packed.size() / 3, '\xff')}});
}

TEST_F(ResumeTest, UploadBrokenMidwaySettlesByWhatWasImported) {
  const ImportScene scene(Plan::kOrdered, {.row_count = 2000});
  const auto path =
      directory_.Write("upload.csv", ZipBrokenMidway(scene.upload()));
  for (const int worker_count : {0, 2}) {
    ImportOptions options = scene.Options();
    options.worker_count = worker_count;
    Importer importer(*store_, options);
    const auto job = importer.Submit(scene.spec(), path);
    MILLRACE_ASSERT_OK(job);
    MILLRACE_ASSERT_OK(importer.Run(*job));
    const JobReport report = *importer.GetJob(*job);
    EXPECT_EQ(report.job.status, JobStatus::kCompletedWithErrors);
    EXPECT_GT(report.counters.read, 100);
    EXPECT_LT(report.counters.read, 2000);
    ASSERT_EQ(report.job.errors.size(), 1);
    EXPECT_EQ(report.job.errors[0].code, "INVALID_ZIP");
    EXPECT_THAT(report.job.errors[0].text, HasSubstr("byte"));
    // The rows before the break are the upload's.
    EXPECT_EQ(report.job.counters, report.counters);
    MILLRACE_EXPECT_OK(importer.Run(*job)) << "a settled job is left alone";
    EXPECT_EQ(importer.GetJob(*job)->job.errors.size(), 1);
  }
}

TEST_F(ResumeTest, UploadBrokenMidwaySettlesTheSameAfterStops) {
  const ImportScene scene(Plan::kKeyed, {.row_count = 1500});
  const auto path =
      directory_.Write("upload.csv", ZipBrokenMidway(scene.upload()));
  const auto submit = [&](Store* store) {
    return *Importer(*store, scene.Options()).Submit(scene.spec(), path);
  };
  const JobId job = submit(store_.get());
  MILLRACE_ASSERT_OK(Importer(*store_, scene.Options()).Run(job));
  const auto other = OpenScene(directory_ / "other");
  ASSERT_EQ(submit(other.get()), job);
  int stop_count = 0;
  while (IsStopped(scene, other.get(), job, 1)) ASSERT_LT(++stop_count, 100);
  EXPECT_GT(stop_count, 2);
  EXPECT_TRUE(Remains(*other, job, scene) == Remains(*store_, job, scene));
  const auto errors = Report(job)->job.errors;
  ASSERT_EQ(errors.size(), 1);
  std::printf("%s\n", errors[0].text.c_str());
}

TEST_F(ResumeTest, UploadBrokenFromTheStartFails) {
  const auto path = directory_.Write("upload.csv", "PK\x03\x04 no zip at all");
  Importer importer(*store_, scene_.Options());
  const auto job = importer.Submit(scene_.spec(), path);
  MILLRACE_ASSERT_OK(job);
  MILLRACE_ASSERT_OK(importer.Run(*job));
  const JobReport report = *importer.GetJob(*job);
  EXPECT_EQ(report.job.status, JobStatus::kFailed);
  ASSERT_EQ(report.job.errors.size(), 1);
  EXPECT_EQ(report.job.errors[0].code, "INVALID_ZIP");
}

TEST_F(ResumeTest, BrokenUploadOfARunningJobIsAnotherUpload) {
  const JobId job = SubmitScene(scene_, store_.get(), directory_.path());
  ASSERT_TRUE(IsStopped(scene_, store_.get(), job, 1));
  directory_.Write("upload.csv", "PK\x03\x04 no zip at all");
  Importer importer(*store_, scene_.Options());
  EXPECT_THAT(importer.Run(job),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_FALSE(IsSettled(Report(job)->job.status));
}

TEST_F(ResumeTest, FreeSpaceFloorStopsCleanly) {
  int asked = 0;
  int asked_max = 0;
  SpaceFileSystem files([&]() -> uint64_t {
    return ++asked > asked_max ? 0 : uint64_t{1} << 40;
  });
  const std::string expected = Undisturbed(scene_);
  const auto path = directory_ / "small";
  const StoreEnv env = {.files = &files};
  asked_max = 1000;
  StoreOptions options = {.create_if_missing = true};
  auto store = *OpenStoreWithEnv(path, options, env);
  const JobId job = SubmitScene(scene_, store.get(), directory_.path());
  asked = 0;
  asked_max = 2;
  Importer importer(*store, scene_.Options());
  EXPECT_THAT(importer.Run(job),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(Unsound(*store, job, scene_), "");
  const JobReport report = *importer.GetJob(job);
  EXPECT_FALSE(IsSettled(report.job.status));
  EXPECT_GT(report.counters.read, 0);
  asked_max = 1 << 30;
  MILLRACE_EXPECT_OK(importer.Run(job));
  EXPECT_EQ(Remains(*store, job, scene_), expected);
}

}  // namespace
}  // namespace millrace
