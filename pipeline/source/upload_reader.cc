// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/upload_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/units.h"
#include "millrace/job_error.h"
#include "millrace/limits.h"
#include "pipeline/batch/cell.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/csv_dialect.h"
#include "pipeline/source/row_boundary.h"

namespace millrace {
namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr std::string_view kUtf16LittleMark = "\xff\xfe";
constexpr std::string_view kUtf16BigMark = "\xfe\xff";

// Bytes read ahead to see whether an upload ends where a chunk does.
constexpr size_t kProbeBytes = 4 * kKiB;

// Offsets in a chunk have 31 bits in a cell.
constexpr size_t kChunkBytesMax = kGiB;

size_t FindLineEnd(std::string_view text) {
  const size_t at = text.find_first_of("\r\n");
  return at == std::string_view::npos ? text.size() : at;
}

absl::Status OtherUpload() {
  return absl::FailedPreconditionError(
      "upload differs from the one the job began with");
}

}  // namespace

absl::Status UploadReader::Options::Validate() const {
  if (row_bytes_max == 0 || batch_rows_max == 0) {
    return absl::InvalidArgumentError(
        "row_bytes_max and batch_rows_max must be above zero");
  }
  if (chunk_bytes > kChunkBytesMax || row_bytes_max >= chunk_bytes - 1 ||
      long_row_bytes_kept > chunk_bytes) {
    return absl::InvalidArgumentError(
        "a chunk must hold the longest row with two bytes of line end, and "
        "long_row_bytes_kept, and be 1 GiB at most");
  }
  return absl::OkStatus();
}

UploadReader::UploadReader(ByteSource& source, const CsvDialect& dialect,
                           const Options& options)
    : source_(source),
      dialect_(dialect),
      options_(options),
      cutter_(dialect, {.row_bytes_max = options.row_bytes_max,
                        .long_row_bytes_kept = options.long_row_bytes_kept}),
      carry_(new char[options.chunk_bytes]),
      fill_bytes_(options.chunk_bytes) {
  MILLRACE_CHECK(dialect.Validate().ok());
  MILLRACE_CHECK(options.Validate().ok());
}

TextEnd UploadReader::text_end() const {
  if (!break_.ok()) return TextEnd::kBreak;
  return is_end_ ? TextEnd::kUpload : TextEnd::kMore;
}

// Reads until `bytes_max` bytes are there or the source ends.
void UploadReader::Fill(char* to, size_t* used, size_t bytes_max) {
  while (*used < bytes_max && !is_end_ && break_.ok()) {
    const absl::StatusOr<size_t> count =
        source_.Read(to + *used, bytes_max - *used);
    if (!count.ok()) {
      break_ = count.status();
    } else if (*count == 0) {
      is_end_ = true;
    } else {
      *used += *count;
    }
  }
}

void UploadReader::FillCarry() {
  const size_t kept = carry().size();
  std::memmove(carry_.get(), carry_.get() + carry_begin_, kept);
  carry_begin_ = 0;
  carry_end_ = kept;
  Fill(carry_.get(), &carry_end_, options_.chunk_bytes);
}

// Counts and remembers bytes that the next batch begins behind.
void UploadReader::PassOver(std::string_view bytes) {
  history_.Append(bytes);
  position_ += bytes.size();
}

void UploadReader::DropCarry(size_t bytes) {
  PassOver(carry().substr(0, bytes));
  carry_begin_ += bytes;
}

absl::Status UploadReader::SkipMark() {
  FillCarry();
  if (carry().starts_with(kUtf16LittleMark) ||
      carry().starts_with(kUtf16BigMark)) {
    return UploadError(JobErrorCode::kInvalidFile,
                       "upload is UTF-16; only UTF-8 is read");
  }
  if (carry().starts_with(kUtf8Mark)) DropCarry(kUtf8Mark.size());
  return absl::OkStatus();
}

absl::Status UploadReader::SkipHeader() {
  FillCarry();
  std::vector<RowSpan> rows;
  const RowCutter::Result cut = cutter_.Cut(carry(), text_end(), 1, &rows);
  // The upload breaks off inside the header.
  if (rows.empty()) MILLRACE_RETURN_IF_ERROR(break_);
  if (cut.is_long_line) {
    return UploadError(JobErrorCode::kInvalidFile,
                       "header row is longer than row_bytes_max: " +
                           std::to_string(options_.row_bytes_max));
  }
  header_bytes_ = carry().substr(0, cut.next);
  DropCarry(cut.next);
  return absl::OkStatus();
}

absl::Status UploadReader::ReadHeader() {
  if (has_begun_) return absl::OkStatus();
  has_begun_ = true;
  absl::Status status = SkipMark();
  if (status.ok() && dialect_.has_header) status = SkipHeader();
  if (!status.ok()) {
    // Nothing of such an upload can be read.
    break_ = status;
    carry_begin_ = carry_end_;
  }
  return status;
}

