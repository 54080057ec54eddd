// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
//   block      := version:1 checkpoint:bytes rows check:8
//   check      := XXH3 of all before it, big-endian
//   checkpoint := next_sequence next_byte next_row_number fingerprint:8
//                 at_end:1 committed_rows committed_check:8 counters
//                                                numbers are varints
//   counters   := read imported rejected blank created updated unchanged
//                 with_messages with_success ambiguous cleared
//                 count (code count)*
//   rows       := flags:1 first_row_number row_count mapping_count
//                 verdicts keys found outcomes requested duplicates rejects
//   verdicts   := (verdict:1 count)*             until row_count
//   keys       := integer: zigzag difference to the one before, else bytes
//   found      := (2 * found + ambiguous, count)*   over the imported rows
//   outcomes   := per mapping (code:1 field:1 count)*   over the imported rows
//   requested  := bytes per imported row         if flagged
//   duplicates := count (row index, first row number)*
//   rejects    := per rejected row: code:1 mapping:1 field:1 column:1
//                 byte_offset whole_bytes raw:bytes
//   bytes      := length byte*

#include "pipeline/batch/outcome_block.h"

#include <cstring>
#include <functional>

#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "engine/base/coding.h"
#include "engine/base/status_macros.h"
#include "millrace/limits.h"

