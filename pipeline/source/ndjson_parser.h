// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// NdjsonParser: reads rows that are JSON objects, one a line, into the cell
// table that CSV's rows have too.
//
//   {"VanID": 17, "Name": "Ada", "Email": null}
//
// A member is the cell of the column of its name, in any case; a column without
// a member is a blank cell, a member without a column is passed over. A text is
// its characters, a number the digits as they stand, true and false are words,
// null is blank. Anything else than one object of JSON's grammar, with objects
// or lists only where no column wants them and no column given twice, is a
// defect of the row.
//
// Cells point into the chunk; escapes are resolved where the cell is read.
//
// Threading: belongs to one thread; a worker has its own.

#ifndef MILLRACE_PIPELINE_SOURCE_NDJSON_PARSER_H_
#define MILLRACE_PIPELINE_SOURCE_NDJSON_PARSER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/batch/row_batch.h"

namespace millrace {

class NdjsonParser {
 public:
  // REQUIRES: 1 to kColumnCountMax names, none the same in another case.
  explicit NdjsonParser(std::vector<std::string> columns);
  ~NdjsonParser();

  // As ParseCells(): fills column_count, cells and defects of a batch whose
  // rows are cut.
  void Parse(RowBatch* batch);

 private:
  class RowReader;
  const std::unique_ptr<RowReader> rows_;
};

// The names of all members of a batch's rows, in the order in which they first
// appear, those that differ in case only once. Rows that are no JSON objects
// are passed over.
std::vector<std::string> JsonMemberNames(const RowBatch& batch);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_NDJSON_PARSER_H_
