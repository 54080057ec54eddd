// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The hot path allocates nothing once its buffers have grown: an upload that
// is read, parsed and transformed a second time, with the batches of the first
// time, costs no call of operator new. This program counts them, and is one
// of its own for that reason.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

#include "bench/allocation_counter.h"
#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "millrace/catalogue.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/source/upload_reader.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace {
namespace {

constexpr size_t kChunkBytes = size_t{128} << 10;
constexpr size_t kRows = 5000;

// Allocations by stage.
struct Allocations {
  uint64_t reading = 0;
  uint64_t parsing = 0;
  uint64_t transforming = 0;
};

// What one worker has, with the reader's part on the same thread.
class HotPath {
 public:
  explicit HotPath(const bench::MeasuredJob& job)
      : plan_(bench::PlanOf(job)), transformer_(plan_), batch_(kChunkBytes) {}

  Allocations Run(std::string_view upload) {
    const std::unique_ptr<ByteSource> source = MemorySource(upload);
    UploadReader::Options options;
    options.chunk_bytes = kChunkBytes;
    UploadReader reader(*source, bench::DialectOfPeople(), options);
    // The header belongs to the job, not to its rows.
    EXPECT_TRUE(reader.ReadHeader().ok());
    Allocations allocations;
    row_count_ = 0;
    batch_count_ = 0;
    for (;;) {
      batch_.Clear();
      drafts_.Clear();
      const uint64_t begin = bench::AllocationCount();
      const absl::StatusOr<bool> has_rows = reader.Next(&batch_);
      const uint64_t read = bench::AllocationCount();
      EXPECT_TRUE(has_rows.ok());
      if (!has_rows.ok() || !*has_rows) return allocations;
      ParseCells(bench::DialectOfPeople(), plan_.column_count, &batch_);
      const uint64_t parsed = bench::AllocationCount();
      transformer_.Transform(batch_, &drafts_);
      const uint64_t transformed = bench::AllocationCount();
      allocations.reading += read - begin;
      allocations.parsing += parsed - read;
      allocations.transforming += transformed - parsed;
      row_count_ += batch_.rows.size();
      ++batch_count_;
    }
  }

  size_t row_count() const { return row_count_; }
  size_t batch_count() const { return batch_count_; }

 private:
  const MappingPlan plan_;
  RowTransformer transformer_;
  RowBatch batch_;
  DraftBatch drafts_;
  size_t row_count_ = 0;
  size_t batch_count_ = 0;
};

std::string Upload(bool is_clean, bench::ContactKeys keys) {
  bench::ContactOptions options;
  options.row_count = kRows;
  options.is_clean = is_clean;
  options.keys = keys;
  return bench::GenerateContacts(options);
}

void ExpectNoneInSteadyState(const bench::MeasuredJob& job,
                             const std::string& upload) {
  HotPath hot_path(job);
  const Allocations first = hot_path.Run(upload);
  // The counter counts: growing takes memory.
  EXPECT_GT(first.reading, 0u);
  EXPECT_GT(first.parsing, 0u);
  EXPECT_GT(first.transforming, 0u);
  const Allocations second = hot_path.Run(upload);
  EXPECT_EQ(second.reading, 0u);
  EXPECT_EQ(second.parsing, 0u);
  EXPECT_EQ(second.transforming, 0u);
  EXPECT_EQ(hot_path.row_count(), kRows);
  EXPECT_GT(hot_path.batch_count(), 3u);
}

TEST(AllocationTest, CleanRowsCostNone) {
  ExpectNoneInSteadyState(bench::MakePeopleJob(KeyAssigner::kUpload),
                          Upload(true, bench::ContactKeys::kInOrder));
}

TEST(AllocationTest, RejectedRowsCostNone) {
  std::string upload = Upload(false, bench::ContactKeys::kInOrder);
  // Not UTF-8, a misplaced quote, a cell too many, in the middle of it all.
  for (const std::string_view bad : {"\xff\n", "1,\"a\"b\n", "1,2\n"}) {
    upload.insert(upload.find('\n', upload.size() / 2) + 1, bad);
  }
  // They take the places of three good ones.
  for (int i = 0; i < 3; ++i) {
    upload.erase(upload.rfind('\n', upload.size() - 2) + 1);
  }
  ExpectNoneInSteadyState(bench::MakePeopleJob(KeyAssigner::kUpload), upload);
}

TEST(AllocationTest, RowsThatGetTheirKeyFromTheStoreCostNone) {
  ExpectNoneInSteadyState(bench::MakePeopleJob(KeyAssigner::kStore),
                          Upload(false, bench::ContactKeys::kBlank));
}

// Match keys included.
TEST(AllocationTest, ContactsCostNone) {
  ExpectNoneInSteadyState(bench::MakeContactsJob(bench::ContactFinder::kKey),
                          Upload(true, bench::ContactKeys::kBlank));
}

}  // namespace
}  // namespace millrace
