// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/upload_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/base/checksum.h"
#include "millrace/job_error.h"
#include "millrace/limits.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/csv_dialect.h"
#include "tests/pipeline/source/csv_cases.h"
#include "tests/support/reference_csv.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

constexpr CsvDialect kQuoted = {.has_quotes = true};
constexpr CsvDialect kQuotedHeader = {.has_quotes = true, .has_header = true};

size_t SmallestChunk(const CsvReading& reading) {
  return std::max(reading.row_bytes_max + 2, reading.long_row_bytes_kept);
}

// Reads by chunks of many sizes and reads of many sizes, resumes at the end of
// each batch, and compares all of it with the reference.
void ExpectSameAsReference(std::string_view upload, const CsvReading& reading) {
  const CsvUpload expected = ReadByReference(upload, reading);
  const size_t smallest = SmallestChunk(reading);
  for (const size_t extra : {0, 1, 2, 3, 7, 61, 1000}) {
    const size_t chunk_bytes = smallest + extra;
    for (const std::vector<size_t>& pieces :
         std::vector<std::vector<size_t>>{{1}, {3, 1, 2}, {1 << 20}}) {
      PieceSource source(upload, pieces, reading.is_broken);
      const ProductReading read = ReadByProduct(source, reading, chunk_bytes);
      ASSERT_EQ(read.fault, "");
      ASSERT_EQ(read.status.ok(), !reading.is_broken) << read.status;
      ASSERT_EQ(read.upload.header, expected.header);
      ASSERT_THAT(read.upload.rows, ::testing::ContainerEq(expected.rows))
          << "chunk of " << chunk_bytes << ", upload <" << upload << ">";
      for (const BatchEnd& end : read.batches) {
        ASSERT_EQ(end.fingerprint,
                  Checksum64(upload.substr(0, end.byte)
                                 .substr(end.byte -
                                         std::min<uint64_t>(
                                             end.byte, kFingerprintBytes))));
        PieceSource again(upload, pieces, reading.is_broken);
        UploadReader reader(again, reading.dialect,
                            ReaderOptions(reading, chunk_bytes));
        MILLRACE_ASSERT_OK(
            reader.ResumeAt(end.byte, end.next_row_number, end.fingerprint));
        const ProductReading rest = ReadByProduct(reader, reading, chunk_bytes);
        ASSERT_EQ(rest.upload.header, expected.header);
        ASSERT_THAT(rest.upload.rows,
                    ::testing::ContainerEq(std::vector<CsvRow>(
                        expected.rows.begin() +
                            static_cast<std::ptrdiff_t>(end.row_count),
                        expected.rows.end())));
        // Every place at every chunk size would take long.
        if (pieces[0] != 1) break;
      }
    }
  }
}

// One row in a few words.
std::string Summary(const CsvRow& row) {
  constexpr const char* kShapes[] = {"", "blank", "too long", "open quote"};
  constexpr const char* kDefects[] = {"", "nul", "not utf8", "misplaced",
                                      "columns"};
  std::string text = std::to_string(row.number) + "@" +
                     std::to_string(row.byte) + " " +
                     kShapes[static_cast<int>(row.shape)] +
                     kDefects[static_cast<int>(row.defect)];
  if (row.shape == RowShape::kTooLong || row.shape == RowShape::kOpenQuote) {
    text += " <" + row.text + ">";
  }
  if (row.long_row_bytes != 0) {
    text += " of " + std::to_string(row.long_row_bytes);
  }
  for (const std::string& cell : row.cells) text += "[" + cell + "]";
  return text;
}

void RunCases(const std::vector<CsvCase>& cases) {
  for (const CsvCase& test : cases) {
    SCOPED_TRACE(test.name);
    const CsvReading reading = {
        .dialect = test.dialect,
        .column_count = test.column_count,
        .row_bytes_max = test.row_bytes_max,
        .long_row_bytes_kept = test.long_row_bytes_kept};
    PieceSource source(test.upload, {1000});
    const ProductReading read = ReadByProduct(source, reading, 1 << 16);
    MILLRACE_EXPECT_OK(read.status);
    std::vector<std::string> rows;
    for (const CsvRow& row : read.upload.rows) rows.push_back(Summary(row));
    EXPECT_THAT(rows, ::testing::ElementsAreArray(test.rows));
    EXPECT_EQ(read.upload.header, test.header);
    ExpectSameAsReference(test.upload, reading);
  }
}

