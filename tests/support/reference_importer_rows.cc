// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// One scanner reads a row from a place in the upload to its end, whatever its
// length, and notes what it saw. Only then is it asked whether the row was too
// long or ended inside quotes; if so, the scan is thrown away and the first
// physical line is cut instead.

#include "tests/support/reference_importer_rows.h"

namespace millrace::reference {
namespace {

char DelimiterOf(const FileSpec& file) {
  switch (file.delimiter) {
    case ColumnDelimiter::kCsv:
      return ',';
    case ColumnDelimiter::kTab:
      return '\t';
    case ColumnDelimiter::kPipe:
      return '|';
  }
  return ',';
}

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

// Where the row that begins at `begin` ends, and what is in it.
struct Scan {
  size_t end = 0;             // of the line end, or of the upload
  bool is_open = false;       // inside quotes there
  bool is_misplaced = false;  // something stood behind a closing quote
  std::vector<std::string> cells = {};
};

// Gives up one byte over the limit: the row is too long then, whatever follows.
Scan ScanRow(const std::string& bytes, size_t begin, const FileSpec& file,
             size_t row_bytes_max) {
  const char delimiter = DelimiterOf(file);
  Scan scan;
  std::string cell;
  bool at_cell_start = true;
  bool is_inside = false;   // between quotes
  bool was_quoted = false;  // a closing quote has just been read
  size_t i = begin;
  for (; i < bytes.size() && i - begin <= row_bytes_max; ++i) {
    const char c = bytes[i];
    if (is_inside) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < bytes.size() && bytes[i + 1] == '"') {
        cell += '"';
        ++i;
      } else {
        is_inside = false;
        was_quoted = true;
      }
      continue;
    }
    if (IsLineEnd(c)) break;
    if (c == delimiter) {
      scan.cells.push_back(cell);
      cell.clear();
      at_cell_start = true;
      was_quoted = false;
      continue;
    }
    if (was_quoted) scan.is_misplaced = true;
    // Behind a misplaced quote the row goes on as if it had no quotes.
    if (file.has_quotes && c == '"' && at_cell_start && !scan.is_misplaced) {
      is_inside = true;
    } else {
      cell += c;
    }
    at_cell_start = false;
    was_quoted = false;
  }
  scan.cells.push_back(cell);
  scan.end = i;
  // Two quotes that straddle the limit: the first one alone closes.
  scan.is_open = is_inside && i <= begin + row_bytes_max + 1;
  return scan;
}

std::string LineEndAt(const std::string& bytes, size_t at) {
  if (at >= bytes.size()) return "";
  if (bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n') {
    return "\r\n";
  }
  return std::string(1, bytes[at]);
}

// The row at `begin`, without its number, and with the cells of the scan.
Row CutRow(const std::string& bytes, size_t begin, const FileSpec& file,
           size_t row_bytes_max) {
  const Scan scan = ScanRow(bytes, begin, file, row_bytes_max);
  Row row;
  row.byte = begin;
  size_t end = scan.end;
  const bool is_long = scan.end - begin > row_bytes_max;
  if (is_long || scan.is_open) {
    end = begin;
    while (end < bytes.size() && !IsLineEnd(bytes[end])) ++end;
    // What makes a row of short lines long is a quote that stays open.
    row.is_line_long = end - begin > row_bytes_max;
    row.defect = scan.is_open && !row.is_line_long ? Code::kOpenQuote
                                                   : Code::kRowTooLong;
  }
  row.text = bytes.substr(begin, end - begin);
  row.line_end = LineEndAt(bytes, end);
  if (row.defect != Code::kNone) return row;

  row.is_blank = row.text.empty();
  row.cells = scan.cells;
  if (row.text.find('\0') != std::string::npos) {
    row.defect = Code::kNulByte;
  } else if (!IsUtf8(row.text)) {
    row.defect = Code::kNotUtf8;
  } else if (scan.is_misplaced) {
    row.defect = Code::kMisplacedQuote;
  } else if (!row.is_blank && row.cells.size() != file.columns.size()) {
    row.defect = Code::kColumnCount;
  }
  return row;
}

}  // namespace

bool IsUtf8(const std::string& text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    int more = 0;
    uint32_t scalar = lead;
    uint32_t least = 0;
    if (lead >= 0x80) {
      if (lead >= 0xC0 && lead <= 0xDF) {
        more = 1, scalar = lead & 0x1FU, least = 0x80;
      } else if (lead >= 0xE0 && lead <= 0xEF) {
        more = 2, scalar = lead & 0x0FU, least = 0x800;
      } else if (lead >= 0xF0 && lead <= 0xF7) {
        more = 3, scalar = lead & 0x07U, least = 0x10000;
      } else {
        return false;
      }
    }
    ++i;
    for (; more > 0; --more, ++i) {
      if (i >= text.size()) return false;
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0U) != 0x80U) return false;
      scalar = scalar << 6 | (next & 0x3FU);
    }
    if (scalar < least || scalar > 0x10FFFF) return false;
    if (scalar >= 0xD800 && scalar <= 0xDFFF) return false;
  }
  return true;
}

Upload SplitUpload(const std::string& bytes, const FileSpec& file,
                   size_t row_bytes_max) {
  Upload upload;
  const std::string start = bytes.substr(0, 2);
  if (start == "\xFF\xFE" || start == "\xFE\xFF") {
    upload.is_invalid = true;
    return upload;
  }
  size_t at = bytes.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  if (file.has_header && at < bytes.size()) {
    const Row header = CutRow(bytes, at, file, row_bytes_max);
    // Such a line is no list of names.
    if (header.text.size() > row_bytes_max) {
      upload.is_invalid = true;
      return upload;
    }
    upload.has_header = true;
    upload.header = header.text + header.line_end;
    at += upload.header.size();
  }
  for (uint64_t number = 1; at < bytes.size(); ++number) {
    Row row = CutRow(bytes, at, file, row_bytes_max);
    row.number = number;
    at += row.text.size() + row.line_end.size();
    upload.rows.push_back(row);
  }
  return upload;
}

}  // namespace millrace::reference
