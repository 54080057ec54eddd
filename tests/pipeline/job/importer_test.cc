// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/importer.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/fault/import_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ImporterTest : public ::testing::Test {
 protected:
  ImporterTest()
      : scene_(Plan::kKeyed, {.row_count = 60}),
        store_(OpenScene(directory_ / "store")),
        importer_(*store_, scene_.Options()) {}

  JobId Submit(std::string upload) {
    const auto job =
        importer_.Submit(scene_.spec(), Upload::Memory(std::move(upload)));
    MILLRACE_EXPECT_OK(job);
    return *job;
  }

  const TempDir directory_;
  const ImportScene scene_;
  std::unique_ptr<Store> store_;
  Importer importer_;
};

constexpr char kHeader[] = "PersonId,Name,Town,Age\n";

TEST_F(ImporterTest, SubmitTellsEveryDefect) {
  JobSpec spec = scene_.spec();
  spec.columns_to_include = {"Nowhere"};
  spec.mapping_types[1].name = "NoSuchType";
  spec.defects.push_back({.path = "file", .text = "as read"});
  const auto job = importer_.Submit(spec, Upload::Memory(""));
  EXPECT_THAT(
      job, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("as read")));
  const std::vector<SpecDefect> defects = SpecDefectsOf(job.status());
  EXPECT_THAT(defects, ::testing::Contains(spec.defects[0]));
  EXPECT_GE(defects.size(), 2);
  EXPECT_THAT(importer_.ListJobs()->jobs, IsEmpty());
}

TEST_F(ImporterTest, SubmitRefusesConstantsThatNoRowCanUse) {
  JobSpec spec = scene_.spec();
  spec.file.columns = {"PersonId", "Name"};
  spec.columns_to_include = {};
  spec.mapping_types[1].field_value_mappings = {
      {.field_name = "Age", .static_value = "old"}};
  const auto job = importer_.Submit(spec, Upload::Memory(""));
  EXPECT_THAT(job, StatusIs(absl::StatusCode::kInvalidArgument));
  const auto defects = SpecDefectsOf(job.status());
  ASSERT_EQ(defects.size(), 1);
  EXPECT_EQ(defects[0].path,
            "actions[0].mappingTypes[1].fieldValueMappings[0].staticValue");
}

