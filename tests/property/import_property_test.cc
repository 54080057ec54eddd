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
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/outcome.h"
#include "tests/support/dice.h"
#include "tests/support/import_case.h"
#include "tests/support/row_generator.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

using Clock = std::chrono::steady_clock;

// Of one kind of imports, in a usual build.
constexpr std::chrono::seconds kTimeMax(5);
constexpr uint64_t kCasesMax = 400;
constexpr uint64_t kFirstSeed = 20260101;

class ImportPropertyTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { KeepTempDirsInMemory(); }
};

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

// Why the product differs from the oracle; empty if it does not. Adds to
// *stop_count how often the job was stopped.
std::string Mismatch(const GeneratedImport& import,
                     const ProductSettings& settings, int* stop_count) {
  const ImportCase import_case = import.ToCase();
  const TempDir directory;
  const auto actual = RunProduct(import_case, settings, directory.path());
  if (!actual.ok()) return "product: " + actual.status().ToString();
  *stop_count += actual->stop_count;
  return Difference(RunReference(import_case), *actual);
}

std::string Describe(const GeneratedImport& import) {
  return "job: " + ToJson(import.spec) +
         "\nrow limit: " + std::to_string(import.row_bytes_max) +
         (import.is_dry_run ? "\ndry run" : "") +
         (import.error_budget.is_set() ? "\nwith an error budget" : "") +
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

// Adds to *stop_count how often jobs were stopped on the way.
template <typename MakeSettings>
void CheckImports(const Catalogue& catalogue, const MakeSettings& settings_of,
                  int* stop_count) {
  const uint64_t seed =
      NumberFromEnvironment("MILLRACE_PROPERTY_SEED", kFirstSeed);
  const uint64_t given = NumberFromEnvironment("MILLRACE_PROPERTY_CASES", 0);
  const Clock::time_point deadline = Clock::now() + kTimeMax;
  uint64_t count = 0;
  for (; count < (given == 0 ? kCasesMax : given); ++count) {
    if (given == 0 && Clock::now() > deadline) break;
    Dice dice(seed + count);
    const GeneratedImport import =
        GenerateImport(catalogue, seed + count, dice.Percent(75) ? 120 : 500);
    const ProductSettings settings = settings_of(import, &dice);
    const std::string mismatch = Mismatch(import, settings, stop_count);
    if (mismatch.empty()) continue;
    const GeneratedImport smallest = Minimise(
        import,
        [&](const GeneratedImport& smaller) {
          return !Mismatch(smaller, settings, stop_count).empty();
        },
        200);
    FAIL() << "MILLRACE_PROPERTY_SEED=" << seed + count << " ("
           << settings.ToString() << ")\n"
           << Mismatch(smallest, settings, stop_count) << Describe(smallest);
  }
  ::testing::Test::RecordProperty("cases", static_cast<int>(count));
}

TEST_F(ImportPropertyTest, ProductEqualsOracleOnContacts) {
  int stop_count = 0;
  CheckImports(BuiltInCatalogue(), RandomSettings, &stop_count);
}

TEST_F(ImportPropertyTest, ProductEqualsOracleOnUserTypes) {
  int stop_count = 0;
  CheckImports(Members(), RandomSettings, &stop_count);
}

// The property is worth what its imports are worth.
TEST_F(ImportPropertyTest, GeneratorReachesEveryCode) {
  const Catalogue members = Members();
  std::map<uint16_t, uint64_t> by_code;
  uint64_t cleared = 0;
  uint64_t paused = 0;
  for (uint64_t seed = 0; seed < 120; ++seed) {
    const Catalogue& catalogue = seed % 2 == 0 ? BuiltInCatalogue() : members;
    const ImportResult result =
        RunReference(GenerateImport(catalogue, kFirstSeed + seed).ToCase());
    for (const auto& [code, count] : result.counters.by_code) {
      by_code[code] += count;
    }
    cleared += result.counters.cleared;
    if (result.is_paused) ++paused;
  }
  EXPECT_GT(cleared, 0U);
  EXPECT_GT(paused, 0U);
  for (const CodeEntry& entry : CodeTable()) {
    EXPECT_GT(by_code[static_cast<uint16_t>(entry.code)], 0U) << entry.name;
  }
}

// Wherever the budget cuts the rows, and however often.
TEST_F(ImportPropertyTest, PausedJobGoesOnAsIfNothingHadBeen) {
  const uint64_t seed =
      NumberFromEnvironment("MILLRACE_PROPERTY_SEED", kFirstSeed);
  const Catalogue members = Members();
  const Clock::time_point deadline = Clock::now() + kTimeMax;
  int pause_count = 0;
  for (uint64_t i = 0; i < kCasesMax && Clock::now() < deadline; ++i) {
    Dice dice(seed + i);
    GeneratedImport import = GenerateImport(
        i % 2 == 0 ? BuiltInCatalogue() : members, seed + i, 200);
    ProductSettings settings = RandomSettings(import, &dice);
    settings.lifts_budget = true;
    settings.is_interrupted = !import.is_dry_run && dice.Percent(30);
    import.error_budget = {};
    const ImportResult expected = RunReference(import.ToCase());
    import.error_budget.rejected_max = dice.Below(4);
    const TempDir directory;
    const auto actual = RunProduct(import.ToCase(), settings, directory.path());
    ASSERT_TRUE(actual.ok()) << actual.status();
    ASSERT_EQ(Difference(expected, *actual), "")
        << "MILLRACE_PROPERTY_SEED=" << seed + i << " (" << settings.ToString()
        << ")\n"
        << Describe(import);
    pause_count += actual->stop_count;
  }
  EXPECT_GT(pause_count, 0);
}

TEST_F(ImportPropertyTest, InterruptedJobLeavesTheSame) {
  int stop_count = 0;
  CheckImports(
      Members(),
      [](const GeneratedImport& import, Dice* dice) {
        ProductSettings settings = RandomSettings(import, dice);
        settings.chunk_bytes = ChunkBytesMin(import);
        settings.run_budget_bytes = kRunBudgetBytesMin;
        // A dry run begins anew, so that it would never come to an end.
        settings.is_interrupted = !import.is_dry_run;
        return settings;
      },
      &stop_count);
  EXPECT_GT(stop_count, 0);
  RecordProperty("stops", stop_count);
  std::cout << "stopped " << stop_count << " times\n";
}

}  // namespace
}  // namespace millrace
