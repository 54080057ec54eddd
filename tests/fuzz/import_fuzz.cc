// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Imports any bytes twice, in chunks of two sizes: the books balance, every
// row is answered once and in order, and both imports come to the same. Three
// bytes choose the dialect, the job and the chunk; the rest is the upload.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "millrace/importer.h"
#include "pipeline/batch/outcome_block.h"
#include "tests/fault/import_scene.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

struct Choices {
  Plan plan = Plan::kOrdered;
  DuplicatePolicy policy = DuplicatePolicy::kUpdate;
  bool has_header = false;
  bool has_quotes = false;
  ColumnDelimiter delimiter = ColumnDelimiter::kCsv;
  size_t row_bytes_max = 0;
};

// What files show of the rows' own bytes.
std::string Cells(const Store& store, JobId job) {
  std::string text;
  const absl::Status scanned =
      store.View()->ScanOutcomes(job, 0, [&](uint64_t, std::string_view block) {
        const auto reader = OutcomeBlockReader::Open(block);
        MILLRACE_CHECK_EQ(reader.status().ToString(), "OK");
        for (size_t i = 0; i < reader->row_count(); ++i) {
          const BlockRow& row = reader->row(i);
          text.append(row.requested).append(row.raw);
          text += std::to_string(row.whole_bytes) + " " +
                  std::to_string(row.duplicate_of) + "\n";
        }
        return true;
      });
  MILLRACE_CHECK_EQ(scanned.ToString(), "OK");
  return text;
}

// All that the import leaves, but for what batches it was cut into.
std::string Import(const Choices& choices, const std::string& upload,
                   size_t chunk_bytes) {
  const ImportScene scene(choices.plan,
                          {.row_count = 0, .duplicate_policy = choices.policy});
  JobSpec spec = scene.spec();
  spec.file.has_header = choices.has_header;
  spec.file.has_quotes = choices.has_quotes;
  spec.file.delimiter = choices.delimiter;
  ImportOptions options = scene.Options();
  options.row_bytes_max = choices.row_bytes_max;
  options.chunk_bytes = chunk_bytes;
  const TempDir directory;
  const auto store = OpenScene(directory / "store");
  Importer importer(*store, options);
  const auto job = importer.Submit(spec, Upload::Memory(upload));
  MILLRACE_CHECK_EQ(job.status().ToString(), "OK");
  const absl::Status status = importer.Run(*job);
  MILLRACE_CHECK_EQ(status.ToString(), "OK");
  const auto report = importer.GetJob(*job);
  MILLRACE_CHECK(report.ok() && IsSettled(report->job.status));
  const JobCounters& counters = report->counters;
  MILLRACE_CHECK(counters.Balanced());
  MILLRACE_CHECK_EQ(Unsound(*store, *job, scene), "");
  std::string text = StoreText(*store);
  uint64_t last = 0;
  uint64_t rejected = 0;
  const absl::Status visited =
      importer.VisitRows(*job, [&](const RowReport& row) {
        MILLRACE_CHECK(row.row_number > last);
        last = row.row_number;
        rejected += row.is_rejected ? 1 : 0;
        text += std::to_string(row.row_number) + " " + row.reject_text +
                std::to_string(row.byte_offset);
        for (const std::string& message : row.messages) text += "," + message;
        text += "\n";
        return true;
      });
  MILLRACE_CHECK_EQ(visited.ToString(), "OK");
  MILLRACE_CHECK_EQ(rejected, counters.rejected);
  return text + Cells(*store, *job);
}

}  // namespace
}  // namespace millrace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using millrace::ColumnDelimiter;
  using millrace::DuplicatePolicy;
  constexpr size_t kChoices = 3;
  if (size < kChoices || size > 65536) return 0;
  millrace::Choices choices;
  choices.plan =
      (bytes[0] & 1) != 0 ? millrace::Plan::kKeyed : millrace::Plan::kOrdered;
  choices.has_header = (bytes[0] & 2) != 0;
  choices.has_quotes = (bytes[0] & 4) != 0;
  choices.delimiter = static_cast<ColumnDelimiter>((bytes[0] >> 3) % 3);
  choices.policy = static_cast<DuplicatePolicy>((bytes[0] >> 5) % 3);
  choices.row_bytes_max = 1 + bytes[1];
  const size_t chunk_bytes =
      millrace::kLongRowBytesKept + 3 + 64 * static_cast<size_t>(bytes[2]);
  const std::string upload(reinterpret_cast<const char*>(bytes) + kChoices,
                           size - kChoices);
  const std::string small = millrace::Import(choices, upload, chunk_bytes);
  const std::string large = millrace::Import(choices, upload, 1 << 20);
  MILLRACE_CHECK(small == large);
  return 0;
}
