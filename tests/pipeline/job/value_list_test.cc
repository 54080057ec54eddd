// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/value_list.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ValueListTest : public ::testing::Test {
 protected:
  ValueListTest() : store_(OpenScene(directory_ / "store")) {}

  // The list's entries, "id name", with a minus before retired ones.
  std::vector<std::string> Entries(const std::string& list) {
    Catalogue catalogue = BuiltInCatalogue();
    MILLRACE_EXPECT_OK(AddListEntries(*store_, &catalogue));
    std::vector<std::string> entries;
    for (const Choice& entry : catalogue.FindList(list)->entries) {
      std::string text =
          (entry.retired ? "-" : "") + entry.id + " " + entry.name;
      for (const ChoiceParent& parent : entry.parents) {
        text += " of " + parent.field + " " + parent.allowed_ids.front();
      }
      entries.push_back(text);
    }
    return entries;
  }

  absl::Status Put(const std::string& list, const ListEntry& entry) {
    return PutListEntry(*store_, BuiltInCatalogue(), list, entry);
  }

  JobCounters Import(const std::string& resource_type,
                     const std::string& mapping_type,
                     const std::vector<std::string>& columns,
                     const std::string& upload) {
    Importer importer(*store_, {});
    const auto job =
        importer.Submit(MakeSpec(resource_type, columns,
                                 "{\"name\": \"" + mapping_type + "\"}"),
                        Upload::Memory(upload));
    MILLRACE_EXPECT_OK(job);
    MILLRACE_EXPECT_OK(importer.Run(*job));
    return importer.GetJob(*job)->counters;
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
};

TEST_F(ValueListTest, ImportedCodesAreValuesFromThenOn) {
  JobCounters counters =
      Import("ActivistCodes", "CreateOrUpdateActivistCode",
             {"ActivistCodeID", "Name"}, ",Volunteer\n,Driver\n");
  EXPECT_EQ(counters.created, 2);
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("1 Volunteer", "2 Driver"));
  Import("Contacts", "CreateOrUpdateContact", {"FirstName"}, "Ada\n");
  counters = Import("ContactsActivistCodes", "ActivistCode",
                    {"VanID", "ActivistCodeID"}, "1,volunteer\n1,2\n1,3\n");
  EXPECT_EQ(counters.updated, 2);
  // Renamed by its key, retired by its name.
  Import("ActivistCodes", "CreateOrUpdateActivistCode",
         {"ActivistCodeID", "Name", "IsRetired"}, "1,Helper,\n,driver,Y\n");
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("1 Helper", "-2 driver"));
  counters = Import("ContactsActivistCodes", "ActivistCode",
                    {"VanID", "ActivistCodeID"}, "1,Helper\n1,2\n");
  EXPECT_EQ(counters.by_code[static_cast<uint16_t>(Code::kInvalidValue)], 1);
}

TEST_F(ValueListTest, PuttingAValueMakesARecord) {
  MILLRACE_ASSERT_OK(Put("activistcodes", {.id = "4", .name = "Volunteer"}));
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("4 Volunteer"));
  // Its match key is there, and the store's next key is behind it.
  const JobCounters counters =
      Import("ActivistCodes", "CreateOrUpdateActivistCode",
             {"Name", "Description"}, "VOLUNTEER,found\nDriver,made\n");
  EXPECT_EQ(counters.created, 1);
  EXPECT_EQ(counters.updated, 1);
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("4 VOLUNTEER", "5 Driver"));
  // Renaming leaves the rest of the record alone.
  MILLRACE_ASSERT_OK(Put("ActivistCodes", {.id = "4", .name = "Helper"}));
  const auto view = store_->View();
  const auto record = view->GetRecord(
      *store_->FindResourceType("ActivistCodes"), PrimaryKey(4).Encode());
  MILLRACE_ASSERT_OK(record);
  EXPECT_EQ(RecordView::Parse(*record)->Find(*store_->FindName("Description")),
            "found");
  EXPECT_TRUE((*view->FindMatches(*store_->FindResourceType("ActivistCodes"),
                                  *store_->FindName("Match/ActivistCodes/Name"),
                                  "volunteer", 9))
                  .empty());
}

TEST_F(ValueListTest, RecordsAreRetiredAndTakenBack) {
  MILLRACE_ASSERT_OK(Put("ActivistCodes", {.id = "4", .name = "A"}));
  MILLRACE_ASSERT_OK(
      Put("ActivistCodes", {.id = "4", .name = "A", .retired = true}));
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("-4 A"));
  MILLRACE_ASSERT_OK(Put("ActivistCodes", {.id = "4", .name = "A"}));
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("4 A"));
}

TEST_F(ValueListTest, TheRecordIsTheEntry) {
  MILLRACE_ASSERT_OK(
      store_->PutListEntry("ActivistCodes", {.id = "4", .name = "Old"}));
  MILLRACE_ASSERT_OK(
      store_->PutListEntry("ActivistCodes", {.id = "6", .name = "Kept"}));
  MILLRACE_ASSERT_OK(Put("ActivistCodes", {.id = "4", .name = "New"}));
  EXPECT_THAT(Entries("ActivistCodes"), ElementsAre("4 New", "6 Kept"));
}

TEST_F(ValueListTest, OtherListsAreTheStores) {
  MILLRACE_ASSERT_OK(Put("Tags", {.id = "a", .name = "Press"}));
  EXPECT_THAT(Entries("Tags"), ElementsAre("a Press"));
  EXPECT_EQ((*store_->ListEntries("Tags")).size(), 1);
  EXPECT_THAT(Entries("Employers"), IsEmpty());
}

TEST_F(ValueListTest, EntriesMayBePartOfSomething) {
  MILLRACE_ASSERT_OK(
      Put("CustomFields", {.id = "31", .name = "Shoes", .parent_id = "5"}));
  EXPECT_THAT(Entries("CustomFields"),
              ElementsAre("31 Shoes of CustomFieldGroupID 5"));
  EXPECT_THAT(Put("Tags", {.id = "1", .name = "T", .parent_id = "5"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ValueListTest, RefusesWhatCannotBe) {
  EXPECT_THAT(Put("Nothing", {.id = "1", .name = "T"}),
              StatusIs(absl::StatusCode::kNotFound));
  for (const char* id : {"", "x", "1x", "9223372036854775808"}) {
    EXPECT_THAT(Put("ActivistCodes", {.id = id, .name = "T"}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << id;
  }
  EXPECT_THAT(Entries("ActivistCodes"), IsEmpty());
}

}  // namespace
}  // namespace millrace
