// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ImportCase: one import, from the store before it to all that it left behind,
// carried out by the product or by the oracle in the same terms, so that the
// two can be compared.
//
// Threading: plain values; RunProduct uses the threads that its settings say.

#ifndef MILLRACE_TESTS_SUPPORT_IMPORT_CASE_H_
#define MILLRACE_TESTS_SUPPORT_IMPORT_CASE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/job_state.h"
#include "millrace/limits.h"
#include "tests/support/golden_store.h"
#include "tests/support/reference_importer.h"

namespace millrace {

struct ImportCase {
  JobSpec spec = {};
  Catalogue catalogue = {};  // without the store's own list entries
  GoldenStore before = {};
  std::string upload = {};
  // What the product is given instead of the bytes, if not empty: a zip.
  std::filesystem::path upload_path = {};
  reference::JobOptions options = {};
};

// What an import left behind.
struct ImportResult {
  std::string status = {};
  bool is_paused = false;
  JobCounters counters = {};
  std::vector<std::string> errors = {};
  reference::Files files = {};
  reference::Store after = {};
  // Every identity and match key in the store, a line each.
  std::set<std::string> index = {};
  // How often the job was stopped and taken up again; never compared.
  int stop_count = 0;
};

// What the case begins with.
absl::Status FillStore(const ImportCase& import_case, Store* store);

ImportResult RunReference(const ImportCase& import_case);

// How the product is to work; nothing of it may show in the result.
struct ProductSettings {
  int worker_count = 0;
  size_t chunk_bytes = kChunkBytesDefault;
  size_t run_budget_bytes = kRunBudgetBytesDefault;
  // Stops the job as soon as it has committed something, closes the store,
  // opens it again and goes on, until the job has settled.
  bool is_interrupted = false;
  // Goes on with a larger error budget each time that the job pauses, until it
  // has settled; else its pause is the result.
  bool lifts_budget = false;
  std::string ToString() const;
};

// Runs the case on a fresh store in `directory`, which must be empty.
absl::StatusOr<ImportResult> RunProduct(const ImportCase& import_case,
                                        const ProductSettings& settings,
                                        const std::filesystem::path& directory);

// Makes TempDir use memory where the machine has a folder for that: a store
// syncs every commit, and hundreds of them need not wait for a disk.
void KeepTempDirsInMemory();

// Where two results differ, for people; empty if nowhere.
std::string Difference(const ImportResult& expected,
                       const ImportResult& actual);

// {"status": "Completed", "counts": {"read": 3, ...}, ...}
std::string ReportJson(const ImportResult& result);

// The catalogue with the entries of the store's lists.
Catalogue EffectiveCatalogue(const Catalogue& catalogue,
                             const GoldenStore& store);

// What the store's index must hold for these records.
struct IndexEntry {
  std::string type = {};
  std::string kind = {};
  std::string value = {};
  reference::Key key = {};
  bool is_match = false;
  std::string ToString() const;
};
std::vector<IndexEntry> IndexOf(const Catalogue& catalogue,
                                const reference::Store& store);

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_IMPORT_CASE_H_
