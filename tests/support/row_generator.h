// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RowGenerator: random imports from a seed, made for collisions: few names,
// addresses, numbers and keys, many blanks, bad values of every kind, and rows
// that are broken in every way that the contract names. The same seed gives
// the same import on every machine.
//
//   GeneratedImport generated = GenerateImport(catalogue, seed);
//   ImportCase import_case = generated.ToCase();
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_H_
#define MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tests/support/import_case.h"

namespace millrace {

struct GeneratedImport {
  JobSpec spec = {};
  Catalogue catalogue = {};
  GoldenStore before = {};
  size_t row_bytes_max = kRowBytesMaxDefault;
  bool is_dry_run = false;
  ErrorBudget error_budget = {};
  std::string start = {};                // a byte order mark and the header
  std::vector<std::string> pieces = {};  // rows with their line ends

  ImportCase ToCase() const;
};

// REQUIRES: the catalogue has mapping types that create, and names no validator
// but "shout", which takes texts without a z and stores them in capitals.
GeneratedImport GenerateImport(const Catalogue& catalogue, uint64_t seed,
                               size_t row_count_max = 150);

// Takes rows away for as long as `fails` says so of what is left, and returns
// what cannot be made smaller; calls it at most `call_count_max` times.
template <typename Fails>
GeneratedImport Minimise(GeneratedImport import, const Fails& fails,
                         int call_count_max) {
  for (size_t count = import.pieces.size() / 2; count > 0; count /= 2) {
    for (size_t at = 0; at + count <= import.pieces.size();) {
      if (--call_count_max < 0) return import;
      GeneratedImport smaller = import;
      const auto begin =
          smaller.pieces.begin() + static_cast<std::ptrdiff_t>(at);
      smaller.pieces.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
      if (fails(smaller)) {
        import = smaller;
      } else {
        at += count;
      }
    }
  }
  return import;
}

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_H_