TEST(UploadReaderTest, Quotes) { RunCases(QuoteCases()); }
TEST(UploadReaderTest, Lines) { RunCases(LineCases()); }
TEST(UploadReaderTest, LongRows) { RunCases(LongCases()); }
TEST(UploadReaderTest, Headers) { RunCases(HeaderCases()); }

// Every upload of up to six of the bytes that matter.
TEST(UploadReaderTest, AllShortUploads) {
  constexpr std::string_view kBytes = "a\",\n\r";
  const CsvReading reading = {.dialect = kQuoted,
                              .column_count = 2,
                              .row_bytes_max = 3,
                              .long_row_bytes_kept = 2};
  for (size_t length = 0; length <= 6; ++length) {
    std::vector<size_t> digits(length, 0);
    for (;;) {
      std::string upload;
      for (const size_t digit : digits) upload += kBytes[digit];
      PieceSource source(upload, {2});
      const ProductReading read =
          ReadByProduct(source, reading, length % 2 == 0 ? 5 : 16);
      ASSERT_EQ(read.fault, "");
      ASSERT_EQ(read.upload, ReadByReference(upload, reading)) << upload;
      size_t i = 0;
      while (i < length && ++digits[i] == kBytes.size()) digits[i++] = 0;
      if (i == length) break;
    }
  }
}

std::string RandomUpload(std::mt19937_64& random, size_t bytes) {
  constexpr std::string_view kAlphabets[] = {"a,\"\n",
                                             "ab,\"\n\r",
                                             "\",\n",
                                             "x\",\n",
                                             "aaaaaaaa,,,\"\"\n\r\xc3\xa9",
                                             "\"aaa\",\"bbb\",\n"};
  const std::string_view alphabet = kAlphabets[random() % 6];
  std::string upload;
  if (random() % 10 == 0) upload = "\xef\xbb\xbf";
  while (upload.size() < bytes) {
    upload += random() % 300 == 0 ? '\0' : alphabet[random() % alphabet.size()];
    // Stretches that masks prove regular, between those that they do not.
    if (random() % 50 == 0) {
      for (uint64_t rows = random() % 6; rows > 0; --rows) {
        upload += random() % 2 == 0 ? "aaaa,\"b,b\"\r\n" : "cc,\"\"\"dd\"\n";
      }
    }
  }
  return upload;
}

TEST(UploadReaderTest, RandomUploads) {
  const uint64_t seed = 20260101;
  std::mt19937_64 random(seed);
  for (int round = 0; round < 3000; ++round) {
    CsvReading reading;
    reading.dialect.has_quotes = random() % 5 != 0;
    reading.dialect.has_header = random() % 4 == 0;
    reading.column_count = 1 + random() % 4;
    reading.row_bytes_max = 40 + random() % 40;
    if (random() % 3 == 0) reading.row_bytes_max = 2000;
    reading.long_row_bytes_kept = random() % 60;
    if (random() % 2 == 0) reading.batch_rows_max = 1 + random() % 9;
    reading.is_broken = random() % 4 == 0;
    const std::string upload =
        RandomUpload(random, random() % (round % 10 == 0 ? 9000 : 800));
    const CsvUpload expected = ReadByReference(upload, reading);
    const size_t chunk_bytes =
        SmallestChunk(reading) + (random() % 2 == 0 ? 0 : random() % 500);
    PieceSource source(upload, {1 + random() % 9, 1 + random() % 1000},
                       reading.is_broken);
    const ProductReading read = ReadByProduct(source, reading, chunk_bytes);
    if (UploadErrorOf(read.status) == JobErrorCode::kInvalidFile) {
      // A header that is over the limit.
      continue;
    }
    ASSERT_EQ(read.fault, "") << round;
    ASSERT_EQ(read.status.ok(), !reading.is_broken) << read.status;
    ASSERT_EQ(read.upload, expected) << "round " << round << " of " << seed;
  }
}

