// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/index_check.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "millrace/record_index.h"
#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

class IndexCheckTest : public ::testing::Test {
 protected:
  IndexCheckTest() : store_(OpenScene(directory_ / "store")) {
    Import("Ada,Marsh,ada@example.org,E1\nBen,Okafor,ben@example.org,\n");
  }

  absl::StatusOr<JobId> Submit(const std::string& upload) {
    importer_ = std::make_unique<Importer>(*store_, ImportOptions());
    return importer_->Submit(
        MakeSpec("Contacts", {"FirstName", "LastName", "Email", "External_1ID"},
                 R"({"name": "CreateOrUpdateContact"})"),
        Upload::Memory(upload));
  }

  JobCounters Import(const std::string& upload) {
    const auto job = Submit(upload);
    MILLRACE_EXPECT_OK(job);
    MILLRACE_EXPECT_OK(importer_->Run(*job));
    return importer_->GetJob(*job)->counters;
  }

  IndexReport Check(IndexRepair repair = IndexRepair::kNone,
                    const Catalogue& catalogue = BuiltInCatalogue()) {
    const auto reports = CheckIndexes(
        *store_, {{.catalogue = catalogue, .resource_type = "Contacts"}},
        repair);
    MILLRACE_EXPECT_OK(reports);
    return reports->front();
  }

  ResourceTypeId type() { return *store_->FindResourceType("Contacts"); }
  NameId Name(const std::string& name) {
    return store_->InternNames({&name, 1})->front();
  }

  // Loses one right entry of each form and gains three wrong ones.
  void Damage() {
    const auto commit = store_->BeginCommit({});
    const NameId email = Name("Match/Contacts/Email");
    commit->DeleteMatch(type(), email, "ada@example.org",
                        PrimaryKey(1).Encode());
    commit->PutMatch(type(), email, "gone@example.org", PrimaryKey(1).Encode());
    commit->PutMatch(type(), email, "ada@example.org", PrimaryKey(77).Encode());
    commit->DeleteIdentity(type(), Name("ExternalIDs/1"), "E1");
    commit->PutIdentity(type(), Name("ExternalIDs/1"), "E9",
                        PrimaryKey(2).Encode());
    MILLRACE_ASSERT_OK(commit->Apply());
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Importer> importer_;
};

TEST_F(IndexCheckTest, FindsNothingInASoundIndex) {
  const IndexReport report = Check();
  EXPECT_EQ(report.resource_type, "Contacts");
  EXPECT_EQ(report.records, 2);
  EXPECT_EQ(report.entries, 5);  // name and e-mail, e-mail, twice; E1
  EXPECT_TRUE(report.is_sound());
  // Types that write others' records, and types without any.
  const auto reports = CheckIndexes(
      *store_,
      {{.catalogue = BuiltInCatalogue(),
        .resource_type = "contactsactivistcodes"},
       {.catalogue = BuiltInCatalogue(), .resource_type = "Contributions"}},
      IndexRepair::kRebuild);
  MILLRACE_ASSERT_OK(reports);
  EXPECT_EQ(reports->at(0).entries, 5);
  EXPECT_EQ(reports->at(1).records, 0);
}

TEST_F(IndexCheckTest, CountsAndMendsDamage) {
  Damage();
  for (const IndexRepair repair : {IndexRepair::kNone, IndexRepair::kRebuild}) {
    const IndexReport report = Check(repair);
    EXPECT_EQ(report.entries, 3);
    EXPECT_EQ(report.missing, 2);
    EXPECT_EQ(report.stale, 3);
    EXPECT_FALSE(report.is_sound());
  }
  EXPECT_TRUE(Check().is_sound());
  EXPECT_EQ(Check().entries, 5);
  const JobCounters counters =
      Import(",,ADA@example.org,\n,,,E1\n,,gone@example.org,\nEve,Berg,,E9\n");
  EXPECT_EQ(counters.created, 2);
}

TEST_F(IndexCheckTest, AnExternalIdOfTheWrongRecordGoesOver) {
  const auto commit = store_->BeginCommit({});
  commit->PutIdentity(type(), Name("ExternalIDs/1"), "E1",
                      PrimaryKey(2).Encode());
  MILLRACE_ASSERT_OK(commit->Apply());
  const IndexReport report = Check(IndexRepair::kRebuild);
  EXPECT_EQ(report.missing, 1);
  EXPECT_EQ(report.stale, 1);
  EXPECT_TRUE(Check().is_sound());
  const auto owner =
      store_->View()->FindIdentity(type(), Name("ExternalIDs/1"), "E1");
  MILLRACE_ASSERT_OK(owner);
  EXPECT_EQ(owner->value_or("nobody"), PrimaryKey(1).Encode());
}

// A rule that is new to a store with records is asked for before it is used.
TEST_F(IndexCheckTest, ANewRuleNeedsItsIndex) {
  ImportOptions options;
  options.catalogue = BuiltInCatalogue();
  options.catalogue->resource_types[0].match_rules.push_back(
      {.name = "LastName", .parts = {{.field = "LastName"}}});
  Importer importer(*store_, options);
  const JobSpec spec = MakeSpec("Contacts", {"LastName"},
                                R"({"name": "CreateOrUpdateContact"})");
  const auto refused = importer.Submit(spec, Upload::Memory("MARSH\n"));
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("not indexed by match rule LastName yet")));
  EXPECT_THAT(
      RecordIndex::Open(*store_, *options.catalogue, "Contacts").status(),
      StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Check(IndexRepair::kNone, *options.catalogue).missing, 2);
  EXPECT_EQ(Check(IndexRepair::kRebuild, *options.catalogue).missing, 2);
  const auto job = importer.Submit(spec, Upload::Memory("MARSH\n"));
  MILLRACE_ASSERT_OK(job);
  MILLRACE_ASSERT_OK(importer.Run(*job));
  EXPECT_EQ(importer.GetJob(*job)->counters.created, 0);
  // Under the old rules the new one's keys are too many.
  EXPECT_EQ(Check().stale, 2);
}

