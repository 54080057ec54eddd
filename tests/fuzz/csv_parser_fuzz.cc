// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads any bytes as an upload, in chunks and reads of any size, and compares
// rows and cells with the slow reader of reference_csv. Four bytes choose the
// dialect and the sizes; the rest is the upload.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/check.h"
#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "tests/support/reference_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using millrace::CsvReading;
  constexpr size_t kChoices = 4;
  // The slow reader takes time by the square of the size.
  if (size < kChoices || size > 8192) return 0;
  CsvReading reading;
  reading.dialect.has_quotes = (bytes[0] & 1) != 0;
  reading.dialect.has_header = (bytes[0] & 2) != 0;
  reading.dialect.delimiter = (bytes[0] & 4) != 0 ? '\t' : ',';
  reading.is_broken = (bytes[0] & 8) != 0;
  reading.column_count = 1 + (bytes[0] >> 4);
  reading.row_bytes_max = 1 + bytes[1] % 200;
  reading.long_row_bytes_kept = bytes[2] % 64;
  if (bytes[3] >= 128) reading.batch_rows_max = 1 + bytes[3] % 7;
  const size_t smallest =
      std::max(reading.row_bytes_max + 2, reading.long_row_bytes_kept);
  const size_t chunk_bytes = smallest + bytes[3] % 128;
  const std::string_view upload(reinterpret_cast<const char*>(bytes) + kChoices,
                                size - kChoices);

  millrace::PieceSource source(upload, {size_t{1} + bytes[2] % 7, 1000},
                               reading.is_broken);
  const millrace::ProductReading read =
      millrace::ReadByProduct(source, reading, chunk_bytes);
  MILLRACE_CHECK_EQ(read.fault, "");
  if (millrace::UploadErrorOf(read.status).has_value()) {
    // UTF-16, or a header over the limit.
    MILLRACE_CHECK(read.upload.rows.empty());
    return 0;
  }
  MILLRACE_CHECK_EQ(read.status.ok(), !reading.is_broken);
  MILLRACE_CHECK(read.upload == millrace::ReadByReference(upload, reading));
  return 0;
}
