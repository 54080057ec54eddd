// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportFile: where an export goes: standard output, or a file that appears
// under its name only when it is whole. Files are private (0600): they hold
// people's records.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_EXPORT_FILE_H_
#define MILLRACE_TOOLS_MILLRACE_EXPORT_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace millrace::tool {

class ExportFile {
 public:
  ExportFile() = default;
  // Removes what was not finished.
  ~ExportFile();
  ExportFile(const ExportFile&) = delete;
  ExportFile& operator=(const ExportFile&) = delete;

  // "-" or empty: standard output.
  absl::Status Open(const std::string& path);
  absl::Status Append(std::string_view bytes);
  // Makes the file durable and gives it its name.
  absl::Status Finish();

 private:
  absl::Status Flush();

  std::string path_;  // empty: standard output
  std::string temporary_path_;
  int fd_ = -1;
  std::string buffer_;
};

// Appends a row of CSV: RFC 4180, quotes only where needed, CRLF.
class CsvRow {
 public:
  void Add(std::string_view cell);
  // The row, until the next Add.
  const std::string& Finish();

 private:
  std::string text_;
  bool is_finished_ = true;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_EXPORT_FILE_H_
