// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Random sequences of imports and erasures of contacts:
//  - an upload whose rows are each about somebody else, and each carry a key,
//    an external id or enough to match, changes nothing when it comes again;
//  - after any sequence of jobs (that create, update, clear) and erasures the
//    index is what the records say.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "millrace/record_erasure.h"
#include "millrace/record_index.h"
#include "tests/support/dice.h"
#include "tests/support/import_case.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr uint64_t kFirstSeed = 20260101;

class SecondImportTest : public ::testing::TestWithParam<uint64_t> {
 protected:
  static void SetUpTestSuite() { KeepTempDirsInMemory(); }

  SecondImportTest() : dice_(kFirstSeed + GetParam()) {
    StoreOptions options;
    options.create_if_missing = true;
    options.free_space_floor_bytes = 0;
    auto store = Store::Open(directory_ / "store", options);
    MILLRACE_EXPECT_OK(store);
    store_ = *std::move(store);
  }

  JobReport Import(const JobSpec& spec, const std::string& upload) {
    ImportOptions options;
    options.worker_count = static_cast<int>(dice_.Below(3));
    options.run_budget_bytes = kRunBudgetBytesMin;
    Importer importer(*store_, options);
    const auto job = importer.Submit(spec, Upload::Memory(upload));
    MILLRACE_EXPECT_OK(job);
    MILLRACE_EXPECT_OK(importer.Run(*job));
    return *importer.GetJob(*job);
  }

  // Every record of the store, stamp and all.
  std::map<std::string, std::string> Records() {
    std::map<std::string, std::string> records;
    const auto type = store_->FindResourceType("Contacts");
    if (!type.has_value()) return records;
    const auto view = store_->View();
    const auto cursor = view->ScanRecords(*type);
    for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
      records.emplace(cursor->key_bytes(), cursor->value());
    }
    MILLRACE_EXPECT_OK(cursor->status());
    return records;
  }

  std::multiset<std::string> Index(const Store& store) {
    std::multiset<std::string> entries;
    const auto type = store.FindResourceType("Contacts");
    MILLRACE_EXPECT_OK(store.View()->ScanIdentities(
        *type, [&](const StoreView::ScannedIdentity& one) {
          entries.insert(store.NameOf(one.kind) + "=" + std::string(one.value) +
                         " -> " + std::string(one.key_bytes));
          return true;
        }));
    return entries;
  }

  // What the index must hold: what a store holds in which the same records
  // were put by hand.
  std::multiset<std::string> IndexMadeAnew() {
    std::multiset<std::string> entries;
    const auto index =
        RecordIndex::Open(*store_, BuiltInCatalogue(), "Contacts");
    MILLRACE_EXPECT_OK(index);
    // Takes the index away and puts it back, record by record.
    for (const bool removes : {true, false}) {
      const auto commit = store_->BeginCommit({});
      for (const auto& [key, value] : Records()) {
        MILLRACE_EXPECT_OK(index->Update(key, removes ? value : "",
                                         removes ? "" : value, commit.get()));
      }
      MILLRACE_EXPECT_OK(commit->Apply());
      // What is left now belongs to no record.
      if (removes) {
        EXPECT_TRUE(Index(*store_).empty());
      }
    }
    return Index(*store_);
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
  Dice dice_;
};

JobSpec ContactsSpec() {
  JobSpec spec;
  spec.description = "again";
  spec.resource_type = "Contacts";
  spec.file.file_name = "upload.csv";
  spec.file.has_quotes = true;
  spec.file.columns = {"VanID", "FirstName", "LastName",     "Email",
                       "Phone", "CellPhone", "External_1ID", "City"};
  spec.mapping_types = {{.name = "CreateOrUpdateContact"}};
  return spec;
}

// A row about person n. Everything of it is n's alone; which of it is there is
// a matter of chance, but for something that finds.
std::string RowAbout(size_t n, int64_t key, Dice* dice) {
  const std::string number = std::to_string(n);
  const auto maybe = [&](size_t percent, const std::string& text) {
    return dice->Percent(percent) ? text : std::string();
  };
  std::string row = maybe(key > 0 ? 60 : 0, std::to_string(key));
  const std::string id = maybe(40, "X" + number);
  const bool is_found = !row.empty() || !id.empty();
  row += ",First" + number + "," + maybe(80, "Last" + number) + ",";
  // The e-mail rule asks for nothing else.
  row += is_found ? maybe(60, "P" + number + "@Example.org")
                  : "p" + number + "@example.org";
  const std::string digits = std::to_string(1000 + n % 9000);
  row += "," + maybe(50, "413-555-" + digits) + "," +
         maybe(50, "617-555-" + digits) + "," + id + "," +
         maybe(50, "Town " + number);
  return row + "\n";
}

