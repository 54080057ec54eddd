// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
//   draft   := finder* 0:varint mapping*
//   finder  := index + 1:varint value:bytes       in the order to be tried
//   mapping := index:varint scalars:bytes values:bytes
//   values  := (slot:varint value:bytes)*         slots of items, identities;
//                                                 an empty one is cleared
//   bytes   := length:varint byte*
//
// A mapping is there only if it is to be applied; scalars are entries in the
// grammar of a record's scalars, so that a new record takes them as they are.

#include "pipeline/batch/draft_batch.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace millrace {

void DraftBatch::Clear() {
  sequence = 0;
  first_byte = 0;
  end_byte = 0;
  first_row_number = 1;
  first_fingerprint = 0;
  fingerprint = 0;
  is_last = false;
  committed_rows = 0;
  counted_bytes = 0;
  mapping_count = 0;
  rows.clear();
  outcomes.clear();
  requested.clear();
  raws.clear();
  duplicate_of.clear();
  row_checks.clear();
  arena.Reset();
}

size_t DraftBatch::MemoryBytes() const {
  return arena.capacity_bytes() + rows.capacity() * sizeof(RowDraft) +
         outcomes.capacity() * sizeof(Outcome) +
         requested.capacity() * sizeof(std::string_view) +
         raws.capacity() * sizeof(RawRow) +
         duplicate_of.capacity() * sizeof(uint64_t) +
         row_checks.capacity() * sizeof(uint64_t);
}

bool RowDraftReader::NextFinder() {
  if (finders_done_) return false;
  uint64_t tag = 0;
  if (rest_.empty()) return false;
  MILLRACE_CHECK(ReadVarint(&rest_, &tag));
  if (tag == 0) {
    finders_done_ = true;
    return false;
  }
  index_ = static_cast<size_t>(tag - 1);
  MILLRACE_CHECK(ReadLengthPrefixed(&rest_, &value_));
  return true;
}

bool RowDraftReader::NextMapping() {
  while (NextFinder()) {
  }
  if (rest_.empty()) return false;
  uint64_t index = 0;
  MILLRACE_CHECK(ReadVarint(&rest_, &index) &&
                 ReadLengthPrefixed(&rest_, &scalars_) &&
                 ReadLengthPrefixed(&rest_, &values_));
  index_ = static_cast<size_t>(index);
  return true;
}

bool RowDraftReader::NextValue() {
  if (values_.empty()) return false;
  uint64_t slot = 0;
  MILLRACE_CHECK(ReadVarint(&values_, &slot) &&
                 ReadLengthPrefixed(&values_, &value_));
  index_ = static_cast<size_t>(slot);
  return true;
}

}  // namespace millrace