TEST_F(ImporterTest, SubmitWantsTheUploadToBeThere) {
  EXPECT_THAT(importer_.Submit(scene_.spec(), directory_ / "nothing.csv"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(importer_.ListJobs()->jobs, IsEmpty());
}

TEST_F(ImporterTest, BadOptionsAreSaid) {
  ImportOptions options = scene_.Options();
  options.run_budget_bytes = 1;
  Importer importer(*store_, options);
  EXPECT_THAT(importer.Submit(scene_.spec(), Upload::Memory("")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  for (const absl::Status& status :
       {importer.Run(JobId{1}), importer.Cancel(JobId{1}),
        importer.GetJob(JobId{1}).status(),
        importer.EffectiveCatalogue().status(),
        importer.RenderResults(JobId{1}, directory_.path()).status(),
        importer.VisitRows(JobId{1}, [](const RowReport&) { return true; })}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST_F(ImporterTest, JobIsPendingUntilItRuns) {
  const auto job =
      importer_.Submit(scene_.spec(), Upload::Memory(scene_.upload()),
                       {.owner = "me", .priority = 3, .idempotency_key = "k"});
  MILLRACE_ASSERT_OK(job);
  MILLRACE_ASSERT_OK_AND_ASSIGN(JobReport report, importer_.GetJob(*job));
  EXPECT_EQ(report.job.status, JobStatus::kPending);
  EXPECT_EQ(report.job.owner, "me");
  EXPECT_EQ(report.job.priority, 3);
  EXPECT_EQ(report.job.idempotency_key, "k");
  EXPECT_FALSE(report.has_checkpoint);
  EXPECT_THAT(importer_.Unfinished().value(), ElementsAre(*job));
  MILLRACE_ASSERT_OK(importer_.Run(*job));
  MILLRACE_ASSERT_OK_AND_ASSIGN(report, importer_.GetJob(*job));
  EXPECT_TRUE(IsSettled(report.job.status));
  EXPECT_EQ(report.counters.read, 60);
  EXPECT_EQ(report.next_row_number, 61);
  EXPECT_EQ(report.bytes_read, scene_.upload().size());
  EXPECT_THAT(importer_.Unfinished().value(), IsEmpty());
  MILLRACE_EXPECT_OK(importer_.Run(*job)) << "a settled job is left alone";
}

TEST_F(ImporterTest, UnknownJobs) {
  for (const absl::Status& status :
       {importer_.Run(JobId{9}), importer_.Cancel(JobId{9}),
        importer_.GetJob(JobId{9}).status(),
        importer_.RenderResults(JobId{9}, directory_.path()).status(),
        importer_.VisitRows(JobId{9}, [](const RowReport&) { return true; })}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST_F(ImporterTest, NothingImportedFails) {
  for (const char* upload : {"", kHeader, "PersonId,Name,Town,Age\n,x,,\n"}) {
    const JobId job = Submit(upload);
    MILLRACE_ASSERT_OK(importer_.Run(job));
    const auto report = importer_.GetJob(job);
    EXPECT_EQ(report->job.status, JobStatus::kFailed);
    ASSERT_EQ(report->job.errors.size(), 1);
    EXPECT_EQ(report->job.errors[0].code, "NO_VALID_ROWS");
    EXPECT_THAT(report->job.result_files, IsEmpty());
  }
}

TEST_F(ImporterTest, Utf16Fails) {
  const JobId job =
      Submit(std::string("\xff\xfe"
                         "a\0",
                         4));
  MILLRACE_ASSERT_OK(importer_.Run(job));
  const auto report = importer_.GetJob(job);
  EXPECT_EQ(report->job.status, JobStatus::kFailed);
  EXPECT_EQ(report->job.errors[0].code, "INVALID_FILE");
}

TEST_F(ImporterTest, CancelSettlesByWhatWasImported) {
  const JobId pending = Submit(scene_.upload());
  MILLRACE_ASSERT_OK(importer_.Cancel(pending));
  EXPECT_EQ(importer_.GetJob(pending)->job.status, JobStatus::kFailed);
  EXPECT_EQ(importer_.GetJob(pending)->job.errors[0].code, "CANCELLED");
  EXPECT_THAT(importer_.Cancel(pending),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  MILLRACE_EXPECT_OK(importer_.Run(pending));

  const ImportScene large(Plan::kKeyed, {.row_count = 900});
  std::stop_source stop;
  ImportOptions options = large.Options();
  options.results_directory = directory_ / "results";
  options.progress = [&](const ImportProgress&) { stop.request_stop(); };
  Importer importer(*store_, options);
  const auto job =
      importer.Submit(large.spec(), Upload::Memory(large.upload()));
  ASSERT_TRUE(absl::IsCancelled(importer.Run(*job, stop.get_token())));
  MILLRACE_ASSERT_OK(importer.Cancel(*job));
  const auto report = importer.GetJob(*job);
  EXPECT_EQ(report->job.status, JobStatus::kCompletedWithErrors);
  EXPECT_GT(report->counters.imported, 0);
  EXPECT_LT(report->counters.read, 900);
  ASSERT_EQ(report->job.result_files.size(), 1);
  EXPECT_EQ(report->job.result_files[0].rows, report->counters.imported);
}

TEST_F(ImporterTest, CannotCancelOrRunARunningJob) {
  const JobId job = Submit(scene_.upload());
  ImportOptions options = scene_.Options();
  std::atomic<int> calls{0};
  options.progress = [&](const ImportProgress& progress) {
    EXPECT_EQ(progress.job, job);
    ++calls;
    EXPECT_THAT(importer_.Cancel(job),
                StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(importer_.Run(job),
                StatusIs(absl::StatusCode::kFailedPrecondition));
  };
  Importer running(*store_, options);
  MILLRACE_ASSERT_OK(running.Run(job, Upload::Memory(scene_.upload())));
  EXPECT_GT(calls, 0);
}

TEST_F(ImporterTest, RendersTheSameBytesAgain) {
  const JobId job = Submit(scene_.upload());
  MILLRACE_ASSERT_OK(importer_.Run(job));
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const RenderedFiles first,
      importer_.RenderResults(job, directory_ / "first"));
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const RenderedFiles second,
      importer_.RenderResults(job, directory_ / "second"));
  ASSERT_EQ(first.results.size(), 1);
  ASSERT_EQ(first.rejects.size(), 2);
  EXPECT_EQ(ReadFile(first.results[0].path), ReadFile(second.results[0].path));
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(ReadFile(first.rejects[i].path),
              ReadFile(second.rejects[i].path));
  }
  EXPECT_EQ(first.results[0].bytes, ReadFile(first.results[0].path).size());
}

TEST_F(ImporterTest, VisitsRowsInFileOrder) {
  const JobId job =
      Submit(std::string(kHeader) + "p1,Ada,Rome,36\n\np1,,Oslo,x\nwrong\n");
  MILLRACE_ASSERT_OK(importer_.Run(job));
  std::vector<std::string> rows;
  MILLRACE_ASSERT_OK(importer_.VisitRows(job, [&](const RowReport& row) {
    rows.push_back(std::to_string(row.row_number) + " " +
                   (row.is_rejected
                        ? row.reject_text
                        : row.key->ToString() + " " + row.messages[0] + " " +
                              row.messages[1]));
    return true;
  }));
  EXPECT_THAT(rows, ElementsAre("1 p1 Processed Processed",
                                "3 p1 Missing required field Name "
                                "Invalid number",
                                "4 Wrong number of columns"));
  int calls = 0;
  MILLRACE_ASSERT_OK(
      importer_.VisitRows(job, [&](const RowReport&) { return ++calls < 2; }));
  EXPECT_EQ(calls, 2);
}

TEST_F(ImporterTest, ProgressIsMonotonic) {
  const ImportScene large(Plan::kOrdered,
                          {.row_count = 900, .worker_count = 2});
  ImportOptions options = large.Options();
  ImportProgress last;
  options.progress = [&](const ImportProgress& progress) {
    EXPECT_GE(progress.rows_read, last.rows_read);
    EXPECT_GE(progress.rows_committed, last.rows_committed);
    EXPECT_GE(progress.rows_read, progress.rows_committed);
    EXPECT_GE(progress.bytes_read, last.bytes_read);
    EXPECT_EQ(progress.source_bytes_total, large.upload().size());
    last = progress;
  };
  Importer importer(*store_, options);
  const JobId job = SubmitScene(large, store_.get(), directory_.path());
  MILLRACE_ASSERT_OK(importer.Run(job));
  EXPECT_EQ(last.rows_committed, 900);
  EXPECT_EQ(last.source_bytes_read, large.upload().size());
}

TEST_F(ImporterTest, SeveralImportersTakeTurns) {
  // Two jobs give out keys of one type from two threads; a third one writes
  // another type.
  const ImportScene first(Plan::kOrdered, {.row_count = 500, .seed = 1});
  const ImportScene second(Plan::kOrdered,
                           {.row_count = 500, .worker_count = 2, .seed = 2});
  const ImportScene people(Plan::kKeyed, {.row_count = 500, .seed = 3});
  std::vector<std::thread> threads;
  std::atomic<uint64_t> created{0};
  for (const ImportScene* scene : {&first, &second, &people}) {
    threads.emplace_back([&, scene] {
      Importer importer(*store_, scene->Options());
      const auto job =
          importer.Submit(scene->spec(), Upload::Memory(scene->upload()));
      MILLRACE_EXPECT_OK(job);
      MILLRACE_EXPECT_OK(importer.Run(*job));
      const auto report = importer.GetJob(*job);
      EXPECT_TRUE(report->counters.Balanced());
      EXPECT_EQ(report->counters.read, 500);
      if (scene != &people) created += report->counters.created;
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto view = store_->View();
  const ResourceTypeId contacts = *store_->FindResourceType("Contacts");
  EXPECT_EQ(*view->NextKey(contacts), static_cast<int64_t>(created) + 1);
  uint64_t count = 0;
  const auto cursor = view->ScanRecords(contacts);
  for (; cursor->Valid(); cursor->Next()) ++count;
  EXPECT_EQ(count, created);
}

TEST_F(ImporterTest, CatalogueHasTheStoresOwnListEntries) {
  MILLRACE_ASSERT_OK(
      store_->PutListEntry("ActivistCodes", {.id = "7", .name = "Volunteer"}));
  MILLRACE_ASSERT_OK(
      store_->PutListEntry("ExternalIDTypes", {.id = "1", .name = "Renamed"}));
  const Importer importer(*store_, {});
  MILLRACE_ASSERT_OK_AND_ASSIGN(const Catalogue catalogue,
                                importer.EffectiveCatalogue());
  EXPECT_EQ(catalogue.FindList("ActivistCodes")->entries[0].name, "Volunteer");
  const auto& types = catalogue.FindList("ExternalIDTypes")->entries;
  ASSERT_EQ(types.size(), 1);
  EXPECT_EQ(types[0].name, "Renamed");
}

TEST_F(ImporterTest, JobKeepsItsRowLimit) {
  ImportOptions options = scene_.Options();
  options.row_bytes_max = 50000;
  options.chunk_bytes = 60000;
  Importer wide(*store_, options);
  const std::string row = "p1,Ada," + std::string(3000, 'x') + ",1\n";
  const std::string upload =
      kHeader + row + "p2,Ada," + std::string(20000, 'x') + ",1\n" + row;
  const auto job = wide.Submit(scene_.spec(), Upload::Memory(upload));
  MILLRACE_ASSERT_OK(job);
  // This one's chunks are smaller than the job's rows.
  MILLRACE_ASSERT_OK(importer_.Run(*job, Upload::Memory(upload)));
  const JobCounters counters = importer_.GetJob(*job)->counters;
  EXPECT_EQ(counters.imported, 2);
  EXPECT_EQ(counters.rejected, 1);
  EXPECT_EQ(counters.by_code.at(static_cast<uint16_t>(Code::kValueTooLong)), 1);
}

TEST_F(ImporterTest, JobKeepsWhatItWasCheckedAgainst) {
  const JobId job = Submit(scene_.upload());
  // The next importer has another catalogue.
  ImportOptions options = scene_.Options();
  options.catalogue.reset();
  Importer other(*store_, options);
  MILLRACE_ASSERT_OK(other.Run(job, Upload::Memory(scene_.upload())));
  EXPECT_TRUE(Remains(*store_, job, scene_) == Undisturbed(scene_));
}

// Every row is committed, and then the files cannot be written: what is left
// is to settle, with the upload or without.
TEST_F(ImporterTest, UploadGivenForASettlingJobIsLookedAt) {
  ImportOptions options = scene_.Options();
  options.results_directory = directory_ / "taken";
  std::ofstream(directory_ / "taken") << "a file";
  Importer importer(*store_, options);
  const std::string rows = std::string(kHeader) + "p1,Ada,Boston,3\n";
  const auto job = importer.Submit(scene_.spec(), Upload::Memory(rows));
  MILLRACE_ASSERT_OK(job);
  EXPECT_FALSE(importer.Run(*job).ok());
  EXPECT_EQ(importer.GetJob(*job)->counters.read, 1);
  std::filesystem::remove(directory_ / "taken");
  EXPECT_THAT(importer.Run(*job, Upload::Memory(rows + "p2,Ben,Troy,4\n")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("upload differs")));
  EXPECT_THAT(importer.Run(*job, Upload::Memory(std::string(kHeader) +
                                                "p1,Eva,Boston,3\n")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("upload differs")));
  EXPECT_EQ(importer.GetJob(*job)->job.status, JobStatus::kInProgress);
  MILLRACE_EXPECT_OK(importer.Run(*job, Upload::Memory(rows)));
  EXPECT_EQ(importer.GetJob(*job)->job.status, JobStatus::kCompleted);
}

TEST_F(ImporterTest, DryRunThatDiedLeavesNothingOnceItSettles) {
  const auto job = importer_.Submit(scene_.spec(), Upload::Memory(kHeader),
                                    {.dry_run = true});
  MILLRACE_ASSERT_OK(job);
  const auto left = directory_ / "store" / "dry-run-1";
  std::filesystem::create_directory(left);
  MILLRACE_EXPECT_OK(importer_.Cancel(*job));
  EXPECT_FALSE(std::filesystem::exists(left));
}

}  // namespace
}  // namespace millrace
