// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// GoldenCase: a folder that holds an import and what must come of it.
//
//   store.json      the store before (tests/support/golden_store.h); may be
//                   missing
//   job.json        the job spec
//   upload.csv      the upload's bytes; any extension
//   upload.zip      beside it: what the product is given instead
//   catalogue.json  a catalogue, if not the built-in one
//   options.json    {"rowBytesMax": 300, "dryRun": true, "maxRejected": 2,
//                    "maxRejectedPercent": 10, "rejectedSample": 20}; what is
//                   missing has its default, and so may the file
//   expected/       report.json, records.json, and every file of the job
//
// Threading: plain values.

#ifndef MILLRACE_TESTS_SUPPORT_GOLDEN_CASE_H_
#define MILLRACE_TESTS_SUPPORT_GOLDEN_CASE_H_

#include <filesystem>
#include <map>
#include <string>

#include "absl/status/statusor.h"

#include "tests/support/import_case.h"

namespace millrace {

struct GoldenCase {
  std::filesystem::path folder = {};
  ImportCase import_case = {};
  // What is in expected/, by file name.
  std::map<std::string, std::string> expected = {};

  static absl::StatusOr<GoldenCase> Read(const std::filesystem::path& folder);

  // Where the result is not what is expected, for people; empty if nowhere.
  std::string CompareWith(const ImportResult& result) const;
  // Replaces expected/.
  void WriteExpected(const ImportResult& result) const;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_GOLDEN_CASE_H_
