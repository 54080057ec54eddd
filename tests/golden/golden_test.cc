// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A folder below tests/golden is a case: a store, a job and an upload, and
// what must come of them, byte for byte, from the oracle and from the product
// however it works. New behaviour is a new folder, not new C++.
//
// MILLRACE_GOLDEN_UPDATE=1 writes what the oracle says into the folders
// instead of comparing it: read the difference against the contract.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/golden_case.h"
#include "tests/support/import_case.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(
           fs::path(MILLRACE_SOURCE_DIR) / "tests" / "golden")) {
    if (entry.is_directory()) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<ProductSettings> AllSettings(const GoldenCase& golden) {
  const size_t least = std::max(golden.import_case.options.row_bytes_max + 2,
                                kLongRowBytesKept) +
                       1;
  return {{.worker_count = 0},
          {.worker_count = 1, .chunk_bytes = least},
          {.worker_count = 3,
           .chunk_bytes = least,
           .run_budget_bytes = kRunBudgetBytesMin},
          {.worker_count = 0,
           .chunk_bytes = least,
           .run_budget_bytes = kRunBudgetBytesMin,
           .is_interrupted = !golden.import_case.options.is_dry_run}};
}

class GoldenTest : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() { KeepTempDirsInMemory(); }

  void SetUp() override {
    auto golden = GoldenCase::Read(fs::path(MILLRACE_SOURCE_DIR) / "tests" /
                                   "golden" / GetParam());
    ASSERT_TRUE(golden.ok()) << golden.status();
    golden_ = *std::move(golden);
  }

  GoldenCase golden_;
};

TEST_P(GoldenTest, OracleGivesWhatIsExpected) {
  const ImportResult result = RunReference(golden_.import_case);
  if (std::getenv("MILLRACE_GOLDEN_UPDATE") != nullptr) {
    golden_.WriteExpected(result);
    GTEST_SKIP() << "expected/ was written";
  }
  const std::string difference = golden_.CompareWith(result);
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST_P(GoldenTest, ProductGivesWhatIsExpected) {
  for (const ProductSettings& settings : AllSettings(golden_)) {
    const TempDir directory;
    const auto result =
        RunProduct(golden_.import_case, settings, directory.path());
    ASSERT_TRUE(result.ok()) << settings.ToString() << ": " << result.status();
    std::string difference = golden_.CompareWith(*result);
    EXPECT_TRUE(difference.empty()) << settings.ToString() << "\n"
                                    << difference;
    // The folder does not say what the index holds; the oracle does.
    difference = Difference(RunReference(golden_.import_case), *result);
    EXPECT_TRUE(difference.empty()) << settings.ToString() << "\n"
                                    << difference;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenTest, testing::ValuesIn(CaseNames()),
                         [](const testing::TestParamInfo<std::string>& one) {
                           return one.param;
                         });

}  // namespace
}  // namespace millrace
