// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JobSpec: what a bulk import job is to do, as posted (contract b.1 to b.5).
//
//   auto spec = millrace::ReadJobSpec("contacts.job.json");
//
// Reading keeps the defects of form in the spec; CheckJobSpec adds those
// against a catalogue, so that a caller sees all of them at once.

#ifndef MILLRACE_JOB_SPEC_H_
#define MILLRACE_JOB_SPEC_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/limits.h"

namespace millrace {

// One thing wrong with a job spec (contract g).
struct SpecDefect {
  std::string path = {};  // "actions[0].mappingTypes[1].name"; may be empty
  std::string code = "INVALID_PARAMETER";
  std::string text = {};
  std::string hint = {};  // what would be valid
  friend bool operator==(const SpecDefect&, const SpecDefect&) = default;
};

// kNdjson: no delimiter at all, but one JSON object a row, whose members are
// the cells of the columns of their names.
enum class ColumnDelimiter : uint8_t { kCsv, kTab, kPipe, kNdjson };

// What happens to a row whose record an earlier row of the job created or
// found (contract m.12). JSON: "update" | "ignore-later" | "reject-later".
enum class DuplicatePolicy : uint8_t { kUpdate, kIgnoreLater, kRejectLater };

struct FileSpec {
  std::string file_name = {};
  std::string source_url = {};  // optional outside the service (l.31)
  std::vector<std::string> columns = {};
  ColumnDelimiter delimiter = ColumnDelimiter::kCsv;
  bool has_header = false;
  bool has_quotes = false;

  friend bool operator==(const FileSpec&, const FileSpec&) = default;
};

struct ValueTranslation {
  std::string source_value = {};
  std::string target_value = {};

  friend bool operator==(const ValueTranslation&,
                         const ValueTranslation&) = default;
};

// The header of the column that includeMatchInResultsFile adds.
inline constexpr std::string_view kMatchedByHeader = "MatchedBy";

struct FieldValueMapping {
  std::string field_name = {};
  std::optional<std::string> column_name = {};
  std::optional<std::string> static_value = {};
  std::vector<ValueTranslation> values = {};
  // Ours: a cell that holds this text, once trimmed, clears the field in the
  // record; empty: none does. "clearMarker".
  std::string clear_marker = {};
  // Ours: so does a blank cell, which leaves the field alone otherwise
  // (contract m.7). "blankClears".
  bool blank_clears = false;

  bool may_clear() const { return blank_clears || !clear_marker.empty(); }

  friend bool operator==(const FieldValueMapping&,
                         const FieldValueMapping&) = default;
};

struct MappingSpec {
  std::string name = {};
  std::optional<std::string> result_file_column_name = {};
  bool include_in_results_file = true;  // ours (l.3)
  std::vector<FieldValueMapping> field_value_mappings = {};

  friend bool operator==(const MappingSpec&, const MappingSpec&) = default;
};

// What a code column's header ends with; before it stands the mapping's.
inline constexpr char kCodeHeaderEnd[] = "_Code";

struct JobSpec {
  std::string description = {};
  FileSpec file = {};
  std::string resource_type = {};
  std::vector<std::string> columns_to_include = {};
  int64_t result_file_size_kb_limit = kResultFileSizeKbDefault;
  std::vector<MappingSpec> mapping_types = {};
  DuplicatePolicy duplicate_policy = DuplicatePolicy::kUpdate;  // ours
  // Ours: a column MatchedBy in the results says what found each record.
  bool include_match_in_results_file = false;
  std::string webhook_url = {};  // ours
  // Ours: the results files have a column with the code's name behind every
  // mapping's message. "resultCodes" of the action.
  bool result_codes = false;

  // Defects of form found while reading; a spec made in code has none.
  std::vector<SpecDefect> defects = {};

  friend bool operator==(const JobSpec&, const JobSpec&) = default;
};

// Reads a POST body. Only text that is no JSON object at all, or over the
// limits of size and depth, fails outright; every other defect is in
// JobSpec::defects.
absl::StatusOr<JobSpec> ParseJobSpec(std::string_view json);
absl::StatusOr<JobSpec> ReadJobSpec(const std::filesystem::path& path);

// The spec as JSON that ParseJobSpec reads back to an equal spec.
std::string ToJson(const JobSpec& spec);

// All defects: those of form, and those against the catalogue. Empty: the
// spec can be run.
std::vector<SpecDefect> CheckJobSpec(const JobSpec& spec,
                                     const Catalogue& catalogue);

// kInvalidArgument with every defect in its message, a line each, and as a
// payload; and back.
absl::Status SpecDefectsStatus(const std::vector<SpecDefect>& defects);
std::vector<SpecDefect> SpecDefectsOf(const absl::Status& status);

}  // namespace millrace

#endif  // MILLRACE_JOB_SPEC_H_
