// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// SuggestMapping: guesses a job spec from an upload's header and first rows.
//
//   auto suggested = millrace::SuggestMapping("people.csv", catalogue,
//                                             {.resource_type = "Contacts"});
//   auto job_id = importer.Submit(suggested->spec, "people.csv");
//
// A column goes to the field that has its name, ignoring case, spaces and
// punctuation, or one of the field's synonyms in the catalogue, or to whose
// type nearly all of its values fit. The spec that comes out can be run as it
// is, and should be read before.
//
// Threading: a pure function of the upload and the catalogue.

#ifndef MILLRACE_MAPPING_SUGGESTION_H_
#define MILLRACE_MAPPING_SUGGESTION_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/importer.h"
#include "millrace/job_spec.h"

namespace millrace {

struct SuggestOptions {
  std::string resource_type = {};
  std::optional<ColumnDelimiter> delimiter = {};  // else the header shows it
  size_t sample_rows = 1000;
};

// What became of one column. No text here comes from the upload's rows.
struct ColumnSuggestion {
  std::string column = {};
  std::string mapping_type = {};  // empty: the column is not used
  std::string field = {};
  int confidence = 0;  // percent
  std::string reason = {};
};

struct MappingSuggestion {
  JobSpec spec = {};  // without defects against the catalogue
  std::vector<ColumnSuggestion> columns = {};  // in upload order
};

// kInvalidArgument: no such resource type, or nothing to be made of the
// columns; the upload's own trouble as in JobSpecFromHeader.
absl::StatusOr<MappingSuggestion> SuggestMapping(const Upload& upload,
                                                 const Catalogue& catalogue,
                                                 const SuggestOptions& options);

}  // namespace millrace

#endif  // MILLRACE_MAPPING_SUGGESTION_H_
