// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadReader: turns a byte source into batches of whole rows. Passes over a
// byte order mark and the header row, carries the unfinished row at a chunk's
// end into the next one, counts rows, and fingerprints the bytes so that a
// resume can tell whether it is given the same upload.
//
//   UploadReader reader(*source, dialect, options);
//   for (;;) {
//     RowBatch* batch = pool.Acquire();
//     MILLRACE_ASSIGN_OR_RETURN(bool has_rows, reader.Next(batch));
//     if (!has_rows) break;
//   }
//
// The rows, their numbers and bytes do not depend on the chunk size, nor on
// how many bytes each read happens to give; only where batches end does.
//
// Threading: belongs to one thread.
// Ownership: borrows the source.

#ifndef MILLRACE_PIPELINE_SOURCE_UPLOAD_READER_H_
#define MILLRACE_PIPELINE_SOURCE_UPLOAD_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/limits.h"
#include "pipeline/batch/cell.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/row_boundary.h"
#include "pipeline/source/upload_history.h"

namespace millrace {

class UploadReader {
 public:
  struct Options {
    // Bytes of a batch. A chunk holds the longest row with its line end, and
    // what is kept of a longer one.
    size_t chunk_bytes = kChunkBytesDefault;
    // Bytes of a row without its line end.
    size_t row_bytes_max = kRowBytesMaxDefault;
    // Bytes kept of a physical line that is itself longer.
    size_t long_row_bytes_kept = kLongRowBytesKept;
    // Rows of a batch: bounds the memory for cells where rows are short.
    size_t batch_rows_max = kBatchRowsMax;

    absl::Status Validate() const;
  };

  // REQUIRES: dialect and options are valid; `source` stands at its start.
  UploadReader(ByteSource& source, const CsvDialect& dialect,
               const Options& options);

  // Fills `batch` with the next rows; false if there are none. An error of the
  // source comes after the last row that is whole before it, and stays.
  // REQUIRES: batch->chunk_capacity >= options.chunk_bytes.
  absl::StatusOr<bool> Next(RowBatch* batch);

  // Goes on behind a batch of an earlier execution: at its end_byte, with the
  // number of the row that follows it. kFailedPrecondition if the bytes
  // before have another fingerprint than the batch had.
  // REQUIRES: called once at most, before Next().
  absl::Status ResumeAt(uint64_t byte_offset, uint64_t next_row_number,
                        uint64_t expected_fingerprint);

  // Passes over byte order mark and header now rather than in Next().
  absl::Status ReadHeader();

  // The header row as it came, with its line end, without the byte order
  // mark; empty if the dialect has none or the upload is empty. Known from
  // the first Next(), ResumeAt() or ReadHeader() on.
  const std::string& header_bytes() const { return header_bytes_; }

 private:
  TextEnd text_end() const;
  std::string_view carry() const {
    return {carry_.get() + carry_begin_, carry_end_ - carry_begin_};
  }

  void Fill(char* to, size_t* used, size_t bytes_max);
  void FillCarry();
  void DropCarry(size_t bytes);
  void PassOver(std::string_view bytes);

  absl::Status SkipMark();
  absl::Status SkipHeader();
  size_t FillChunk(RowBatch* batch);
  void KeepRest(const RowBatch& batch, size_t used, size_t carried,
                size_t next);
  bool PassLongLine(uint64_t* line_bytes);
  bool IsAtEnd();

  // Constant after construction.
  ByteSource& source_;
  const CsvDialect dialect_;
  const Options options_;

  // Owned by one thread.
  RowCutter cutter_;
  UploadHistory history_;
  uint64_t position_ = 0;  // in the upload: of the first byte in carry_
  uint64_t sequence_ = 0;
  uint64_t next_row_number_ = 1;
  bool has_begun_ = false;
  std::string header_bytes_;
  // The source has ended, or has broken off with this error.
  bool is_end_ = false;
  absl::Status break_;
  // Bytes that were read and not yet made into rows: [carry_begin_,
  // carry_end_) of a chunk's worth.
  const std::unique_ptr<char[]> carry_;
  size_t carry_begin_ = 0;
  size_t carry_end_ = 0;
  // How much to put into the next chunk; less than a chunk only where
  // batch_rows_max ends batches early.
  size_t fill_bytes_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_UPLOAD_READER_H_
