// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// After an erasure no file of the store holds a byte of the person.

#include "millrace/record_erasure.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The files below a folder that hold the text, in any case.
std::vector<std::string> FilesWith(const fs::path& folder, std::string text) {
  const auto lower = [](std::string* s) {
    for (char& c : *s) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    }
  };
  lower(&text);
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(file), {});
    lower(&bytes);
    if (bytes.find(text) != std::string::npos) {
      names.push_back(entry.path().filename());
    }
  }
  return names;
}

class RecordErasureTest : public ::testing::Test {
 protected:
  RecordErasureTest() { Reopen(); }

  void Reopen() {
    store_.reset();
    StoreOptions options;
    options.create_if_missing = true;
    options.free_space_floor_bytes = 0;
    auto store = Store::Open(directory_ / "store", options);
    MILLRACE_EXPECT_OK(store);
    store_ = *std::move(store);
  }

  Importer MakeImporter(const std::optional<Catalogue>& catalogue = {}) {
    ImportOptions options;
    options.worker_count = 0;
    options.catalogue = catalogue;
    return Importer(*store_, options);
  }

  JobId Submit(Importer& importer, const std::string& upload,
               std::vector<std::string> shown,
               const std::string& type = "Contacts",
               const std::string& mapping = "CreateOrUpdateContact") {
    auto spec =
        JobSpecFromHeader(Upload::Memory(upload),
                          {.resource_type = type, .mapping_types = {mapping}});
    MILLRACE_EXPECT_OK(spec);
    spec->columns_to_include = std::move(shown);
    const auto job = importer.Submit(*spec, Upload::Memory(upload));
    MILLRACE_EXPECT_OK(job);
    return *job;
  }

  JobId Import(const std::string& upload, std::vector<std::string> shown) {
    Importer importer = MakeImporter();
    const JobId job = Submit(importer, upload, std::move(shown));
    MILLRACE_EXPECT_OK(importer.Run(job));
    return job;
  }