TEST_F(IndexCheckTest, OtherUnicodeTablesNeedARebuildOfAll) {
  EXPECT_THAT(store_->MatchIndexVersion(), IsOkAndHolds(MatchKeyVersion()));
  const auto begun = Submit("Eve,Berg,,\n");
  MILLRACE_ASSERT_OK(begun);
  MILLRACE_ASSERT_OK(store_->SetMatchIndexVersion("1.1.5"));
  EXPECT_THAT(Submit("Eve,Berg,,\n").status(),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("match keys were made with Unicode 1.1.5")));
  EXPECT_THAT(importer_->Run(*begun, Upload::Memory("Eve,Berg,,\n")),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_TRUE(Check().is_sound()) << "these texts fold as they did";
  EXPECT_THAT(CheckIndexes(*store_,
                           {{.catalogue = BuiltInCatalogue(),
                             .resource_type = "Contributions"}},
                           IndexRepair::kRebuild)
                  .status(),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("missing: Contacts")));
  EXPECT_THAT(store_->MatchIndexVersion(), IsOkAndHolds("1.1.5"));
  Check(IndexRepair::kRebuild);
  EXPECT_THAT(store_->MatchIndexVersion(), IsOkAndHolds(MatchKeyVersion()));
  MILLRACE_EXPECT_OK(importer_->Run(*begun, Upload::Memory("Eve,Berg,,\n")));
}

TEST_F(IndexCheckTest, UnknownResourceType) {
  EXPECT_THAT(CheckIndexes(*store_,
                           {{.catalogue = BuiltInCatalogue(),
                             .resource_type = "Nobody"}},
                           IndexRepair::kNone)
                  .status(),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace millrace