TEST_P(SecondImportTest, ChangesNothing) {
  // Some are there already, so that rows can give their keys.
  const size_t known = dice_.Below(40);
  std::string first;
  for (size_t n = 1; n <= known; ++n) {
    first += ",First" + std::to_string(n) + ",Last" + std::to_string(n) + ",p" +
             std::to_string(n) + "@example.org,,,X" + std::to_string(n) + ",\n";
  }
  if (known > 0) {
    EXPECT_EQ(Import(ContactsSpec(), first).counters.created, known);
  }
  std::string upload;
  const size_t row_count = 1 + dice_.Below(120);
  for (size_t n = 1; n <= row_count; ++n) {
    upload += RowAbout(n, n <= known ? static_cast<int64_t>(n) : 0, &dice_);
  }
  const JobReport once = Import(ContactsSpec(), upload);
  EXPECT_EQ(once.counters.imported, row_count) << upload;
  const auto records = Records();
  const auto index = Index(*store_);

  const JobReport again = Import(ContactsSpec(), upload);
  EXPECT_EQ(again.counters.created, 0U) << upload;
  EXPECT_EQ(again.counters.updated, 0U) << upload;
  EXPECT_EQ(again.counters.unchanged, row_count);
  EXPECT_EQ(Records(), records);
  EXPECT_EQ(Index(*store_), index);
}

JobSpec ClearingSpec() {
  JobSpec spec = ContactsSpec();
  for (const char* field :
       {"FirstName", "LastName", "Email", "Phone", "CellPhone", "City"}) {
    spec.mapping_types[0].field_value_mappings.push_back(
        {.field_name = field, .column_name = field, .clear_marker = "-"});
  }
  return spec;
}

TEST_P(SecondImportTest, IndexAgreesAfterAnySequence) {
  size_t erased_count = 0;
  for (int step = 0; step < 6; ++step) {
    std::string upload;
    const size_t row_count = 1 + dice_.Below(60);
    const auto cell = [&](const std::string& text) {
      return dice_.Percent(15)   ? std::string("-")
             : dice_.Percent(40) ? std::string()
                                 : text + std::to_string(dice_.Below(12));
    };
    for (size_t r = 0; r < row_count; ++r) {
      const std::string key =
          dice_.Percent(40) ? std::to_string(1 + dice_.Below(20)) : "";
      const std::string id =
          dice_.Percent(20) ? "X" + std::to_string(dice_.Below(8)) : "";
      const std::string mail = cell("m");
      upload += key + "," + cell("F") + "," + cell("L") + "," +
                (mail.size() > 1 ? mail + "@example.org" : mail) + ",," +
                (dice_.Percent(20) ? "-" : "") + "," + id + "," + cell("T") +
                "\n";
    }
    Import(dice_.Percent(70) ? ClearingSpec() : ContactsSpec(), upload);
    const auto records = Records();
    if (!records.empty() && dice_.Percent(60)) {
      auto one = records.begin();
      std::advance(one,
                   static_cast<std::ptrdiff_t>(dice_.Below(records.size())));
      const auto key = PrimaryKey::Decode(one->first, true);
      MILLRACE_ASSERT_OK(key);
      MILLRACE_ASSERT_OK(EraseRecord(*store_, "Contacts", *key));
      ++erased_count;
    }
    if (!store_->FindResourceType("Contacts").has_value()) continue;
    const auto index = Index(*store_);
    EXPECT_EQ(index, IndexMadeAnew()) << "after step " << step;
  }
  RecordProperty("erased", static_cast<int>(erased_count));
}

INSTANTIATE_TEST_SUITE_P(Property, SecondImportTest,
                         ::testing::Range<uint64_t>(0, 12));

}  // namespace
}  // namespace millrace