TEST(UploadReaderTest, ABreakEndsWithTheLastWholeRow) {
  const CsvReading reading = {.dialect = kQuoted,
                              .column_count = 2,
                              .row_bytes_max = 16,
                              .long_row_bytes_kept = 20,
                              .is_broken = true};
  for (const std::string_view upload :
       {"", "a", "a,b\n", "a,b\nc,d", "a,b\r", "a,b\r\n", "a,b\nc,\"d\ne",
        "a,b\nxxxxxxxxxxxxxxxxxxxxxxxxx", "a,b\nxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        "a,b\nxxxxxxxxxxxxxxxxxxxxxxxxx\r", "a,\"b\nc,d\ne,f\ng,h\n\"\ni,j\n",
        "\xef\xbb", "\xef\xbb\xbf"}) {
    ExpectSameAsReference(upload, reading);
  }
  PieceSource source("a,b\nc,d", {100}, /*is_broken=*/true);
  const ProductReading read = ReadByProduct(source, reading, 32);
  EXPECT_EQ(read.upload.rows.size(), 1u);
  EXPECT_EQ(read.status, absl::DataLossError("source is broken"));
}

TEST(UploadReaderTest, BatchesEndWhereTheirRowsAreTooMany) {
  std::string upload;
  for (int i = 0; i < 1000; ++i) upload += "a\n";
  const std::unique_ptr<ByteSource> source = MemorySource(upload);
  UploadReader reader(
      *source, {},
      {.chunk_bytes = 1 << 16, .row_bytes_max = 100, .batch_rows_max = 7});
  RowBatch batch(1 << 16);
  size_t row_count = 0;
  uint64_t last_byte = 0;
  for (;;) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(const bool has_rows, reader.Next(&batch));
    if (!has_rows) break;
    EXPECT_LE(batch.rows.size(), 7u);
    EXPECT_EQ(batch.first_row_number, row_count + 1);
    EXPECT_EQ(batch.first_byte, last_byte);
    row_count += batch.rows.size();
    last_byte = batch.end_byte;
    EXPECT_EQ(batch.is_last, row_count == 1000);
  }
  EXPECT_EQ(row_count, 1000u);
}

// Blank lines fill batches with few bytes, so that the bytes of the next ones
// are carried long after the source has ended. Where such a batch stops is
// not where the upload does.
TEST(UploadReaderTest, RowsThatAreTooManyAreNotTheEndOfTheUpload) {
  std::string upload(400, '\n');
  for (int i = 0; i < 40; ++i) {
    upload += std::string(30 + i, 'x') + (i % 2 == 0 ? "\r\n" : "\n");
  }
  CsvReading reading;
  reading.row_bytes_max = 100;
  reading.long_row_bytes_kept = 100;
  reading.batch_rows_max = 400;
  const std::unique_ptr<ByteSource> source = MemorySource(upload);
  const ProductReading read = ReadByProduct(*source, reading, 1 << 16);
  EXPECT_EQ(read.fault, "");
  EXPECT_EQ(read.upload, ReadByReference(upload, reading));
}

TEST(UploadReaderTest, ResumesFarIntoAFile) {
  std::string upload = "h1,h2\r\n";
  std::mt19937_64 random(5);
  while (upload.size() < 3000000) {
    upload +=
        std::to_string(random()) + ",\"" + std::to_string(random()) + "\"\r\n";
  }
  const CsvReading reading = {.dialect = kQuotedHeader, .column_count = 2};
  const size_t chunk_bytes = 100000;
  const std::unique_ptr<ByteSource> whole = MemorySource(upload);
  const ProductReading all = ReadByProduct(*whole, reading, chunk_bytes);
  ASSERT_GT(all.batches.size(), 20u);
  for (const size_t i :
       {size_t{0}, size_t{1}, size_t{7}, size_t{15}, all.batches.size() - 1}) {
    const BatchEnd& end = all.batches[i];
    const std::unique_ptr<ByteSource> source = MemorySource(upload);
    UploadReader reader(*source, reading.dialect,
                        ReaderOptions(reading, chunk_bytes));
    MILLRACE_ASSERT_OK(
        reader.ResumeAt(end.byte, end.next_row_number, end.fingerprint));
    EXPECT_EQ(reader.header_bytes(), "h1,h2\r\n");
    const ProductReading rest = ReadByProduct(reader, reading, chunk_bytes);
    ASSERT_EQ(rest.upload.rows.size(), all.upload.rows.size() - end.row_count);
    if (!rest.upload.rows.empty()) {
      EXPECT_EQ(rest.upload.rows.front(), all.upload.rows[end.row_count]);
      EXPECT_EQ(rest.upload.rows.back(), all.upload.rows.back());
      EXPECT_EQ(rest.batches.back().fingerprint,
                all.batches.back().fingerprint);
    }
  }
}

