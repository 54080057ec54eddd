// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Result and reject files of several parts (contract e, m.15): too large for
// golden folders, since a part holds 5 MB at the least.

#include <string>

#include "gtest/gtest.h"

#include "millrace/catalogue.h"
#include "tests/support/import_case.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr int kRowCount = 260;
constexpr size_t kNoteBytes = 50000;

TEST(ResultPartsTest, RowsAreNeverSplitAndHeadersRepeat) {
  ImportCase import_case;
  import_case.catalogue = BuiltInCatalogue();
  JobSpec& spec = import_case.spec;
  spec.description = "parts";
  spec.resource_type = "Contacts";
  spec.file.file_name = "upload.tsv";
  spec.file.columns = {"FirstName", "Email", "Note"};
  spec.file.has_header = true;
  spec.columns_to_include = {"Note"};
  spec.mapping_types = {{.name = "CreateOrUpdateContact"}};
  import_case.upload = "FirstName,Email,Note\r\n";
  for (int row = 0; row < kRowCount; ++row) {
    const std::string name = std::to_string(row);
    import_case.upload += name + "," + name +
                          (row % 2 == 0 ? "@example.org," : "@,") +
                          std::string(kNoteBytes + row % 7, 'n') + "\r\n";
  }
  const ImportResult expected = RunReference(import_case);
  EXPECT_EQ(expected.files.count("results-1-2.csv"), 1U);
  EXPECT_EQ(expected.files.count("rejected-1-2.tsv"), 1U);
  for (const auto& [name, text] : expected.files) {
    EXPECT_LE(text.size(), 5000000U) << name;
  }
  const TempDir directory;
  const auto actual =
      RunProduct(import_case, {.worker_count = 2}, directory.path());
  ASSERT_TRUE(actual.ok()) << actual.status();
  EXPECT_EQ(Difference(expected, *actual), "");
}

}  // namespace
}  // namespace millrace
