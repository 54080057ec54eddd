// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads any bytes as an outcome block, as they are and with the check put
// right, so that what lies behind it is reached. Whatever can be read says the
// same by both readers and lies within the block.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "engine/base/coding.h"
#include "millrace/limits.h"
#include "pipeline/batch/outcome_block.h"

namespace millrace {
namespace {

bool IsWithin(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() &&
          part.data() + part.size() <= whole.data() + whole.size());
}

void ReadBlock(const std::string& block) {
  const auto checkpoint = ReadCheckpoint(block);
  const auto reader = OutcomeBlockReader::Open(block);
  if (!reader.ok()) {
    MILLRACE_CHECK(absl::IsDataLoss(reader.status()));
    return;
  }
  MILLRACE_CHECK(checkpoint.ok());
  MILLRACE_CHECK(checkpoint->counters == reader->checkpoint().counters);
  MILLRACE_CHECK_EQ(checkpoint->next_byte, reader->checkpoint().next_byte);
  MILLRACE_CHECK(reader->row_count() <= kBatchRowsMax);
  uint64_t sum = 0;
  for (size_t i = 0; i < reader->row_count(); ++i) {
    const BlockRow& row = reader->row(i);
    MILLRACE_CHECK(row.verdict != Verdict::kDraft);
    MILLRACE_CHECK(IsWithin(row.raw, block) && IsWithin(row.requested, block));
    for (const char c : row.key) sum += static_cast<unsigned char>(c);
    if (!IsImported(row.verdict)) continue;
    for (size_t m = 0; m < reader->mapping_count(); ++m) {
      sum += static_cast<uint64_t>(EntryOf(row.outcomes[m].code).code);
    }
  }
  MILLRACE_CHECK(sum != UINT64_MAX);
}

}  // namespace
}  // namespace millrace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size > 65536) return 0;
  std::string block(reinterpret_cast<const char*>(bytes), size);
  millrace::ReadBlock(block);
  if (size >= 8) block.resize(size - 8);
  millrace::AppendBigEndian64(&block, millrace::Checksum64(block));
  millrace::ReadBlock(block);
  return 0;
}