TEST(UploadReaderTest, ResumeRefusesAnotherUpload) {
  const std::string upload = "h\na\nb\nc\n";
  const uint64_t fingerprint = Checksum64("h\na\nb\n");
  const auto resume = [&](std::string_view bytes, uint64_t offset) {
    const std::unique_ptr<ByteSource> source = MemorySource(bytes);
    UploadReader reader(*source, kQuotedHeader, {});
    return reader.ResumeAt(offset, 3, fingerprint);
  };
  MILLRACE_EXPECT_OK(resume(upload, 6));
  const auto is_refused = StatusIs(absl::StatusCode::kFailedPrecondition,
                                   HasSubstr("differs from the one"));
  EXPECT_THAT(resume("h\na\nx\nc\n", 6), is_refused);
  EXPECT_THAT(resume(upload, 4), is_refused);
  EXPECT_THAT(resume(upload, 1), is_refused);
  EXPECT_THAT(resume("h\na\n", 6), is_refused);
  EXPECT_THAT(resume("", 6), is_refused);
  EXPECT_THAT(resume(upload, 1000000), is_refused);
}

TEST(UploadReaderTest, ResumeTellsOfABreakBeforeItsPlace) {
  PieceSource source("h\na\nb\n", {2}, /*is_broken=*/true);
  UploadReader reader(source, kQuotedHeader, {});
  EXPECT_THAT(reader.ResumeAt(100, 3, 1),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(UploadReaderTest, RefusesUtf16) {
  for (const std::string_view mark : {"\xff\xfe", "\xfe\xff"}) {
    const std::string upload = std::string(mark) + "a";
    const std::unique_ptr<ByteSource> source = MemorySource(upload);
    UploadReader reader(*source, kQuoted, {});
    RowBatch batch(kChunkBytesDefault);
    for (int i = 0; i < 2; ++i) {
      const absl::Status status = reader.Next(&batch).status();
      EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidFile);
      EXPECT_THAT(status.message(), HasSubstr("UTF-16"));
    }
  }
}

TEST(UploadReaderTest, RefusesAHeaderOverTheLimit) {
  const std::string upload = std::string(100, 'h') + "\na,b\n";
  const std::unique_ptr<ByteSource> source = MemorySource(upload);
  UploadReader reader(
      *source, kQuotedHeader,
      {.chunk_bytes = 64, .row_bytes_max = 20, .long_row_bytes_kept = 8});
  RowBatch batch(64);
  const absl::Status status = reader.Next(&batch).status();
  EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidFile);
  EXPECT_THAT(status.message(), HasSubstr("row_bytes_max: 20"));
  EXPECT_EQ(reader.Next(&batch).status(), status);
}

TEST(UploadReaderTest, OptionsMustLeaveRoomForARow) {
  using Options = UploadReader::Options;
  MILLRACE_EXPECT_OK(Options().Validate());
  MILLRACE_EXPECT_OK(
      (Options{
           .chunk_bytes = 18, .row_bytes_max = 16, .long_row_bytes_kept = 18})
          .Validate());
  for (const Options& options :
       {Options{.chunk_bytes = 17, .row_bytes_max = 16},
        Options{.chunk_bytes = 1000, .row_bytes_max = 16},
        Options{.row_bytes_max = 0}, Options{.batch_rows_max = 0},
        Options{.chunk_bytes = size_t{2} << 30}, Options{.chunk_bytes = 0}}) {
    EXPECT_THAT(options.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

// Text made to be scanned again and again: it must not be.
TEST(UploadReaderTest, QuotesThatNeverCloseTakeLinearTime) {
  std::string upload;
  while (upload.size() < 4000000) upload += "x\",\"\n";
  const std::unique_ptr<ByteSource> source = MemorySource(upload);
  UploadReader reader(*source, kQuoted, {});
  RowBatch batch(kChunkBytesDefault);
  size_t row_count = 0;
  for (;;) {
    MILLRACE_ASSERT_OK_AND_ASSIGN(const bool has_rows, reader.Next(&batch));
    if (!has_rows) break;
    row_count += batch.rows.size();
  }
  // A scan of 64 KiB for each of them would be 52 GB: a minute, not a moment.
  EXPECT_EQ(row_count, 800000u);
}

}  // namespace
}  // namespace millrace