absl::Status UploadReader::ResumeAt(uint64_t byte_offset,
                                    uint64_t next_row_number,
                                    uint64_t expected_fingerprint) {
  MILLRACE_CHECK(!has_begun_);
  MILLRACE_RETURN_IF_ERROR(ReadHeader());
  next_row_number_ = next_row_number;
  if (byte_offset < position_) return OtherUpload();
  while (position_ < byte_offset) {
    const uint64_t left = byte_offset - position_;
    if (carry().empty() && left > kFingerprintBytes) {
      MILLRACE_RETURN_IF_ERROR(break_);
      const uint64_t skipped = left - kFingerprintBytes;
      MILLRACE_RETURN_IF_ERROR(source_.Skip(skipped));
      position_ += skipped;
      history_.Clear();
      continue;
    }
    if (carry().empty()) FillCarry();
    if (carry().empty()) {
      // The upload ends, or breaks off, before what was read of it before.
      MILLRACE_RETURN_IF_ERROR(break_);
      return OtherUpload();
    }
    DropCarry(static_cast<size_t>(std::min<uint64_t>(left, carry().size())));
  }
  if (history_.Fingerprint() != expected_fingerprint) return OtherUpload();
  return absl::OkStatus();
}

// Puts carried bytes and new ones into the chunk; returns how many of them
// were carried.
size_t UploadReader::FillChunk(RowBatch* batch) {
  const size_t carried = std::min(carry().size(), fill_bytes_);
  std::memcpy(batch->chunk.get(), carry().data(), carried);
  batch->chunk_used = carried;
  Fill(batch->chunk.get(), &batch->chunk_used, fill_bytes_);
  return carried;
}

// Carries what is behind the rows of a chunk of which `used` bytes were
// filled, the first `carried` of them out of carry_.
void UploadReader::KeepRest(const RowBatch& batch, size_t used, size_t carried,
                            size_t next) {
  PassOver({batch.chunk.get(), next});
  if (used == carried) {
    carry_begin_ += next;
    return;
  }
  // New bytes were read, so carry_ had been used up.
  carry_begin_ = 0;
  carry_end_ = used - next;
  std::memcpy(carry_.get(), batch.chunk.get() + next, carry_end_);
}

// Passes over the rest of a physical line and its line end, and adds its bytes
// to *line_bytes. False: the source breaks off before the line end.
bool UploadReader::PassLongLine(uint64_t* line_bytes) {
  for (;;) {
    const size_t line_end = FindLineEnd(carry());
    *line_bytes += line_end;
    DropCarry(line_end);
    // Both bytes of a CRLF are needed at once.
    if (carry().size() < 2) FillCarry();
    if (carry().empty()) return break_.ok();
    if (IsLineEnd(carry().front())) break;
  }
  DropCarry(carry().starts_with("\r\n") ? 2 : 1);
  return true;
}

bool UploadReader::IsAtEnd() {
  if (carry().empty()) {
    carry_begin_ = 0;
    carry_end_ = 0;
    Fill(carry_.get(), &carry_end_,
         std::min(kProbeBytes, options_.chunk_bytes));
  }
  return carry().empty() && is_end_;
}

absl::StatusOr<bool> UploadReader::Next(RowBatch* batch) {
  MILLRACE_CHECK_GE(batch->chunk_capacity, options_.chunk_bytes);
  batch->Clear();
  MILLRACE_RETURN_IF_ERROR(ReadHeader());
  const size_t carried = FillChunk(batch);
  // A chunk that is filled in part may leave bytes behind in the carry.
  const TextEnd end = carried < carry().size() ? TextEnd::kMore : text_end();
  const RowCutter::Result cut =
      cutter_.Cut(batch->text(), end, options_.batch_rows_max, &batch->rows);
  if (batch->rows.empty()) {
    batch->Clear();
    // A full chunk has at least one row, so the source is at its end.
    MILLRACE_CHECK(end != TextEnd::kMore);
    MILLRACE_RETURN_IF_ERROR(break_);
    return false;
  }
  // Fewer bytes next time if the rows were too many for all of these.
  const bool is_full = batch->rows.size() >= options_.batch_rows_max;
  fill_bytes_ = is_full ? std::max(cutter_.TextBytesMin(), 2 * cut.next)
                        : 2 * fill_bytes_;
  fill_bytes_ = std::min(fill_bytes_, options_.chunk_bytes);

  batch->sequence = sequence_;
  batch->first_byte = position_;
  batch->first_fingerprint = history_.Fingerprint();
  batch->first_row_number = next_row_number_;
  KeepRest(*batch, batch->chunk_used, carried, cut.next);
  batch->chunk_used = cut.next;
  if (cut.is_long_line) {
    batch->long_row_bytes = batch->rows.back().length;
    if (!PassLongLine(&batch->long_row_bytes)) {
      // Where the line ends is unknown, so it is no row.
      batch->Clear();
      return break_;
    }
  }
  ++sequence_;
  next_row_number_ += batch->rows.size();
  batch->end_byte = position_;
  batch->fingerprint = history_.Fingerprint();
  batch->is_last = IsAtEnd();
  return true;
}

}  // namespace millrace
