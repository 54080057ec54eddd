// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_csv.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/checksum.h"
#include "millrace/limits.h"
#include "pipeline/source/csv_parser.h"

namespace millrace {
namespace {

// Well-formed sequences of the Unicode standard, table 3-7: ranges of the
// bytes, one line a kind.
constexpr std::string_view kSequences[] = {
    "\x01\x7f",
    "\xc2\xdf\x80\xbf",
    "\xe0\xe0\xa0\xbf\x80\xbf",
    "\xe1\xec\x80\xbf\x80\xbf",
    "\xed\xed\x80\x9f\x80\xbf",
    "\xee\xef\x80\xbf\x80\xbf",
    "\xf0\xf0\x90\xbf\x80\xbf\x80\xbf",
    "\xf1\xf3\x80\xbf\x80\xbf\x80\xbf",
    "\xf4\xf4\x80\x8f\x80\xbf\x80\xbf",
};

bool BeginsWithSequence(std::string_view text, std::string_view ranges) {
  if (text.size() < ranges.size() / 2) return false;
  for (size_t i = 0; i < ranges.size() / 2; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < static_cast<unsigned char>(ranges[2 * i]) ||
        byte > static_cast<unsigned char>(ranges[2 * i + 1])) {
      return false;
    }
  }
  return true;
}

// For text without a NUL.
bool IsPlainUtf8(std::string_view text) {
  while (!text.empty()) {
    size_t bytes = 0;
    for (const std::string_view ranges : kSequences) {
      if (BeginsWithSequence(text, ranges)) bytes = ranges.size() / 2;
    }
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

// Reads one row at `begin`.
struct RowReader {
  std::string_view upload;
  const CsvReading& reading;
  size_t begin;

  std::vector<std::string> cells = {};
  bool is_misplaced = false;
  bool is_open = false;
  bool is_open_at_limit = false;  // behind the first byte over the row limit
  size_t end = 0;                 // of the row, before its line end
  bool has_line_end = false;

  bool IsEnd(size_t i) const { return i >= upload.size(); }
  bool IsLineEndAt(size_t i) const {
    return !IsEnd(i) && (upload[i] == '\r' || upload[i] == '\n');
  }

  // Between quotes behind the byte at `i`.
  void NoteInside(size_t i) {
    if (i == begin + reading.row_bytes_max) is_open_at_limit = true;
  }

  void Read() {
    size_t i = begin;
    std::string cell;
    bool is_cell_start = true;
    while (!IsEnd(i) && !IsLineEndAt(i)) {
      const char byte = upload[i];
      if (reading.dialect.has_quotes && is_cell_start && byte == '"' &&
          !is_misplaced) {
        NoteInside(i++);
        is_open = true;
        while (!IsEnd(i)) {
          if (upload[i] != '"') {
            NoteInside(i);
            cell += upload[i++];
          } else if (i + 1 < upload.size() && upload[i + 1] == '"') {
            NoteInside(i + 1);
            cell += '"';
            i += 2;
          } else {
            is_open = false;
            ++i;
            break;
          }
        }
        is_cell_start = false;
        const bool is_end = IsEnd(i) || IsLineEndAt(i) ||
                            upload[i] == reading.dialect.delimiter;
        if (!is_end) is_misplaced = true;
        continue;
      }
      ++i;
      is_cell_start = byte == reading.dialect.delimiter;
      if (is_cell_start) {
        cells.push_back(cell);
        cell.clear();
      } else {
        cell += byte;
      }
    }
    cells.push_back(cell);
    end = i;
    has_line_end = IsLineEndAt(i);
  }
};

size_t AfterLineEnd(std::string_view upload, size_t at) {
  if (at >= upload.size()) return at;
  return at + (upload.substr(at).starts_with("\r\n") ? 2 : 1);
}

size_t LineEnd(std::string_view upload, size_t at) {
  return std::min(upload.find_first_of("\r\n", at), upload.size());
}

// Reads one row at *at and steps behind it; false if the upload breaks off
// before it can be said what the row is.
bool ReadRow(std::string_view upload, const CsvReading& reading, size_t* at,
             CsvRow* row) {
  RowReader reader{upload, reading, *at};
  reader.Read();
  row->byte = *at;
  size_t end = reader.end;
  const bool is_long = end - *at > reading.row_bytes_max;
  if (is_long) {
    const bool is_line_long =
        LineEnd(upload, *at) - *at > reading.row_bytes_max;
    row->shape = reader.is_open_at_limit && !is_line_long ? RowShape::kOpenQuote
                                                          : RowShape::kTooLong;
  } else if (reading.is_broken && !reader.has_line_end) {
    return false;
  } else if (reader.is_open) {
    row->shape = RowShape::kOpenQuote;
  }
  if (row->shape != RowShape::kRow) {
    end = LineEnd(upload, *at);
    row->text = upload.substr(*at, end - *at);
    if (row->text.size() > reading.row_bytes_max) {
      if (reading.is_broken && end == upload.size()) return false;
      row->long_row_bytes = row->text.size();
      row->text.resize(std::min(row->text.size(), reading.long_row_bytes_kept));
    }
  } else {
    row->text = upload.substr(*at, end - *at);
    if (row->text.empty()) {
      row->shape = RowShape::kBlank;
    } else if (row->text.find('\0') != std::string::npos) {
      row->defect = RowDefect::kNulByte;
    } else if (!IsPlainUtf8(row->text)) {
      row->defect = RowDefect::kNotUtf8;
    } else if (reader.is_misplaced) {
      row->defect = RowDefect::kMisplacedQuote;
    } else if (reader.cells.size() != reading.column_count) {
      row->defect = RowDefect::kColumnCount;
    } else {
      row->cells = reader.cells;
    }
  }
  *at = AfterLineEnd(upload, end);
  return true;
}

std::string UnescapedCell(const RowBatch& batch, const Cell& cell) {
  const std::string_view raw = CellText(batch, cell);
  if (!cell.needs_unescape) return std::string(raw);
  std::string text(raw.size(), '\0');
  text.resize(UnescapeCell(raw, text.data()));
  return text;
}

void AppendRows(const RowBatch& batch, std::vector<CsvRow>* rows) {
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    CsvRow row;
    row.number = batch.first_row_number + i;
    row.byte = batch.RowByte(i);
    row.text = batch.RowText(i);
    row.shape = batch.rows[i].shape;
    row.defect = batch.defects[i];
    if (i + 1 == batch.rows.size()) row.long_row_bytes = batch.long_row_bytes;
    if (row.shape == RowShape::kRow && row.defect == RowDefect::kNone) {
      for (size_t column = 0; column < batch.column_count; ++column) {
        row.cells.push_back(
            UnescapedCell(batch, batch.cells[i * batch.column_count + column]));
      }
    }
    rows->push_back(std::move(row));
  }
}

}  // namespace

std::ostream& operator<<(std::ostream& to, const CsvRow& row) {
  to << "row " << row.number << " at " << row.byte << " shape "
     << static_cast<int>(row.shape) << " defect "
     << static_cast<int>(row.defect) << " long " << row.long_row_bytes << " <"
     << row.text << ">";
  for (const std::string& cell : row.cells) to << " [" << cell << "]";
  return to;
}

CsvUpload ReadByReference(std::string_view upload, const CsvReading& reading) {
  CsvUpload read;
  size_t at = upload.starts_with("\xef\xbb\xbf") ? 3 : 0;
  if (reading.dialect.has_header && at < upload.size()) {
    const size_t begin = at;
    CsvRow header;
    if (!ReadRow(upload, reading, &at, &header)) return read;
    read.header = upload.substr(begin, at - begin);
  }
  for (uint64_t number = 1; at < upload.size(); ++number) {
    CsvRow row;
    if (!ReadRow(upload, reading, &at, &row)) break;
    row.number = number;
    read.rows.push_back(row);
  }
  return read;
}

UploadReader::Options ReaderOptions(const CsvReading& reading,
                                    size_t chunk_bytes) {
  return {.chunk_bytes = chunk_bytes,
          .row_bytes_max = reading.row_bytes_max,
          .long_row_bytes_kept = reading.long_row_bytes_kept,
          .batch_rows_max = reading.batch_rows_max};
}

ProductReading ReadByProduct(UploadReader& reader, const CsvReading& reading,
                             size_t chunk_bytes) {
  ProductReading read;
  RowBatch batch(chunk_bytes);
  const auto expect = [&read](bool holds, const char* what) {
    if (!holds && read.fault.empty()) read.fault = what;
  };
  bool was_last = false;
  for (;;) {
    const absl::StatusOr<bool> has_rows = reader.Next(&batch);
    if (!has_rows.ok()) {
      read.status = has_rows.status();
      // Once broken it stays so.
      expect(reader.Next(&batch).status() == read.status, "error is gone");
      expect(!was_last, "is_last before an error");
      break;
    }
    if (!*has_rows) {
      expect(was_last || read.batches.empty(), "no batch was the last");
      break;
    }
    expect(!was_last, "a batch behind the last");
    expect(!batch.rows.empty(), "batch without rows");
    expect(batch.sequence == read.batches.size(), "sequence");
    if (!read.batches.empty()) {
      expect(batch.first_byte == read.batches.back().byte, "first_byte");
      expect(batch.first_row_number == read.batches.back().next_row_number,
             "first_row_number");
    }
    expect(batch.chunk_used <= chunk_bytes, "chunk_used");
    was_last = batch.is_last;
    ParseCells(reading.dialect, reading.column_count, &batch);
    AppendRows(batch, &read.upload.rows);
    read.batches.push_back(
        {.byte = batch.end_byte,
         .next_row_number = batch.first_row_number + batch.rows.size(),
         .fingerprint = batch.fingerprint,
         .row_count = read.upload.rows.size()});
  }
  read.upload.header = reader.header_bytes();
  return read;
}

ProductReading ReadByProduct(ByteSource& source, const CsvReading& reading,
                             size_t chunk_bytes) {
  UploadReader reader(source, reading.dialect,
                      ReaderOptions(reading, chunk_bytes));
  return ReadByProduct(reader, reading, chunk_bytes);
}

absl::StatusOr<size_t> PieceSource::Read(char* to, size_t bytes_max) {
  const size_t piece = piece_bytes_[turn_++ % piece_bytes_.size()];
  const size_t count = bytes_.copy(to, std::min(bytes_max, piece), offset_);
  offset_ += count;
  if (count == 0 && is_broken_) return absl::DataLossError("source is broken");
  return count;
}

}  // namespace millrace
