// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Random imports: the product leaves behind what the oracle leaves behind,
// byte for byte, whatever its workers, chunks and budgets, and however often
// it is stopped and opened again.
//
// MILLRACE_PROPERTY_CASES=n runs n imports of each kind instead of as many as
// fit into the time of a usual build; MILLRACE_PROPERTY_SEED=s begins with
// that seed. A failure prints its seed and the smallest import that shows it.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tests/support/dice.h"
#include "tests/support/import_case.h"
#include "tests/support/row_generator.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using Clock = std::chrono::steady_clock;

// Of one kind of imports, in a usual build.
constexpr std::chrono::seconds kTimeMax(8);
constexpr uint64_t kCasesMax = 400;
constexpr uint64_t kFirstSeed = 20260101;

uint64_t NumberFromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Catalogue Members() {
  const std::string path = std::string(MILLRACE_SOURCE_DIR) +
                           "/tests/property/members.catalogue.json";
  auto catalogue = ReadCatalogue(path);
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return *catalogue;
}

// Why the product differs from the oracle; empty if it does not.
std::string Mismatch(const GeneratedImport& import,
                     const ProductSettings& settings) {
  const ImportCase import_case = import.ToCase();
  const TempDir directory;
  const auto actual = RunProduct(import_case, settings, directory.path());
  if (!actual.ok()) return "product: " + actual.status().ToString();
  return Difference(RunReference(import_case), *actual);
}

std::string Describe(const GeneratedImport& import) {
  return "job: " + ToJson(import.spec) +
         "\nrow limit: " + std::to_string(import.row_bytes_max) +
         "\nstore before: " + ToJson(import.before.content) +
         "\nupload: " + JsonText(import.ToCase().upload);
}

size_t ChunkBytesMin(const GeneratedImport& import) {
  return std::max(import.row_bytes_max + 2, kLongRowBytesKept) + 1;
}

ProductSettings RandomSettings(const GeneratedImport& import, Dice* dice) {
  ProductSettings settings;
  settings.worker_count = static_cast<int>(dice->Below(4));
  settings.chunk_bytes =
      ChunkBytesMin(import) + (dice->Percent(60) ? 0 : dice->Below(20000));
  settings.run_budget_bytes =
      dice->Percent(60) ? kRunBudgetBytesMin : kRunBudgetBytesDefault;
  return settings;
}

template <typename MakeSettings>
void CheckImports(const Catalogue& catalogue, const MakeSettings& settings_of) {
  const uint64_t seed =
      NumberFromEnvironment("MILLRACE_PROPERTY_SEED", kFirstSeed);
  const uint64_t given = NumberFromEnvironment("MILLRACE_PROPERTY_CASES", 0);
  const Clock::time_point deadline = Clock::now() + kTimeMax;
  uint64_t count = 0;
  for (; count < (given == 0 ? kCasesMax : given); ++count) {
    if (given == 0 && Clock::now() > deadline) break;
    Dice dice(seed + count);
    const GeneratedImport import = GenerateImport(catalogue, seed + count);
    const ProductSettings settings = settings_of(import, &dice);
    const std::string mismatch = Mismatch(import, settings);
    if (mismatch.empty()) continue;
    const GeneratedImport smallest = Minimise(
        import,
        [&](const GeneratedImport& smaller) {
          return !Mismatch(smaller, settings).empty();
        },
        200);
    FAIL() << "MILLRACE_PROPERTY_SEED=" << seed + count << " ("
           << settings.ToString() << ")\n"
           << Mismatch(smallest, settings) << Describe(smallest);
  }
  ::testing::Test::RecordProperty("cases", static_cast<int>(count));
}

TEST(ImportPropertyTest, ProductEqualsOracleOnContacts) {
  CheckImports(BuiltInCatalogue(), RandomSettings);
}

TEST(ImportPropertyTest, ProductEqualsOracleOnUserTypes) {
  CheckImports(Members(), RandomSettings);
}

TEST(ImportPropertyTest, InterruptedJobLeavesTheSame) {
  CheckImports(Members(), [](const GeneratedImport& import, Dice* dice) {
    ProductSettings settings = RandomSettings(import, dice);
    settings.chunk_bytes = ChunkBytesMin(import);
    settings.run_budget_bytes = kRunBudgetBytesMin;
    settings.is_interrupted = true;
    return settings;
  });
}

}  // namespace
}  // namespace millrace