namespace millrace {
namespace {

constexpr char kVersion = 1;
constexpr size_t kCheckBytes = 8;
constexpr char kFlagIntegerKeys = 1;
constexpr char kFlagRequested = 2;

void AppendFixed64(std::string* to, uint64_t value) {
  char bytes[8];
  EncodeBigEndian64(bytes, value);
  to->append(bytes, sizeof(bytes));
}

bool ReadByte(std::string_view* in, uint8_t* value) {
  if (in->empty()) return false;
  *value = static_cast<uint8_t>(in->front());
  in->remove_prefix(1);
  return true;
}

void AppendCounters(std::string* to, const JobCounters& counters) {
  for (const uint64_t value :
       {counters.read, counters.imported, counters.rejected, counters.blank,
        counters.created, counters.updated, counters.unchanged,
        counters.with_messages, counters.with_success, counters.ambiguous,
        counters.cleared}) {
    AppendVarint(to, value);
  }
  AppendVarint(to, counters.by_code.size());
  for (const auto& [code, count] : counters.by_code) {
    AppendVarint(to, code);
    AppendVarint(to, count);
  }
}

bool ReadCounters(std::string_view* in, JobCounters* counters) {
  for (uint64_t* value :
       {&counters->read, &counters->imported, &counters->rejected,
        &counters->blank, &counters->created, &counters->updated,
        &counters->unchanged, &counters->with_messages, &counters->with_success,
        &counters->ambiguous, &counters->cleared}) {
    if (!ReadVarint(in, value)) return false;
  }
  uint64_t count = 0;
  if (!ReadVarint(in, &count)) return false;
  for (; count > 0; --count) {
    uint64_t code = 0;
    uint64_t rows = 0;
    if (!ReadVarint(in, &code) || code > 0xffff) return false;
    if (!ReadVarint(in, &rows)) return false;
    counters->by_code[static_cast<uint16_t>(code)] = rows;
  }
  return true;
}

std::string EncodeCheckpoint(const Checkpoint& checkpoint) {
  std::string to;
  AppendVarint(&to, checkpoint.next_sequence);
  AppendVarint(&to, checkpoint.next_byte);
  AppendVarint(&to, checkpoint.next_row_number);
  AppendFixed64(&to, checkpoint.fingerprint);
  to.push_back(checkpoint.at_end ? 1 : 0);
  AppendVarint(&to, checkpoint.committed_rows);
  AppendFixed64(&to, checkpoint.committed_check);
  AppendCounters(&to, checkpoint.counters);
  return to;
}

bool DecodeCheckpoint(std::string_view in, Checkpoint* checkpoint) {
  uint8_t at_end = 0;
  if (!ReadVarint(&in, &checkpoint->next_sequence) ||
      !ReadVarint(&in, &checkpoint->next_byte) ||
      !ReadVarint(&in, &checkpoint->next_row_number) ||
      !ReadBigEndian64(&in, &checkpoint->fingerprint) ||
      !ReadByte(&in, &at_end) ||
      !ReadVarint(&in, &checkpoint->committed_rows) ||
      !ReadBigEndian64(&in, &checkpoint->committed_check)) {
    return false;
  }
  checkpoint->at_end = at_end != 0;
  return ReadCounters(&in, &checkpoint->counters) && in.empty();
}

// Appends the runs of equal values of `count` elements.
template <typename Value, typename ValueAt, typename AppendValue>
void AppendRuns(std::string* to, size_t count, ValueAt value_at,
                AppendValue append) {
  for (size_t i = 0; i < count;) {
    const Value value = value_at(i);
    size_t end = i + 1;
    while (end < count && value_at(end) == value) ++end;
    append(value);
    AppendVarint(to, end - i);
    i = end;
  }
}

// Reads runs until `count` elements are covered; `read` takes one value off
// the input, `fill` gets each run.
template <typename Read, typename Fill>
bool ReadRuns(std::string_view* in, size_t count, Read read, Fill fill) {
  for (size_t i = 0; i < count;) {
    if (!read()) return false;
    uint64_t length = 0;
    if (!ReadVarint(in, &length) || length == 0 || length > count - i) {
      return false;
    }
    fill(i, static_cast<size_t>(length));
    i += static_cast<size_t>(length);
  }
  return true;
}

void AppendKeys(const DraftBatch& batch, const std::vector<size_t>& imported,
                bool is_integer, std::string* to) {
  int64_t before = 0;
  for (const size_t index : imported) {
    const std::string_view key = batch.rows[index].key_view();
    if (!is_integer) {
      AppendLengthPrefixed(to, key);
      continue;
    }
    std::string_view in = key;
    int64_t number = 0;
    MILLRACE_CHECK(ReadOrderedInt64(&in, &number));
    // Differences wrap around, so that any two keys have one.
    AppendVarint(
        to, EncodeZigZag(static_cast<int64_t>(static_cast<uint64_t>(number) -
                                              static_cast<uint64_t>(before))));
    before = number;
  }
}

void AppendRejects(const DraftBatch& batch, std::string* to) {
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const RowDraft& row = batch.rows[i];
    if (row.verdict != Verdict::kRejected) continue;
    MILLRACE_CHECK(i < batch.raws.size());
    const RawRow& raw = batch.raws[i];
    to->push_back(static_cast<char>(row.reject_code));
    to->push_back(static_cast<char>(row.reject_mapping));
    to->push_back(static_cast<char>(row.reject_field));
    to->push_back(static_cast<char>(row.reject_column));
    AppendVarint(to, raw.byte_offset);
    AppendVarint(to, raw.whole_bytes);
    AppendLengthPrefixed(to, {raw.text, raw.text_bytes});
  }
}

void AppendDuplicates(const DraftBatch& batch, std::string* to) {
  size_t count = 0;
  for (const uint64_t first : batch.duplicate_of) count += first != 0 ? 1 : 0;
  AppendVarint(to, count);
  if (count == 0) return;
  for (size_t i = 0; i < batch.duplicate_of.size(); ++i) {
    if (batch.duplicate_of[i] == 0) continue;
    AppendVarint(to, i);
    AppendVarint(to, batch.duplicate_of[i]);
  }
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(std::string("outcome block damaged: ") +
                             std::string(what));
}

// The block without version and check, or why not.
absl::StatusOr<std::string_view> CheckedBody(std::string_view block) {
  if (block.size() < 1 + kCheckBytes) return Damaged("too short");
  const std::string_view covered = block.substr(0, block.size() - kCheckBytes);
  std::string_view check = block.substr(block.size() - kCheckBytes);
  uint64_t expected = 0;
  if (!ReadBigEndian64(&check, &expected) || Checksum64(covered) != expected) {
    return Damaged("checksum differs");
  }
  if (block.front() != kVersion) return Damaged("unknown version");
  return covered.substr(1);
}

}  // namespace

void CountRows(const DraftBatch& batch, JobCounters* counters) {
  uint64_t by_code[256] = {};
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const RowDraft& row = batch.rows[i];
    MILLRACE_CHECK(row.verdict != Verdict::kDraft);
    ++counters->read;
    switch (row.verdict) {
      case Verdict::kBlank:
        ++counters->blank;
        continue;
      case Verdict::kRejected:
        ++counters->rejected;
        ++by_code[static_cast<uint8_t>(row.reject_code)];
        continue;
      case Verdict::kCreated:
        ++counters->created;
        break;
      case Verdict::kUpdated:
        ++counters->updated;
        break;
      default:
        ++counters->unchanged;
        break;
    }
    ++counters->imported;
    if (row.is_ambiguous) ++counters->ambiguous;
    counters->cleared += row.cleared;
    const Outcome* outcomes = batch.OutcomesOf(i);
    bool has_message = false;
    bool has_success = false;
    for (size_t m = 0; m < batch.mapping_count; ++m) {
      ++by_code[static_cast<uint8_t>(outcomes[m].code)];
      has_message |= outcomes[m].code != Code::kProcessed;
      has_success |= !IsFailed(outcomes[m].code);
    }
    if (has_message) ++counters->with_messages;
    if (has_success) ++counters->with_success;
  }
  for (size_t code = 0; code < 256; ++code) {
    if (by_code[code] == 0) continue;
    counters->by_code[static_cast<uint16_t>(code)] += by_code[code];
  }
}

