// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/record_index.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "tests/fault/import_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

class RecordIndexTest : public ::testing::Test {
 protected:
  RecordIndexTest()
      : store_(OpenScene(directory_ / "store")),
        index_(*RecordIndex::Open(*store_, BuiltInCatalogue(), "contacts")) {}

  NameId Name(const std::string& name) {
    return store_->InternNames({&name, 1})->front();
  }
  std::string Contact(const std::string& email, const std::string& id) {
    RecordBuilder builder;
    builder.Set(Name("FirstName"), "Ada");
    builder.Set(Name("LastName"), "L");
    builder.SetPart(Name("Emails"), "1", Name("Email"), email);
    builder.SetPart(Name("ExternalIDs"), "1", Name("ExternalID"), id);
    return builder.Encode({});
  }
  // Puts, changes or removes contact 1.
  void Write(const std::string& before, const std::string& after) {
    const auto commit = store_->BeginCommit({});
    const std::string key = PrimaryKey(1).Encode();
    if (after.empty()) {
      commit->DeleteRecord(index_.type(), key);
    } else {
      commit->PutRecord(index_.type(), key, after);
    }
    commit->SetNextKey(index_.type(), 2);
    MILLRACE_ASSERT_OK(index_.Update(key, before, after, commit.get()));
    MILLRACE_ASSERT_OK(commit->Apply());
  }
  // Every entry of the index: the text after the records.
  std::string Entries() {
    std::string text;
    MILLRACE_EXPECT_OK(store_->View()->ScanIdentities(
        index_.type(), [&](const StoreView::ScannedIdentity& entry) {
          text += std::string(store_->NameOf(entry.kind)) + "=" +
                  std::string(entry.value) + ";";
          return true;
        }));
    return text;
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
  RecordIndex index_;
};

TEST_F(RecordIndexTest, KeepsStep) {
  const std::string first = Contact("a@example.org", "E1");
  const std::string second = Contact("b@example.org", "E2");
  Write("", first);
  const std::string entries = Entries();
  EXPECT_NE(entries.find("ExternalIDs/1=E1;"), std::string::npos);
  EXPECT_NE(entries.find("Email=a@example.org;"), std::string::npos);
  EXPECT_NE(entries.find("ada\x1fl\x1f"
                         "a@example.org;"),
            std::string::npos);
  Write(first, second);
  EXPECT_EQ(Entries().find("a@example.org"), std::string::npos);
  EXPECT_NE(Entries().find("ExternalIDs/1=E2;"), std::string::npos);
  Write(second, "");
  EXPECT_EQ(Entries(), "");
}

TEST_F(RecordIndexTest, ImportsFindWhatProgramsWrote) {
  Write("", Contact("a@example.org", "E1"));
  const ImportScene scene(Plan::kOrdered, {.row_count = 1});
  Importer importer(*store_, scene.Options());
  const auto job = importer.Submit(
      scene.spec(), Upload::Memory("VanID,FirstName,LastName,Email,HomePhone,"
                                   "External_1ID\n,,,A@example.org,,\n"
                                   ",Anna,,,,E1\n"));
  MILLRACE_ASSERT_OK(job);
  MILLRACE_ASSERT_OK(importer.Run(*job));
  EXPECT_EQ(importer.GetJob(*job)->counters.created, 0);
  // Either row changed it: found whatever the case, stored as given.
  EXPECT_EQ(importer.GetJob(*job)->counters.updated, 2);
}

TEST_F(RecordIndexTest, UnknownResourceType) {
  EXPECT_THAT(RecordIndex::Open(*store_, BuiltInCatalogue(), "Nobody").status(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(RecordIndexTest, TypesThatWriteOthersRecordsShareTheirs) {
  const auto other =
      RecordIndex::Open(*store_, BuiltInCatalogue(), "ContactsActivistCodes");
  MILLRACE_ASSERT_OK(other);
  EXPECT_EQ(other->type(), index_.type());
}

}  // namespace
}  // namespace millrace
