// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's files: what a job's rows look like as results, rejects and
// rejected rows (contract e, l.17 to l.19, m.15).
//
// Threading: plain values and pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RESULTS_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RESULTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "millrace/outcome.h"
#include "tests/support/reference_importer_mapping.h"
#include "tests/support/reference_importer_record.h"

namespace millrace::reference {

// What became of one row that was not blank.
struct RowResult {
  uint64_t number = 0;
  bool is_rejected = false;
  // Imported.
  Key key = {};
  bool is_created = false;
  bool is_changed = false;
  bool is_ambiguous = false;
  size_t cleared = 0;                      // values of the record
  std::string matched_by = {};             // empty if the row made the record
  std::vector<Code> codes = {};            // one a mapping
  std::vector<std::string> messages = {};  // one a mapping
  std::vector<std::string> requested = {};
  // Rejected.
  Code reject_code = Code::kNone;
  std::string reject_column = {};
  std::string reject_text = {};
  uint64_t byte = 0;
  std::string bytes = {};     // as they came, with the line end
  bool is_line_long = false;  // not all of them are kept
};

// A cell of a file of ours: in quotes only if it holds a comma, a quote or a
// line break.
std::string CsvCell(const std::string& text);

// Texts by file name.
using Files = std::map<std::string, std::string>;

struct FileNames {
  int64_t job_id = 0;
  int64_t upload_file_id = 0;
  std::string header = {};  // of the upload, with its line end
};

// The files of a settled job; those of a kind without rows are not there.
Files RenderFiles(const BoundJob& job, const FileNames& names,
                  const std::vector<RowResult>& rows);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RESULTS_H_
