// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ResultLayout: what a job's result and reject files look like: columns,
// headers, message texts, size limit (contract e, l.3, l.16 to l.19, m.15).
//
// Threading: constant after construction.

#ifndef MILLRACE_PIPELINE_RESULTS_RESULT_LAYOUT_H_
#define MILLRACE_PIPELINE_RESULTS_RESULT_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "millrace/job_spec.h"
#include "millrace/job_state.h"
#include "millrace/outcome.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

class ResultLayout {
 public:
  // has_codes: with a code column a mapping, whatever the spec says.
  ResultLayout(const JobRecord& job, const JobSpec& spec,
               const MappingPlan& plan, bool has_codes = false);

  // Header lines, CRLF included; of the verbatim file, what the upload had.
  std::string ResultsHeader() const;
  static std::string RejectsHeader();
  const std::string& upload_header() const { return upload_header_; }

  JobId job_id() const { return job_id_; }
  int64_t upload_file_id() const { return upload_file_id_; }
  const std::string& key_type() const { return key_type_; }
  bool is_key_integer() const { return is_key_integer_; }
  uint64_t bytes_max() const { return bytes_max_; }
  // Of the verbatim reject file: the upload's own.
  const std::string& upload_extension() const { return upload_extension_; }
  size_t requested_count() const { return requested_headers_.size(); }
  bool shows_match() const { return shows_match_; }
  // Mappings that have a column, by index.
  const std::vector<size_t>& shown() const { return shown_; }
  // Whether each of them has a column for the code behind its message.
  bool has_codes() const { return has_codes_; }

  // What MatchedBy says: the key's name, an external id's field or a match
  // rule; with a mark if it found several records. Empty: nothing found one.
  std::string MatchText(uint16_t found, bool is_ambiguous) const;
  // What a mapping's column says.
  std::string Message(size_t mapping, const Outcome& outcome) const;
  // What the rejects file says; mapping and field as stored with the reject.
  std::string RejectText(Code code, uint8_t mapping, uint8_t field) const;
  // Empty for a reject that is about no column.
  std::string_view ColumnName(uint8_t column) const;

 private:
  struct FieldNames {
    std::string name;
    std::string parent;
    std::string reference;  // what a record is called that the field names
  };

  std::string TextOf(Code code, const std::vector<FieldNames>* fields,
                     uint8_t field) const;

  JobId job_id_;
  int64_t upload_file_id_;
  std::string key_type_;
  std::string type_singular_;
  bool is_key_integer_;
  uint64_t bytes_max_;
  std::string upload_header_;
  std::string upload_extension_;
  std::vector<std::string> requested_headers_;
  std::vector<std::string> mapping_headers_;
  std::vector<size_t> shown_;
  bool has_codes_;
  bool shows_match_;
  std::vector<std::string> finder_names_;
  std::vector<std::string> column_names_;
  std::vector<std::vector<FieldNames>> fields_;  // by mapping
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_RESULTS_RESULT_LAYOUT_H_