void EncodeOutcomeBlock(const MappingPlan& plan, const DraftBatch& batch,
                        const Checkpoint& checkpoint, std::string* to) {
  to->clear();
  to->push_back(kVersion);
  AppendLengthPrefixed(to, EncodeCheckpoint(checkpoint));
  const bool has_requested = !batch.requested.empty();
  to->push_back(static_cast<char>((plan.is_key_integer ? kFlagIntegerKeys : 0) |
                                  (has_requested ? kFlagRequested : 0)));
  AppendVarint(to, batch.first_row_number);
  AppendVarint(to, batch.rows.size());
  AppendVarint(to, batch.mapping_count);
  const auto append_byte = [to](auto value) {
    to->push_back(static_cast<char>(value));
  };
  AppendRuns<Verdict>(
      to, batch.rows.size(), [&](size_t i) { return batch.rows[i].verdict; },
      append_byte);
  std::vector<size_t> imported;
  imported.reserve(batch.rows.size());
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    if (IsImported(batch.rows[i].verdict)) imported.push_back(i);
  }
  AppendKeys(batch, imported, plan.is_key_integer, to);
  AppendRuns<uint32_t>(
      to, imported.size(),
      [&](size_t i) {
        const RowDraft& row = batch.rows[imported[i]];
        return uint32_t{row.found} * 2 + (row.is_ambiguous ? 1 : 0);
      },
      [to](uint32_t found) { AppendVarint(to, found); });
  for (size_t m = 0; m < batch.mapping_count; ++m) {
    AppendRuns<Outcome>(
        to, imported.size(),
        [&](size_t i) { return batch.OutcomesOf(imported[i])[m]; },
        [&](const Outcome& outcome) {
          append_byte(outcome.code);
          append_byte(outcome.field_index);
        });
  }
  if (has_requested) {
    for (const size_t index : imported) {
      AppendLengthPrefixed(to, batch.requested[index]);
    }
  }
  AppendDuplicates(batch, to);
  AppendRejects(batch, to);
  AppendFixed64(to, Checksum64(*to));
}

absl::StatusOr<Checkpoint> ReadCheckpoint(std::string_view block) {
  MILLRACE_ASSIGN_OR_RETURN(std::string_view body, CheckedBody(block));
  std::string_view bytes;
  Checkpoint checkpoint;
  if (!ReadLengthPrefixed(&body, &bytes) ||
      !DecodeCheckpoint(bytes, &checkpoint)) {
    return Damaged("checkpoint");
  }
  return checkpoint;
}

absl::StatusOr<OutcomeBlockReader> OutcomeBlockReader::Open(
    std::string_view block) {
  MILLRACE_ASSIGN_OR_RETURN(const std::string_view body, CheckedBody(block));
  OutcomeBlockReader reader;
  MILLRACE_RETURN_IF_ERROR(reader.Parse(body));
  return reader;
}

absl::Status OutcomeBlockReader::Parse(std::string_view body) {
  std::string_view bytes;
  if (!ReadLengthPrefixed(&body, &bytes) ||
      !DecodeCheckpoint(bytes, &checkpoint_)) {
    return Damaged("checkpoint");
  }
  uint8_t flags = 0;
  uint64_t row_count = 0;
  uint64_t mapping_count = 0;
  if (!ReadByte(&body, &flags) || !ReadVarint(&body, &first_row_number_) ||
      !ReadVarint(&body, &row_count) || !ReadVarint(&body, &mapping_count) ||
      row_count > kBatchRowsMax || mapping_count > 0xff) {
    return Damaged("header");
  }
  is_key_integer_ = (flags & kFlagIntegerKeys) != 0;
  has_requested_ = (flags & kFlagRequested) != 0;
  mapping_count_ = static_cast<size_t>(mapping_count);
  if (!ParseVerdicts(&body, static_cast<size_t>(row_count))) {
    return Damaged("verdicts");
  }
  if (!ParseImported(&body)) return Damaged("imported rows");
  if (!ParseRejects(&body) || !body.empty()) return Damaged("rejects");
  return absl::OkStatus();
}

