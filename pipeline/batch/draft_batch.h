// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// DraftBatch: what is left of a batch once its rows are transformed: drafts,
// verdicts, outcomes and the bytes that results and rejects will need. The
// chunk and the cells are gone; all bytes here are in the batch's own arena.
//
// Threading: belongs to one thread at a time, except that merging by key range
// writes the verdicts and outcomes of different rows side by side.

#ifndef MILLRACE_PIPELINE_BATCH_DRAFT_BATCH_H_
#define MILLRACE_PIPELINE_BATCH_DRAFT_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "millrace/outcome.h"

namespace millrace {

enum class Verdict : uint8_t {
  kDraft = 0,  // waits for its record
  kBlank,
  kRejected,
  kCreated,
  kUpdated,
  kUnchanged,
};
constexpr bool IsImported(Verdict verdict) {
  return verdict >= Verdict::kCreated;
}

// How a row's record was found.
enum class FoundBy : uint16_t {
  kNothing = 0,
  kKey,
  kCreated,
  kFinder,  // plus the finder's index in the plan
};
inline constexpr uint16_t kFoundByFinder =
    static_cast<uint16_t>(FoundBy::kFinder);

// What a row asks for through its Action cell (contract f.1).
enum class RowAction : uint8_t { kCreateOrUpdate = 0, kCreate, kUpdate };

// The value of a field that its cell clears, while a draft is made: like one
// that is not given, but for its place. In the draft it is there, and empty.
inline constexpr char kClearedPlace = 0;
inline constexpr std::string_view kCleared(&kClearedPlace, 0);  // NOLINT

// One row. Its draft holds, in the grammar of draft_batch.cc, the values that
// find its record and those that its mappings write.
struct RowDraft {
  const char* draft = nullptr;
  const char* key = nullptr;  // encoded; null: none
  uint32_t draft_bytes = 0;
  uint8_t key_bytes = 0;
  Verdict verdict = Verdict::kDraft;
  RowAction action = RowAction::kCreateOrUpdate;
  bool enough_to_create = false;
  bool sees_own_job = true;  // IsInFileMatchingEnabled
  bool is_ambiguous = false;
  uint16_t cleared = 0;  // values of its record that it cleared
  uint16_t found = 0;    // FoundBy, or kFoundByFinder + finder index
  // Of a reject.
  Code reject_code = Code::kNone;
  uint8_t reject_mapping = 0xff;
  uint8_t reject_field = 0xff;
  uint8_t reject_column = 0xff;

  std::string_view key_view() const { return {key, key_bytes}; }
  std::string_view draft_view() const { return {draft, draft_bytes}; }
};

// The bytes of a row as they came, line end and all, kept while it may be
// rejected.
struct RawRow {
  const char* text = nullptr;
  uint32_t text_bytes = 0;
  uint64_t byte_offset = 0;
  uint64_t whole_bytes = 0;  // more than text_bytes for a row over the limit
};

struct DraftBatch {
  void Clear();
  // Memory that this batch holds, for the run budget.
  size_t MemoryBytes() const;

  uint64_t sequence = 0;
  uint64_t first_byte = 0;
  uint64_t end_byte = 0;
  uint64_t first_row_number = 1;
  uint64_t first_fingerprint = 0;
  uint64_t fingerprint = 0;
  bool is_last = false;
  uint64_t committed_rows = 0;  // before rows[0], as in RowBatch
  size_t counted_bytes = 0;     // what the pool counts for this batch

  size_t mapping_count = 0;
  std::vector<RowDraft> rows;
  std::vector<Outcome> outcomes;  // row-major, mapping_count a row
  // Requested cells of a row, length-prefixed one after the other; empty when
  // the job requests none.
  std::vector<std::string_view> requested;
  // Empty, or one a row.
  std::vector<RawRow> raws;
  // First row of the job on the same record, by row; empty when there is none.
  std::vector<uint64_t> duplicate_of;
  // Checksum of the batch's bytes up to each row's end; empty unless the job
  // may be cut behind any of them.
  std::vector<uint64_t> row_checks;

  Arena arena;

  Outcome* OutcomesOf(size_t row_index) {
    return outcomes.data() + row_index * mapping_count;
  }
  const Outcome* OutcomesOf(size_t row_index) const {
    return outcomes.data() + row_index * mapping_count;
  }
};

// Reads a row's draft:
//
//   RowDraftReader reader(row.draft_view());
//   while (reader.NextFinder()) ... reader.index(), reader.value()
//   while (reader.NextMapping()) ... reader.index(), reader.scalars();
//     while (reader.NextValue()) ... reader.index() is the slot
class RowDraftReader {
 public:
  explicit RowDraftReader(std::string_view draft) : rest_(draft) {}
  bool NextFinder();
  bool NextMapping();
  bool NextValue();
  size_t index() const { return index_; }
  std::string_view value() const { return value_; }
  std::string_view scalars() const { return scalars_; }

 private:
  std::string_view rest_;
  std::string_view values_;
  size_t index_ = 0;
  std::string_view value_;
  std::string_view scalars_;
  bool finders_done_ = false;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_DRAFT_BATCH_H_
