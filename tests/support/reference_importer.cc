// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_importer.h"

#include <map>
#include <optional>

#include "tests/support/reference_importer_effects.h"
#include "tests/support/reference_importer_mapping.h"
#include "tests/support/reference_importer_rows.h"

namespace millrace::reference {
namespace {

class JobLoop {
 public:
  JobLoop(const BoundJob& job, const JobOptions& options, int32_t job_id,
          Store* store)
      : job_(job),
        options_(options),
        job_id_(job_id),
        store_(*store),
        records_(store->records[job.records->name]),
        next_key_(store->next_keys[job.records->name]) {
    if (next_key_ == 0) next_key_ = 1;
  }

  RowResult Import(const Row& row);

 private:
  // How a row found its record, or did not.
  struct Found {
    std::optional<Key> key = {};
    std::optional<Key> given = {};  // by the upload, for a new record
    std::string by = {};
    bool is_ambiguous = false;
    bool is_rejected = false;
  };

  Found Find(const Row& row, RowResult* result) const;
  bool FindByKey(const Row& row, Found* found, RowResult* result) const;
  void FindByMatching(const Row& row, Found* found) const;
  bool MayCreate(const Found& found) const;
  void Apply(const Row& row, const Found& found, RowResult* result);
  void StoreRow(const Row& row, const Found& found, const Record& record,
                RowResult* result);
  void KeepAsDuplicate(const Key& key, RowResult* result) const;

  void Reject(Code code, const std::string& column, RowResult* result) const;
  void Reject(const Applied& failed, RowResult* result) const;
  std::string Text(const Applied& applied) const;
  std::string ColumnOf(const BoundField& bound) const;
  const MappingValues* creating() const {
    return job_.creating < 0 ? nullptr
                             : &values_[static_cast<size_t>(job_.creating)];
  }

  const BoundJob& job_;
  const JobOptions& options_;
  const int32_t job_id_;
  const Store& store_;
  Records& records_;
  int64_t& next_key_;
  std::map<Key, uint64_t> first_rows_;  // of this job, by record

