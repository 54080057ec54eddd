// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ResultRenderer: a job's result and reject files, from its stored outcome
// blocks and nothing else, so that they can be rendered again at any time,
// byte for byte (contract e, m.15).
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_RESULTS_RESULT_RENDERER_H_
#define MILLRACE_PIPELINE_RESULTS_RESULT_RENDERER_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "engine/io/file_system.h"
#include "millrace/job_state.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/results/part_writer.h"
#include "pipeline/results/result_layout.h"

namespace millrace {

class ResultRenderer {
 public:
  ResultRenderer(FileSystem& file_system,
                 const std::filesystem::path& directory,
                 const ResultLayout& layout);

  // Renders the rows of one outcome block. Blocks come in sequence order.
  absl::Status Add(std::string_view block);
  // Publishes the last parts. A complete job has a results file even if it
  // holds only the header.
  absl::Status Close(bool is_complete);

  const std::vector<ResultFile>& result_files() const {
    return results_.files();
  }
  // The rejects files, then the verbatim ones.
  std::vector<ResultFile> reject_files() const;

 private:
  absl::Status AddImported(const BlockRow& row);
  absl::Status AddRejected(const BlockRow& row);
  void AppendKey(std::string_view key);
  std::string_view MessageOf(size_t mapping, const Outcome& outcome);

  // Constant after construction.
  const ResultLayout& layout_;

  // Owned by one thread.
  PartWriter results_;
  PartWriter rejects_;
  PartWriter verbatim_;
  std::string line_;
  std::string file_id_and_comma_;
  // Texts by mapping, code and field, made on first use.
  std::vector<std::vector<std::string>> messages_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_RESULTS_RESULT_RENDERER_H_
