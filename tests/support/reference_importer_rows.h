// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's rows: an upload's bytes cut into rows and cells, one byte after
// the other (contract l.9 to l.13, m.3, m.14). Shares no code with the
// pipeline.
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_ROWS_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "millrace/job_spec.h"
#include "millrace/outcome.h"

namespace millrace::reference {

// One row of the upload, or one physical line of a row that has no good end.
struct Row {
  uint64_t number = 0;  // 1-based, headers apart; blank lines count
  uint64_t byte = 0;    // offset in the upload
  std::string text = {};
  std::string line_end = {};  // as it came; empty at the end of the upload
  bool is_blank = false;      // a wholly empty line
  Code defect = Code::kNone;  // what alone rejects the row, if anything
  bool is_line_long = false;  // a line over the row limit
  std::vector<std::string> cells = {};  // of a row without defect
};

struct Upload {
  bool is_invalid = false;  // not an upload that can be read at all
  bool has_header = false;  // one was skipped
  std::string header = {};  // its bytes, with the line end
  std::vector<Row> rows = {};
};

Upload SplitUpload(const std::string& bytes, const FileSpec& file,
                   size_t row_bytes_max);

// Well-formed UTF-8 by the Unicode standard: no overlong forms, no surrogates,
// nothing above U+10FFFF.
bool IsUtf8(const std::string& text);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_ROWS_H_