  std::vector<MappingValues> values_;  // of the current row
};

std::string JobLoop::ColumnOf(const BoundField& bound) const {
  if (bound.column == kNoColumn) return "";
  return job_.spec->file.columns[static_cast<size_t>(bound.column)];
}

std::string JobLoop::Text(const Applied& applied) const {
  const ResourceType* type = job_.records;
  if (applied.code == Code::kNamedNotFound && applied.field != nullptr) {
    type = FindResourceType(*job_.catalogue,
                            applied.field->bound->field->record_of);
  }
  return MessageText(applied.code,
                     applied.field == nullptr ? "" : applied.field->bound->name,
                     applied.field == nullptr ? "" : applied.field->parent,
                     type->singular.empty() ? type->name : type->singular);
}

void JobLoop::Reject(Code code, const std::string& column,
                     RowResult* result) const {
  result->is_rejected = true;
  result->reject_code = code;
  result->reject_column = column;
  result->reject_text = Text({code});
}

void JobLoop::Reject(const Applied& failed, RowResult* result) const {
  Reject(failed.code,
         failed.field == nullptr ? "" : ColumnOf(*failed.field->bound), result);
  result->reject_text = Text(failed);
}

// Contract m.2, m.5. False: the row has no key cell with anything in it.
bool JobLoop::FindByKey(const Row& row, Found* found, RowResult* result) const {
  if (!job_.key) return false;
  const ResourceType& type = *job_.records;
  const std::string text = ReadText(*job_.key, row.cells);
  const std::string column = ColumnOf(*job_.key);
  if (text.empty()) {
    if (type.key_assigner == KeyAssigner::kStore) return false;
    Reject(Code::kKeyBlank, column, result);
    return true;
  }
  Key key = text;
  if (type.key_type == KeyType::kInteger) {
    const auto integer = CheckInteger(text);
    if (!integer) {
      Reject(Code::kKeyMalformed, column, result);
      return true;
    }
    key = int64_t{std::stoll(*integer)};
  } else if (text.size() > kKeyTextBytesMax) {
    Reject(Code::kKeyMalformed, column, result);
    return true;
  }
  if (records_.count(key) > 0) {
    found->key = key;
    found->by = job_.type->key_name;
  } else if (type.key_assigner == KeyAssigner::kStore) {
    Reject(Code::kRecordNotFound, column, result);
  } else {
    found->given = key;
  }
  return true;
}

// Contract m.5: external ids in upload order, then the match rules.
void JobLoop::FindByMatching(const Row& row, Found* found) const {
  for (const BoundIdentity& finder : job_.finders) {
    const std::string text = ReadText(finder.field, row.cells);
    if (text.empty()) continue;
    const Checked checked =
        CheckValue(*finder.field.field, text, "", {}, options_.validators);
    if (checked.code != Code::kNone) continue;
    found->key = FindByIdentity(records_, finder.place, checked.value);
    found->by = finder.field.name;
    if (found->key) return;
  }
  if (creating() == nullptr) return;
  const bool sees_own_job =
      creating()->FindRole(FieldRole::kInFileMatching) != "0";
  const MatchValues offered = ValuesWritten(*creating());
  for (const MatchRule& rule : job_.records->match_rules) {
    const std::vector<Key> keys =
        FindByRule(records_, rule, offered, sees_own_job ? 0 : job_id_);
    if (keys.empty()) continue;
    found->key = keys[0];
    found->is_ambiguous = keys.size() > 1;
    found->by = rule.name + (keys.size() > 1 ? " (several)" : "");
    return;
  }
}

bool JobLoop::MayCreate(const Found& found) const {
  if (creating() == nullptr) return false;
  if (creating()->FindRole(FieldRole::kAction) == "Update") return false;
  return found.given.has_value() || IsEnoughToCreate(*creating());
}

RowResult JobLoop::Import(const Row& row) {
  RowResult result;
  result.number = row.number;
  result.byte = row.byte;
  result.bytes = row.text + (row.line_end.empty() ? "\n" : row.line_end);
  result.is_line_long = row.is_line_long;
  if (row.defect != Code::kNone) {
    Reject(row.defect, "", &result);
    return result;
  }
  values_.clear();
  for (const BoundMapping& mapping : job_.mappings) {
    values_.push_back(
        ReadMapping(job_, mapping, row.cells, options_.validators));
  }
  Found found;
  if (!FindByKey(row, &found, &result)) FindByMatching(row, &found);
  if (result.is_rejected) return result;
  result.is_ambiguous = found.is_ambiguous;
  if (found.key) result.matched_by = found.by;

  if (!found.key && !MayCreate(found)) {
    Reject(Code::kRecordNotFound, "", &result);
    return result;
  }
  for (const int column : job_.requested) {
    result.requested.push_back(row.cells[static_cast<size_t>(column)]);
  }
  const bool is_duplicate = found.key && first_rows_.count(*found.key) > 0;
  if (is_duplicate &&
      job_.spec->duplicate_policy == DuplicatePolicy::kRejectLater) {
    Reject(Code::kDuplicateRow, "", &result);
  } else if (is_duplicate &&
             job_.spec->duplicate_policy == DuplicatePolicy::kIgnoreLater) {
    KeepAsDuplicate(*found.key, &result);
  } else {
    Apply(row, found, &result);
  }
  return result;
}

void JobLoop::KeepAsDuplicate(const Key& key, RowResult* result) const {
  result->key = key;
  for (size_t m = 0; m < job_.mappings.size(); ++m) {
    result->codes.push_back(Code::kKeptDuplicate);
    result->messages.push_back(Text({Code::kKeptDuplicate}));
  }
}

void JobLoop::Apply(const Row& row, const Found& found, RowResult* result) {
  Record record;
  if (found.key) record = records_.at(*found.key);
  std::optional<Applied> first_failed;
  std::optional<Applied> creating_failed;
  for (const MappingValues& values : values_) {
    const Applied applied = ApplyMapping(values, *job_.catalogue, store_,
                                         records_, found.key, &record);
    result->codes.push_back(applied.code);
    result->messages.push_back(Text(applied));
    result->cleared += applied.cleared;
    if (!IsFailed(applied.code)) continue;
    if (!first_failed) first_failed = applied;
    if (&values == creating()) creating_failed = applied;
  }
  if (!found.key && creating_failed) {
    Reject(*creating_failed, result);
  } else if (first_failed &&
             job_.type->on_mapping_failure == MappingFailure::kReject) {
    Reject(*first_failed, result);
  } else {
    StoreRow(row, found, record, result);
  }
}

void JobLoop::StoreRow(const Row& row, const Found& found, const Record& record,
                       RowResult* result) {
  result->is_created = !found.key;
  if (found.key) {
    result->key = *found.key;
  } else if (found.given) {
    result->key = *found.given;
  } else {
    result->key = next_key_++;
  }
  first_rows_.emplace(result->key, row.number);
  Record& stored = records_[result->key];
  if (result->is_created) {
    stored.created_job = job_id_;
  } else if (stored.HasContentOf(record)) {
    return;
  }
  result->is_changed = true;
  stored.scalars = record.scalars;
  stored.collections = record.collections;
  stored.changed_job = job_id_;
  stored.changed_row = row.number;
}

// Contract m.9.
void Count(const RowResult& row, JobCounters* counters) {
  if (row.is_rejected) {
    ++counters->rejected;
    ++counters->by_code[static_cast<uint16_t>(row.reject_code)];
    return;
  }
  ++counters->imported;
  if (row.is_created) {
    ++counters->created;
  } else if (row.is_changed) {
    ++counters->updated;
  } else {
    ++counters->unchanged;
  }
  if (row.is_ambiguous) ++counters->ambiguous;
  counters->cleared += row.cleared;
  bool has_message = false;
  bool has_success = false;
  for (const Code code : row.codes) {
    ++counters->by_code[static_cast<uint16_t>(code)];
    has_message = has_message || code != Code::kProcessed;
    has_success = has_success || !IsFailed(code);
  }
  if (has_message) ++counters->with_messages;
  if (has_success) ++counters->with_success;
}

// Contract m.11: judged after every row.
bool IsTooMuch(const ErrorBudget& budget, const JobCounters& counters) {
  if (budget.rejected_max && counters.rejected > *budget.rejected_max) {
    return true;
  }
  const uint64_t rows = counters.read - counters.blank;
  return budget.percent_max && rows >= budget.sample_rows &&
         100 * counters.rejected > rows * *budget.percent_max;
}

}  // namespace

JobResult RunJob(const JobSpec& spec, const Catalogue& catalogue,
                 const std::string& upload, const JobOptions& options,
                 Store* store) {
  JobResult result;
  result.job_id = store->next_job_id++;
  result.upload_file_id = store->next_upload_file_id++;
  result.first_mapping_identifier = store->next_mapping_identifier;
  store->next_mapping_identifier +=
      static_cast<int64_t>(spec.mapping_types.size());

  reference::Store overlay = *store;
  const Upload split = SplitUpload(upload, spec.file, options.row_bytes_max);
  if (split.is_invalid) {
    result.status = JobStatus::kFailed;
    result.errors.emplace_back("INVALID_FILE");
    return result;
  }
  const BoundJob job =
      BindJob(spec, catalogue, result.first_mapping_identifier);
  JobLoop loop(job, options, static_cast<int32_t>(result.job_id),
               options.is_dry_run ? &overlay : store);
  for (const Row& row : split.rows) {
    ++result.counters.read;
    if (row.is_blank) {
      ++result.counters.blank;
      continue;
    }
    result.rows.push_back(loop.Import(row));
    Count(result.rows.back(), &result.counters);
    result.is_paused = IsTooMuch(options.error_budget, result.counters);
    if (result.is_paused) break;
  }
  if (result.is_paused) {
    result.status = JobStatus::kInProgressWithErrors;
  } else if (result.counters.with_success == 0) {
    result.status = JobStatus::kFailed;
    result.errors.emplace_back("NO_VALID_ROWS");
  } else {
    result.status = result.counters.rejected > 0
                        ? JobStatus::kCompletedWithErrors
                        : JobStatus::kCompleted;
  }
  result.files = RenderFiles(
      job, {result.job_id, result.upload_file_id, split.header}, result.rows);
  return result;
}

}  // namespace millrace::reference