  std::string Results(JobId job) {
    const TempDir to;
    MILLRACE_EXPECT_OK(MakeImporter().RenderResults(job, to.path()));
    std::string all;
    for (const auto& entry : fs::directory_iterator(to.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      all += std::string(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
};

constexpr char kHeader[] =
    "VanID,FirstName,LastName,Email,CellPhone,External_1ID\n";

TEST_F(RecordErasureTest, LeavesNoByteOfThePerson) {
  const JobId first =
      Import(std::string(kHeader) +
                 ",Zerafina,Quillfeather,zera@example.org,413-555-0928,X-9917\n"
                 ",Ben,Okafor,ben@example.org,413-555-0929,X-9918\n",
             {"Email", "FirstName"});
  const JobId second = Import(std::string(kHeader) +
                                  "1,,,zera.two@example.org,,\n2,Bea,,,,\n"
                                  ",,,zera.two@example.org,,\n",
                              {"email"});
  EXPECT_THAT(Results(first), HasSubstr("zera@example.org"));

  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const RecordErasure erased,
      EraseRecord(*store_, "Contacts", PrimaryKey(1)));
  EXPECT_EQ(erased.identities, 1);
  EXPECT_GT(erased.match_keys, 0);
  EXPECT_EQ(erased.rows, 3);
  EXPECT_THAT(erased.jobs, ElementsAre(first, second));

  Reopen();
  for (const char* trace :
       {"Zerafina", "Quillfeather", "zera@example", "zera.two", "4135550928",
        "413-555-0928", "X-9917"}) {
    EXPECT_THAT(FilesWith(directory_ / "store", trace), IsEmpty()) << trace;
  }
  // Nobody else lost anything, and the past is still counted.
  EXPECT_THAT(FilesWith(directory_ / "store", "ben@example.org"),
              Not(IsEmpty()));
  EXPECT_EQ(Results(first),
            "BulkUploadDataID,ULFileID,PrimaryKey,PrimaryKeyType,Email,"
            "FirstName,CreateOrUpdateContact_1\r\n"
            "1,1,1,VanID,,,Processed\r\n"
            "2,1,2,VanID,ben@example.org,Ben,Processed\r\n");
  const auto report = MakeImporter().GetJob(first);
  MILLRACE_ASSERT_OK(report);
  EXPECT_EQ(report->counters.created, 2);
}

TEST_F(RecordErasureTest, WhatComesBackIsSomebodyNew) {
  const std::string row = ",Ada,Marsh,ada@example.org,,X-1\n";
  Import(kHeader + row, {});
  MILLRACE_ASSERT_OK(EraseRecord(*store_, "Contacts", PrimaryKey(1)));
  const JobId again = Import(kHeader + row, {});
  EXPECT_EQ(MakeImporter().GetJob(again)->counters.created, 1);
  const auto type = store_->FindResourceType("Contacts");
  EXPECT_THAT(store_->View()->GetRecord(*type, PrimaryKey(1).Encode()),
              StatusIs(absl::StatusCode::kNotFound));
  MILLRACE_EXPECT_OK(store_->View()->GetRecord(*type, PrimaryKey(2).Encode()));
}

TEST_F(RecordErasureTest, RejectedRowsStay) {
  const JobId job = Import(std::string(kHeader) +
                               ",Ada,Marsh,ada@example.org,,\n"
                               "77,Ada,Marsh,ada@example.org,,\n",
                           {});
  MILLRACE_ASSERT_OK(EraseRecord(*store_, "Contacts", PrimaryKey(1)));
  EXPECT_THAT(Results(job), HasSubstr("77,Ada,Marsh,ada@example.org"));
}

TEST_F(RecordErasureTest, NobodyThere) {
  EXPECT_THAT(EraseRecord(*store_, "Contacts", PrimaryKey(1)),
              StatusIs(absl::StatusCode::kNotFound));
  Import(std::string(kHeader) + ",Ada,Marsh,,,\n", {});
  EXPECT_THAT(EraseRecord(*store_, "Contacts", PrimaryKey(2)),
              StatusIs(absl::StatusCode::kNotFound));
  MILLRACE_EXPECT_OK(EraseRecord(*store_, "Contacts", PrimaryKey(1)));
  EXPECT_THAT(EraseRecord(*store_, "Contacts", PrimaryKey(1)),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(RecordErasureTest, RefusedWhileAJobIsUnfinished) {
  Import(std::string(kHeader) + ",Ada,Marsh,ada@example.org,,\n", {});
  Importer importer = MakeImporter();
  const JobId pending =
      Submit(importer, std::string(kHeader) + "1,Bea,,,,\n", {});
  EXPECT_THAT(EraseRecord(*store_, "Contacts", PrimaryKey(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("job 2 is unfinished")));
  const auto type = store_->FindResourceType("Contacts");
  MILLRACE_EXPECT_OK(store_->View()->GetRecord(*type, PrimaryKey(1).Encode()));
  MILLRACE_ASSERT_OK(importer.Cancel(pending));
  MILLRACE_EXPECT_OK(EraseRecord(*store_, "Contacts", PrimaryKey(1)));
}

TEST_F(RecordErasureTest, KeysThatAreTextsGoToo) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(
      const Catalogue catalogue,
      ParseCatalogue(R"({"resourceTypes": [{"name": "Members",
        "keyName": "Mail", "keyType": "text"}],
        "mappingTypes": [{"name": "Member", "resourceTypes": ["Members"],
          "creates": true, "fields": [{"name": "Mail", "role": "key"},
                                      {"name": "Name"}]}]})"));
  Importer importer = MakeImporter(catalogue);
  const JobId job =
      Submit(importer, "Mail,Name\nada@example.org,Ada\nben@example.org,Ben\n",
             {"Name"}, "Members", "Member");
  MILLRACE_ASSERT_OK(importer.Run(job));
  MILLRACE_ASSERT_OK(
      EraseRecord(*store_, "Members", PrimaryKey("ada@example.org")));
  Reopen();
  EXPECT_THAT(FilesWith(directory_ / "store", "ada@example.org"), IsEmpty());
  EXPECT_THAT(Results(job), HasSubstr("1,1,,Mail,,Processed\r\n"
                                      "2,1,ben@example.org,Mail,Ben,"));
  std::vector<bool> has_key;
  Importer reader = MakeImporter(catalogue);
  MILLRACE_ASSERT_OK(reader.VisitRows(job, [&](const RowReport& row) {
    has_key.push_back(row.key.has_value());
    return true;
  }));
  EXPECT_THAT(has_key, ElementsAre(false, true));
}

// A dry run gives out keys that others get later.
TEST_F(RecordErasureTest, OutcomesOfDryRunsGo) {
  Importer importer = MakeImporter();
  const std::string rows = std::string(kHeader) +
                           ",Zed,Quagmire,zed@example.org,,\n"
                           ",Yanek,Xylophon,yanek@example.org,,\n";
  auto spec = JobSpecFromHeader(Upload::Memory(rows),
                                {.resource_type = "Contacts",
                                 .mapping_types = {"CreateOrUpdateContact"}});
  MILLRACE_ASSERT_OK(spec);
  spec->columns_to_include = {"LastName"};
  const auto dry =
      importer.Submit(*spec, Upload::Memory(rows), {.dry_run = true});
  MILLRACE_ASSERT_OK(dry);
  MILLRACE_ASSERT_OK(importer.Run(*dry));
  const JobId real =
      Import(std::string(kHeader) + ",Yanek,Xylophon,yanek@example.org,,\n",
             {"LastName"});
  const auto erased = EraseRecord(*store_, "Contacts", PrimaryKey(1));
  MILLRACE_ASSERT_OK(erased);
  EXPECT_THAT(erased->jobs, ElementsAre(real));
  EXPECT_THAT(erased->dry_runs, ElementsAre(*dry));
  Reopen();  // the list of files begins anew
  store_.reset();
  EXPECT_THAT(FilesWith(directory_ / "store", "xylophon"), IsEmpty());
  Reopen();
  EXPECT_EQ(MakeImporter().GetJob(*dry)->counters.read, 2);
}

}  // namespace
}  // namespace millrace
