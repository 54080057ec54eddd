// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/row_transformer.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "pipeline/batch/row_check.h"
#include "pipeline/transform/number_validator.h"
#include "pipeline/transform/rejected_row.h"
#include "pipeline/transform/text_validator.h"

namespace millrace {
namespace {

bool IsCleared(std::string_view value) {
  return value.data() == kCleared.data();
}

void Reject(Code code, RowDraft* row) {
  row->verdict = Verdict::kRejected;
  row->reject_code = code;
}

}  // namespace

RowTransformer::RowTransformer(const MappingPlan& plan)
    : plan_(plan),
      is_plain_(plan.slot_count),
      values_(plan.slot_count),
      constant_(plan.slot_count) {
  PrepareConstants();
  FindPlainSteps();
}

void RowTransformer::FindPlainSteps() {
  for (const PlanMapping& mapping : plan_.mappings) {
    for (const PlanStep& step : mapping.steps) {
      is_plain_[step.slot] =
          step.column != kNoColumn && step.value_map == nullptr &&
          step.parents.empty() && step.country_slot == kNoSlot &&
          step.choices == nullptr && step.given_slot == kNoSlot &&
          step.validators.empty() && !step.may_clear;
    }
  }
}

void RowTransformer::PrepareConstants() {
  const auto prepare = [this](const std::vector<PlanStep>& steps) {
    for (const PlanStep& step : steps) {
      if (!IsFixedConstant(step)) continue;
      std::string_view normal;
      // Submitting has checked constants; one that fails here all the same
      // fails in every row, where it gets its message.
      if (check_.Check(step, step.constant, {}, &constants_, &normal) ==
          Code::kProcessed) {
        constant_[step.slot] = constants_.Copy(normal);
      }
    }
  };
  prepare(plan_.row_steps);
  for (const PlanMapping& mapping : plan_.mappings) prepare(mapping.steps);
}

void RowTransformer::Transform(const RowBatch& batch, DraftBatch* out) {
  out->sequence = batch.sequence;
  out->first_byte = batch.first_byte;
  out->end_byte = batch.end_byte;
  out->first_row_number = batch.first_row_number;
  out->first_fingerprint = batch.first_fingerprint;
  out->fingerprint = batch.fingerprint;
  out->is_last = batch.is_last;
  out->committed_rows = batch.committed_rows;
  out->mapping_count = plan_.mappings.size();
  out->rows.resize(batch.rows.size());
  out->outcomes.resize(batch.rows.size() * out->mapping_count);
  if (!plan_.requested_columns.empty()) {
    out->requested.resize(batch.rows.size());
  }
  if (plan_.error_budget.is_set()) CheckRows(batch, &out->row_checks);
  batch_ = &batch;
  for (size_t i = 0; i < batch.rows.size(); ++i) TransformRow(batch, i, out);
  batch_ = nullptr;
}

void RowTransformer::TransformRow(const RowBatch& batch, size_t row_index,
                                  DraftBatch* out) {
  RowDraft& row = out->rows[row_index];
  const RowShape shape = batch.rows[row_index].shape;
  if (shape == RowShape::kBlank) {
    row.verdict = Verdict::kBlank;
    return;
  }
  if (shape != RowShape::kRow) {
    Reject(RejectCodeOf(shape), &row);
    return KeepRaw(batch, row_index, out);
  }
  if (batch.defects[row_index] != RowDefect::kNone) {
    Reject(RejectCodeOf(batch.defects[row_index]), &row);
    return KeepRaw(batch, row_index, out);
  }
  cells_ = batch.cells.data() + row_index * batch.column_count;
  scratch_.Reset();
  if (!ReadKey(&row, out)) return KeepRaw(batch, row_index, out);

  for (const PlanStep& step : plan_.row_steps) {
    values_[step.slot] = {};
    ReadStep(plan_.row_steps, step);
  }
  Outcome* const outcomes = out->OutcomesOf(row_index);
  for (size_t m = 0; m < plan_.mappings.size(); ++m) {
    ReadMapping(plan_.mappings[m], &outcomes[m]);
    ReadControls(plan_.mappings[m], &row);
  }
  if (plan_.rejects_early && RejectEarly(&row, outcomes)) {
    return KeepRaw(batch, row_index, out);
  }
  row.enough_to_create = IsEnoughToCreate(row);
  Encode(&row, outcomes, out);
  if (!plan_.requested_columns.empty()) KeepRequested(row_index, out);
  if (plan_.may_reject_late) KeepRaw(batch, row_index, out);
}

// A cell's text: trimmed, doubled quotes made single.
inline std::string_view RowTransformer::CellOf(int column) {
  const Cell& cell = cells_[column];
  std::string_view text(batch_->chunk.get() + cell.offset, cell.length);
  if (cell.needs_unescape) [[unlikely]] {
    char* const to = scratch_.Reserve(text.size());
    const size_t bytes = batch_->Unescape(text, to);
    scratch_.Commit(bytes);
    text = {to, bytes};
  }
  return TrimBlank(text);
}

// False: the row is rejected for its key (contract m.2, m.3).
bool RowTransformer::ReadKey(RowDraft* row, DraftBatch* out) {
  if (!plan_.has_key) return true;
  std::string_view text = plan_.key_column == kNoColumn
                              ? std::string_view(plan_.key_constant)
                              : CellOf(plan_.key_column);
  if (plan_.key_value_map != nullptr && !text.empty()) {
    const auto found = plan_.key_value_map->find(text);
    if (found != plan_.key_value_map->end()) text = found->second;
  }
  Code code = Code::kNone;
  if (text.empty()) {
    if (plan_.key_assigner == KeyAssigner::kStore) return true;
    code = Code::kKeyBlank;
  } else if (plan_.is_key_integer) {
    char room[kIntegerBytesMax];
    int64_t number = 0;
    if (NormaliseInteger(text, room, &number) == 0) {
      code = Code::kKeyMalformed;
    } else {
      char* const key = out->arena.Allocate(8);
      EncodeOrderedInt64(key, number);
      row->key = key;
      row->key_bytes = 8;
    }
  } else if (text.size() > kKeyTextBytesMax) {
    code = Code::kKeyMalformed;
  } else {
    row->key = out->arena.Copy(text).data();
    row->key_bytes = static_cast<uint8_t>(text.size());
  }
  if (code == Code::kNone) return true;
  Reject(code, row);
  if (plan_.key_column != kNoColumn) {
    row->reject_column = static_cast<uint8_t>(plan_.key_column);
  }
  return false;
}

// What the step has to check: its cell through the value map, or its constant;
// nothing where the cell clears.
std::string_view RowTransformer::StepText(const PlanStep& step) {
  if (step.column == kNoColumn) return step.constant;
  const std::string_view cell = CellOf(step.column);
  if (step.Clears(cell)) return {};
  if (step.value_map == nullptr || cell.empty()) return cell;
  const auto found = step.value_map->find(cell);
  return found == step.value_map->end() ? cell
                                        : std::string_view(found->second);
}

// Contract m.7: whether there is anything to apply.
bool RowTransformer::HasData(const PlanMapping& mapping) {
  if (!mapping.has_columns || mapping.applies_when_blank) return true;
  for (const PlanStep& step : mapping.steps) {
    if (step.column == kNoColumn || !step.takes_part) continue;
    if (!CellOf(step.column).empty()) return true;
    if (step.blank_clears && mapping.blank_may_apply) return true;
  }
  return false;
}

void RowTransformer::ReadMapping(const PlanMapping& mapping, Outcome* outcome) {
  std::fill_n(values_.begin() + mapping.first_slot, mapping.slot_count,
              std::string_view());
  if (!HasData(mapping)) {
    *outcome = {Code::kNoDataToApply, kNoIndex};
    return;
  }
  Defect first;
  for (const PlanStep& step : mapping.steps) {
    const Defect defect = is_plain_[step.slot] ? ReadPlainStep(step)
                                               : ReadStep(mapping.steps, step);
    if (defect.code != Code::kProcessed &&
        defect.field_index <= first.field_index) {
      first = defect;
    }
  }
  if (!mapping.required_one_of.empty()) CheckOneOf(mapping, &first);
  // kNone: whether it is Processed is for the sink to say.
  if (first.code != Code::kProcessed) {
    *outcome = {first.code, first.field_index};
  }
}

// What ReadStep() comes to for most steps of most jobs.
RowTransformer::Defect RowTransformer::ReadPlainStep(const PlanStep& step) {
  const std::string_view text = CellOf(step.column);
  if (text.empty() && !step.is_required) return {};
  if (text.empty()) return {Code::kMissingRequired, step.field_index};
  std::string_view& normal = values_[step.slot];
  if (step.type == FieldType::kText) {
    if (ExceedsScalars(text, step.length_max)) {
      return {Code::kValueTooLong, step.field_index};
    }
    normal = text;
    return {};
  }
  const Code code = check_.Check(step, text, {}, &scratch_, &normal);
  if (code == Code::kProcessed) return {};
  normal = {};
  return {code, step.field_index};
}

// Of these fields a row must give one; the message is about the first.
void RowTransformer::CheckOneOf(const PlanMapping& mapping, Defect* first) {
  uint8_t field_index = kNoIndex;
  for (const size_t index : mapping.required_one_of) {
    const PlanStep& step = mapping.steps[index];
    if (!StepText(step).empty()) return;
    field_index = std::min(field_index, step.field_index);
  }
  if (field_index <= first->field_index) {
    *first = {Code::kMissingRequired, field_index};
  }
}

RowTransformer::Defect RowTransformer::ReadStep(
    const std::vector<PlanStep>& steps, const PlanStep& step) {
  if (!constant_[step.slot].empty()) {
    values_[step.slot] = constant_[step.slot];
    if (step.given_slot != kNoSlot) values_[step.given_slot] = step.constant;
    return {};
  }
  const std::string_view text = StepText(step);
  if (text.empty()) {
    if (step.may_clear && step.Clears(CellOf(step.column))) {
      values_[step.slot] = kCleared;
      if (step.given_slot != kNoSlot) values_[step.given_slot] = kCleared;
    }
    if (!step.is_required) return {};
    return {Code::kMissingRequired, step.field_index};
  }
  // A parent or a country that was given but is none decides for its field;
  // this one cannot be judged without it.
  if (!step.parents.empty()) {
    bool is_judged = true;
    const Defect parent = CheckParents(steps, step, &is_judged);
    if (parent.code != Code::kProcessed || !is_judged) return parent;
  }
  std::string_view country;
  if (step.country_slot != kNoSlot) {
    if (IsBroken(steps, step.country_slot)) return {};
    country = values_[step.country_slot];
  }
  // Written where it stays: to copy what was just written in two halves
  // stalls a processor for longer than most checks take.
  std::string_view& normal = values_[step.slot];
  const Code code = check_.Check(step, text, country, &scratch_, &normal);
  if (code != Code::kProcessed) {
    normal = {};
    return {code, step.field_index};
  }
  if (step.choices != nullptr) {
    const ChoiceTable::Entry* entry = FindChoice(*step.choices, normal, &part_);
    // A custom validator may have made something else of the id.
    if (entry == nullptr) return {Code::kInvalidValue, step.field_index};
    for (const auto& limit : entry->limits) {
      const bool is_broken = IsBroken(steps, limit.parent_slot);
      const std::string_view chosen = ValueOf(limit.parent_slot);
      const bool is_allowed =
          std::find(limit.allowed_ids.begin(), limit.allowed_ids.end(),
                    chosen) != limit.allowed_ids.end();
      if (!is_broken && is_allowed) continue;
      normal = {};
      if (is_broken) return {};
      return {Code::kInvalidValue, step.field_index};
    }
  }
  if (step.given_slot != kNoSlot) values_[step.given_slot] = text;
  return {};
}

std::string_view RowTransformer::ValueOf(Slot slot) const {
  return slot == kNoSlot ? std::string_view() : values_[slot];
}

// Whether the field of that slot was given but is not valid.
bool RowTransformer::IsBroken(const std::vector<PlanStep>& steps, Slot slot) {
  if (!ValueOf(slot).empty()) return false;
  for (const PlanStep& step : steps) {
    if (step.slot == slot) return !StepText(step).empty();
  }
  return false;
}

RowTransformer::Defect RowTransformer::CheckParents(
    const std::vector<PlanStep>& steps, const PlanStep& step, bool* is_judged) {
  for (const ParentCheck& parent : step.parents) {
    const auto it = std::find_if(
        steps.begin(), steps.end(),
        [&](const PlanStep& other) { return other.slot == parent.slot; });
    if (it != steps.end() && it->country_slot == step.slot) {
      // A phone is read by its country: here it matters that one was given.
      if (!StepText(*it).empty()) continue;
      return {Code::kParentRequired, step.field_index};
    }
    if (IsBroken(steps, parent.slot)) {
      *is_judged = false;
      return {};
    }
    const std::string_view value = ValueOf(parent.slot);
    if (value.empty()) return {Code::kParentRequired, step.field_index};
    if (!parent.limited_to.empty() &&
        std::find(parent.limited_to.begin(), parent.limited_to.end(), value) ==
            parent.limited_to.end()) {
      return {Code::kInvalidValue, step.field_index};
    }
  }
  return {};
}

void RowTransformer::ReadControls(const PlanMapping& mapping, RowDraft* row) {
  if (!mapping.creates) return;
  if (mapping.action_slot != kNoSlot) {
    const std::string_view action = values_[mapping.action_slot];
    if (action == "Create") row->action = RowAction::kCreate;
    if (action == "Update") row->action = RowAction::kUpdate;
  }
  if (mapping.in_file_matching_slot != kNoSlot) {
    row->sees_own_job = values_[mapping.in_file_matching_slot] != "0";
  }
}

// Contract m.4. Cells count as they are, valid or not: an invalid one makes
// the creating mapping fail, which is another matter.
bool RowTransformer::IsEnoughToCreate(const RowDraft& row) {
  if (plan_.creating_mapping < 0) return false;
  if (row.key != nullptr && plan_.key_assigner == KeyAssigner::kUpload) {
    return true;
  }
  const PlanMapping& mapping =
      plan_.mappings[static_cast<size_t>(plan_.creating_mapping)];
  for (const size_t index : mapping.enough_to_create) {
    const PlanStep& step = mapping.steps[index];
    if (step.column == kNoColumn && mapping.has_columns) continue;
    if (!StepText(step).empty()) return true;
  }
  return false;
}

// A plan whose rows cannot fail to find or make their record judges failed
// mappings here, where the row's bytes still are.
bool RowTransformer::RejectEarly(RowDraft* row, const Outcome* outcomes) const {
  for (size_t m = 0; m < plan_.mappings.size(); ++m) {
    if (!IsFailed(outcomes[m].code)) continue;
    Reject(outcomes[m].code, row);
    row->reject_mapping = static_cast<uint8_t>(m);
    row->reject_field = outcomes[m].field_index;
    const int column =
        outcomes[m].field_index == kNoIndex
            ? kNoColumn
            : plan_.mappings[m].fields[outcomes[m].field_index].column;
    if (column != kNoColumn) row->reject_column = static_cast<uint8_t>(column);
    return true;
  }
  return false;
}

// Requested columns show the cell as it is, untrimmed (contract m.7).
void RowTransformer::KeepRequested(size_t row_index, DraftBatch* out) {
  part_.clear();
  for (const int column : plan_.requested_columns) {
    const Cell& cell = cells_[column];
    const std::string_view raw(batch_->chunk.get() + cell.offset, cell.length);
    if (!cell.needs_unescape) {
      AppendLengthPrefixed(&part_, raw);
      continue;
    }
    char* const to = scratch_.Reserve(raw.size());
    const size_t bytes = batch_->Unescape(raw, to);
    scratch_.Commit(bytes);
    AppendLengthPrefixed(&part_, {to, bytes});
  }
  out->requested[row_index] = out->arena.Copy(part_);
}

void RowTransformer::EncodeFinders() {
  for (size_t i = 0; i < plan_.finders.size(); ++i) {
    const Finder& finder = plan_.finders[i];
    if (!finder.is_match) {
      const std::string_view value = values_[finder.slot];
      if (value.empty()) continue;
      AppendVarint(&draft_, i + 1);
      AppendLengthPrefixed(&draft_, value);
      continue;
    }
    match_keys_.OfRow(plan_.match_rules[finder.match_rule_index], values_);
    for (const std::string& key : match_keys_.keys()) {
      AppendVarint(&draft_, i + 1);
      AppendLengthPrefixed(&draft_, key);
    }
  }
}

// No more bytes than the mapping takes in a draft.
size_t RowTransformer::MappingBytesMax(const PlanMapping& mapping) const {
  size_t bytes = 3 * kVarintBytesMax;
  for (const ScalarTarget& target : mapping.scalars) {
    bytes += 2 * kVarintBytesMax + values_[target.slot].size();
  }
  for (const Slot slot : mapping.value_slots) {
    bytes += 2 * kVarintBytesMax + values_[slot].size();
  }
  return bytes;
}

// Writes a mapping in the grammar of draft_batch.cc and returns the place
// behind it. Straight into its room: appending to strings piece by piece cost
// a quarter of the whole transformation. Lengths go before what they count,
// which is therefore put together in `part`, with as much room.
char* RowTransformer::EncodeMapping(size_t mapping_index, char* part,
                                    char* to) const {
  const PlanMapping& mapping = plan_.mappings[mapping_index];
  to = EncodeVarint(to, mapping_index);
  char* end = part;
  for (const ScalarTarget& target : mapping.scalars) {
    const std::string_view value = values_[target.slot];
    if (value.empty()) continue;
    end = EncodeVarint(end, static_cast<uint32_t>(target.name));
    end = EncodeLengthPrefixed(end, value);
  }
  to = EncodeLengthPrefixed(to, {part, static_cast<size_t>(end - part)});
  end = part;
  for (const Slot slot : mapping.value_slots) {
    if (values_[slot].empty() && !IsCleared(values_[slot])) continue;
    end = EncodeVarint(end, slot);
    end = EncodeLengthPrefixed(end, values_[slot]);
  }
  if (mapping.may_clear) {
    for (const ScalarTarget& target : mapping.scalars) {
      if (!IsCleared(values_[target.slot])) continue;
      end = EncodeVarint(end, target.slot);
      end = EncodeLengthPrefixed(end, {});
    }
  }
  return EncodeLengthPrefixed(to, {part, static_cast<size_t>(end - part)});
}

void RowTransformer::Encode(RowDraft* row, const Outcome* outcomes,
                            DraftBatch* out) {
  draft_.clear();
  EncodeFinders();
  AppendVarint(&draft_, 0);
  size_t bytes_max = draft_.size();
  for (size_t m = 0; m < plan_.mappings.size(); ++m) {
    if (outcomes[m].code != Code::kNone) continue;
    bytes_max += MappingBytesMax(plan_.mappings[m]);
  }
  char* const part = scratch_.Reserve(bytes_max);
  char* const draft = out->arena.Reserve(bytes_max);
  char* to = std::copy(draft_.begin(), draft_.end(), draft);
  for (size_t m = 0; m < plan_.mappings.size(); ++m) {
    if (outcomes[m].code == Code::kNone) to = EncodeMapping(m, part, to);
  }
  scratch_.Commit(0);
  const auto draft_bytes = static_cast<size_t>(to - draft);
  out->arena.Commit(draft_bytes);
  row->draft = draft;
  row->draft_bytes = static_cast<uint32_t>(draft_bytes);
}

}  // namespace millrace
