// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// PartWriter: writes rows into files <kind>-<job>-<part>.<extension>, none
// larger than a limit unless a single row is, each beginning with the header
// (contract e, m.15). Files appear whole, by rename.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_RESULTS_PART_WRITER_H_
#define MILLRACE_PIPELINE_RESULTS_PART_WRITER_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "engine/io/atomic_file.h"
#include "engine/io/file_system.h"
#include "millrace/job_state.h"

namespace millrace {

class PartWriter {
 public:
  PartWriter(FileSystem& file_system, std::filesystem::path directory,
             std::string stem, std::string extension, std::string header,
             uint64_t bytes_max);

  // Appends one row, line end included.
  absl::Status Append(std::string_view row);
  // Publishes the last part. Without a row there is no file, unless one is
  // wanted for its header.
  absl::Status Close(bool even_if_empty);

  const std::vector<ResultFile>& files() const { return files_; }

 private:
  absl::Status StartPart();
  absl::Status FinishPart();

  // Constant after construction.
  FileSystem& file_system_;
  const std::filesystem::path directory_;
  const std::string stem_;
  const std::string extension_;
  const std::string header_;
  const uint64_t bytes_max_;

  // Owned by one thread.
  std::optional<AtomicFile> part_;
  uint64_t rows_in_part_ = 0;
  std::vector<ResultFile> files_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_RESULTS_PART_WRITER_H_
