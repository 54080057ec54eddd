// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/golden_case.h"

#include <fstream>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include <simdjson.h>

#include "engine/base/status_macros.h"
#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tests/support/golden_store.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

std::string BytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void ReadUpload(const fs::path& folder, ImportCase* import_case) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().stem() != "upload") continue;
    if (entry.path().extension() == ".zip") {
      import_case->upload_path = entry.path();
    } else {
      import_case->upload = BytesOf(entry.path());
    }
  }
}

void ReadOptions(const fs::path& path, reference::JobOptions* options) {
  if (!fs::exists(path)) return;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(BytesOf(path)).get(root) != simdjson::SUCCESS) return;
  uint64_t row_bytes_max = 0;
  if (root["rowBytesMax"].get(row_bytes_max) == simdjson::SUCCESS) {
    options->row_bytes_max = row_bytes_max;
  }
  bool is_dry_run = false;
  if (root["dryRun"].get(is_dry_run) == simdjson::SUCCESS) {
    options->is_dry_run = is_dry_run;
  }
  ErrorBudget& budget = options->error_budget;
  uint64_t number = 0;
  if (root["maxRejected"].get(number) == simdjson::SUCCESS) {
    budget.rejected_max = number;
  }
  if (root["maxRejectedPercent"].get(number) == simdjson::SUCCESS) {
    budget.percent_max = static_cast<uint32_t>(number);
  }
  if (root["rejectedSample"].get(number) == simdjson::SUCCESS) {
    budget.sample_rows = number;
  }
}

// All texts that a result comes down to, by the names of the folder's files.
std::map<std::string, std::string> FilesOf(const ImportResult& result) {
  std::map<std::string, std::string> files = result.files;
  files["report.json"] = ReportJson(result);
  files["records.json"] = ToJson(result.after);
  return files;
}

}  // namespace

absl::StatusOr<GoldenCase> GoldenCase::Read(const fs::path& folder) {
  GoldenCase golden;
  golden.folder = folder;
  ImportCase& import_case = golden.import_case;
  import_case.catalogue = BuiltInCatalogue();
  if (fs::exists(folder / "catalogue.json")) {
    MILLRACE_ASSIGN_OR_RETURN(import_case.catalogue,
                              ReadCatalogue(folder / "catalogue.json"));
  }
  MILLRACE_ASSIGN_OR_RETURN(import_case.spec, ReadJobSpec(folder / "job.json"));
  if (fs::exists(folder / "store.json")) {
    MILLRACE_ASSIGN_OR_RETURN(import_case.before,
                              ParseGoldenStore(BytesOf(folder / "store.json"),
                                               import_case.catalogue));
  }
  const auto defects = CheckJobSpec(
      import_case.spec,
      EffectiveCatalogue(import_case.catalogue, import_case.before));
  if (!defects.empty()) return SpecDefectsStatus(defects);
  ReadUpload(folder, &import_case);
  ReadOptions(folder / "options.json", &import_case.options);
  if (fs::exists(folder / "expected")) {
    for (const auto& entry : fs::directory_iterator(folder / "expected")) {
      golden.expected[entry.path().filename()] = BytesOf(entry.path());
    }
  }
  return golden;
}

std::string GoldenCase::CompareWith(const ImportResult& result) const {
  std::string report;
  const std::map<std::string, std::string> actual = FilesOf(result);
  for (const auto& [name, text] : expected) {
    const auto found = actual.find(name);
    if (found == actual.end()) {
      absl::StrAppend(&report, name, " is missing\n");
    } else if (found->second != text) {
      absl::StrAppend(&report, name, " differs\n--- expected\n", text,
                      "--- actual\n", found->second);
    }
  }
  for (const auto& [name, text] : actual) {
    if (expected.count(name) == 0) {
      absl::StrAppend(&report, name, " is not expected\n", text);
    }
  }
  return report;
}

void GoldenCase::WriteExpected(const ImportResult& result) const {
  fs::remove_all(folder / "expected");
  fs::create_directories(folder / "expected");
  for (const auto& [name, text] : FilesOf(result)) {
    std::ofstream file(folder / "expected" / name, std::ios::binary);
    file << text;
  }
}

}  // namespace millrace