bool OutcomeBlockReader::ParseVerdicts(std::string_view* in, size_t row_count) {
  uint8_t verdict = 0;
  return ReadRuns(
      in, row_count,
      [&] {
        return ReadByte(in, &verdict) &&
               verdict <= static_cast<uint8_t>(Verdict::kUnchanged) &&
               verdict != static_cast<uint8_t>(Verdict::kDraft);
      },
      [&](size_t, size_t length) {
        for (size_t i = 0; i < length; ++i) {
          BlockRow row;
          row.row_number = first_row_number_ + rows_.size();
          row.verdict = static_cast<Verdict>(verdict);
          if (IsImported(row.verdict)) imported_.push_back(rows_.size());
          rows_.push_back(row);
        }
      });
}

bool OutcomeBlockReader::ParseImported(std::string_view* in) {
  keys_.resize(is_key_integer_ ? imported_.size() * 8 : 0);
  uint64_t number = 0;
  for (size_t i = 0; i < imported_.size(); ++i) {
    BlockRow& row = rows_[imported_[i]];
    if (!is_key_integer_) {
      if (!ReadLengthPrefixed(in, &row.key)) return false;
      continue;
    }
    uint64_t difference = 0;
    if (!ReadVarint(in, &difference)) return false;
    number += static_cast<uint64_t>(DecodeZigZag(difference));
    char* const to = keys_.data() + i * 8;
    EncodeBigEndian64(to, number ^ (uint64_t{1} << 63));
    row.key = {to, 8};
  }
  uint64_t found = 0;
  const bool ok = ReadRuns(
      in, imported_.size(),
      [&] { return ReadVarint(in, &found) && found <= 0x1ffff; },
      [&](size_t first, size_t length) {
        for (size_t i = first; i < first + length; ++i) {
          rows_[imported_[i]].found = static_cast<uint16_t>(found >> 1);
          rows_[imported_[i]].is_ambiguous = (found & 1) != 0;
        }
      });
  if (!ok || !ParseOutcomes(in)) return false;
  if (has_requested_) {
    for (const size_t index : imported_) {
      if (!ReadLengthPrefixed(in, &rows_[index].requested)) return false;
    }
  }
  uint64_t count = 0;
  if (!ReadVarint(in, &count)) return false;
  for (; count > 0; --count) {
    uint64_t index = 0;
    uint64_t first = 0;
    if (!ReadVarint(in, &index) || !ReadVarint(in, &first) ||
        index >= rows_.size()) {
      return false;
    }
    rows_[static_cast<size_t>(index)].duplicate_of = first;
  }
  return true;
}

bool OutcomeBlockReader::ParseOutcomes(std::string_view* in) {
  outcomes_.resize(imported_.size() * mapping_count_);
  for (size_t i = 0; i < imported_.size(); ++i) {
    rows_[imported_[i]].outcomes = outcomes_.data() + i * mapping_count_;
  }
  for (size_t m = 0; m < mapping_count_; ++m) {
    uint8_t code = 0;
    uint8_t field = 0;
    const bool ok = ReadRuns(
        in, imported_.size(),
        [&] {
          return ReadByte(in, &code) && ReadByte(in, &field) &&
                 CodeFromNumber(code).has_value();
        },
        [&](size_t first, size_t length) {
          for (size_t i = first; i < first + length; ++i) {
            outcomes_[i * mapping_count_ + m] = {static_cast<Code>(code),
                                                 field};
          }
        });
    if (!ok) return false;
  }
  return true;
}

bool OutcomeBlockReader::ParseRejects(std::string_view* in) {
  for (BlockRow& row : rows_) {
    if (row.verdict != Verdict::kRejected) continue;
    uint8_t code = 0;
    if (!ReadByte(in, &code) || !CodeFromNumber(code).has_value() ||
        !ReadByte(in, &row.reject_mapping) ||
        !ReadByte(in, &row.reject_field) || !ReadByte(in, &row.reject_column) ||
        !ReadVarint(in, &row.byte_offset) ||
        !ReadVarint(in, &row.whole_bytes) ||
        !ReadLengthPrefixed(in, &row.raw)) {
      return false;
    }
    row.reject_code = static_cast<Code>(code);
  }
  return true;
}

}  // namespace millrace
