// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A slow, obvious reader of delimited text, byte after byte over the whole
// upload (contract l.10, l.12, m.3, m.14), and the same rows read by the
// product in chunks. The two must be equal whatever the chunks are.
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_CSV_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_CSV_H_

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "pipeline/batch/cell.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/upload_reader.h"

namespace millrace {

// A row as a test compares it.
struct CsvRow {
  uint64_t number = 0;
  uint64_t byte = 0;
  std::string text;  // what is kept of it
  RowShape shape = RowShape::kRow;
  RowDefect defect = RowDefect::kNone;
  uint64_t long_row_bytes = 0;
  std::vector<std::string> cells;  // of a row without defect; unescaped

  bool operator==(const CsvRow&) const = default;
};

std::ostream& operator<<(std::ostream& to, const CsvRow& row);

// How uploads are read; the same for both readers.
struct CsvReading {
  CsvDialect dialect;
  size_t column_count = 1;
  size_t row_bytes_max = kRowBytesMaxDefault;
  size_t long_row_bytes_kept = kLongRowBytesKept;
  // Of the product's batches; changes nothing in what is read.
  size_t batch_rows_max = kBatchRowsMax;
  // The upload breaks off behind its bytes instead of ending there.
  bool is_broken = false;
};

struct CsvUpload {
  std::string header;
  std::vector<CsvRow> rows;

  bool operator==(const CsvUpload&) const = default;
};

CsvUpload ReadByReference(std::string_view upload, const CsvReading& reading);

// What a batch tells of its place, for resuming behind it.
struct BatchEnd {
  uint64_t byte = 0;
  uint64_t next_row_number = 1;
  uint64_t fingerprint = 0;
  size_t row_count = 0;  // in this batch and those before
};

struct ProductReading {
  CsvUpload upload;
  std::vector<BatchEnd> batches;
  absl::Status status;  // OK, or what ended the reading
  std::string fault;    // empty, or what was wrong with a batch
};

UploadReader::Options ReaderOptions(const CsvReading& reading,
                                    size_t chunk_bytes);

// Reads all rows that `reader` still gives and checks of each batch what must
// hold of any: sequence, offsets and numbers without gaps, is_last.
ProductReading ReadByProduct(UploadReader& reader, const CsvReading& reading,
                             size_t chunk_bytes);

// The same from the start of a source.
ProductReading ReadByProduct(ByteSource& source, const CsvReading& reading,
                             size_t chunk_bytes);

// Gives bytes in pieces of changing sizes, as a pipe does, and then ends or
// breaks off with a kDataLoss.
class PieceSource final : public ByteSource {
 public:
  // `piece_bytes` are used in turn; REQUIRES: none of them is 0.
  PieceSource(std::string_view bytes, std::vector<size_t> piece_bytes,
              bool is_broken = false)
      : bytes_(bytes),
        piece_bytes_(std::move(piece_bytes)),
        is_broken_(is_broken) {}

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override;
  uint64_t file_bytes_read() const override { return offset_; }

 private:
  const std::string_view bytes_;
  const std::vector<size_t> piece_bytes_;
  const bool is_broken_;
  size_t offset_ = 0;
  size_t turn_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_CSV_H_
