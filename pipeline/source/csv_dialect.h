// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// CsvDialect: how an upload's text is to be split, as its job spec says
// (contract l.9, l.10). Nothing is guessed from the text itself.

#ifndef MILLRACE_PIPELINE_SOURCE_CSV_DIALECT_H_
#define MILLRACE_PIPELINE_SOURCE_CSV_DIALECT_H_

#include "absl/status/status.h"

namespace millrace {

struct CsvDialect {
  char delimiter = ',';
  // A quote opens a cell only as its first character. Without quotes it is a
  // character like any other.
  bool has_quotes = false;
  // The first row names the columns for people's eyes; it is passed over.
  bool has_header = false;

  // A delimiter is one ASCII character that is no quote, line end or NUL: it
  // must not split a UTF-8 character nor be taken for something else.
  absl::Status Validate() const {
    if (static_cast<unsigned char>(delimiter) >= 0x80) {
      return absl::InvalidArgumentError("delimiter is not ASCII");
    }
    if (delimiter == '"' || delimiter == '\r' || delimiter == '\n' ||
        delimiter == '\0') {
      return absl::InvalidArgumentError(
          "delimiter is a quote, a line end or NUL");
    }
    return absl::OkStatus();
  }
};

// A row ends with LF, CR, or CR and LF together (contract l.12).
inline constexpr bool IsLineEnd(char byte) {
  return byte == '\n' || byte == '\r';
}

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_CSV_DIALECT_H_
