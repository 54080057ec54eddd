// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/record_merger.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"

namespace millrace {
namespace {

// The parts of one item among a record's items; empty when it is not there.
std::string_view FindItem(std::string_view items, NameId collection,
                          std::string_view item_key) {
  ItemCursor cursor(items);
  while (cursor.Next()) {
    if (cursor.collection() == collection && cursor.key() == item_key) {
      return cursor.parts();
    }
  }
  return {};
}

std::string_view FindScalar(std::string_view scalars, NameId name) {
  ScalarCursor cursor(scalars);
  while (cursor.Next()) {
    if (cursor.name() == name) return cursor.value();
  }
  return {};
}

}  // namespace

RecordMerger::RecordMerger(const MappingPlan& plan, IdentityOwners* owners)
    : plan_(plan), owners_(owners), values_(plan.slot_count) {}

std::string_view RecordMerger::Value(Slot slot) const {
  return slot == kNoSlot ? std::string_view() : values_[slot];
}

absl::Status RecordMerger::Apply(const RowDraft& row, std::string_view key,
                                 std::string_view scalars,
                                 std::string_view items, Outcome* outcomes) {
  scalars_.assign(scalars);
  items_.assign(items);
  edits_.clear();
  clearer_.Reset();
  RowDraftReader reader(row.draft_view());
  while (reader.NextMapping()) {
    const size_t index = reader.index();
    const PlanMapping& mapping = plan_.mappings[index];
    if (outcomes[index].code != Code::kNone) continue;
    std::fill_n(values_.begin() + mapping.first_slot, mapping.slot_count,
                std::string_view());
    const std::string_view patch = reader.scalars();
    while (reader.NextValue()) values_[reader.index()] = reader.value();
    const size_t edit_count = edits_.size();
    MILLRACE_ASSIGN_OR_RETURN(outcomes[index],
                              ApplyMapping(mapping, key, patch));
    if (IsFailed(outcomes[index].code)) edits_.resize(edit_count);
  }
  return absl::OkStatus();
}

absl::StatusOr<Outcome> RecordMerger::ApplyMapping(const PlanMapping& mapping,
                                                   std::string_view key,
                                                   std::string_view patch) {
  // Identities come first: only they can fail, and then nothing is stored.
  item_base_ = items_;
  MILLRACE_ASSIGN_OR_RETURN(const Outcome bound, BindIdentities(mapping, key));
  if (IsFailed(bound.code)) {
    items_ = item_base_;
    return bound;
  }
  Code code = Code::kProcessed;
  for (const ItemTarget& target : mapping.items) {
    Code item_code = PutItem(mapping, target);
    if (mapping.may_clear && item_code == Code::kProcessed) {
      std::string_view item_key = Value(target.key_slot);
      if (item_key.empty()) item_key = target.key;
      item_code =
          clearer_.ClearItem(mapping, target, item_key, values_, &items_);
    }
    if (code == Code::kProcessed) code = item_code;
  }
  if (!patch.empty()) {
    next_scalars_.clear();
    if (MergeScalars(scalars_, patch, &next_scalars_)) {
      scalars_.swap(next_scalars_);
    }
  }
  if (mapping.may_clear) clearer_.ClearScalars(mapping, values_, &scalars_);
  return Outcome{code, kNoIndex};
}

absl::StatusOr<Outcome> RecordMerger::BindIdentities(const PlanMapping& mapping,
                                                     std::string_view key) {
  for (const IdentityTarget& target : mapping.identities) {
    const std::string_view value = Value(target.slot);
    if (value.empty()) continue;
    std::string_view item_key = Value(target.key_slot);
    if (item_key.empty()) item_key = target.key;
    const auto kind = target.kinds.find(item_key);
    MILLRACE_CHECK(kind != target.kinds.end());
    MILLRACE_ASSIGN_OR_RETURN(const bool is_others,
                              IsOthers(kind->second, value, key));
    if (is_others) {
      return Outcome{Code::kExternalIdInUse, target.field_index};
    }
    const std::string_view before =
        FindScalar(FindItem(items_, target.collection, item_key), target.part);
    if (before == value) continue;
    if (!before.empty()) {
      edits_.push_back({kind->second, std::string(before), false});
    }
    edits_.push_back({kind->second, std::string(value), true});
    parts_.clear();
    AppendScalar(&parts_, target.part, value);
    ReplaceItem(target.collection, item_key, parts_);
  }
  return Outcome{Code::kProcessed, kNoIndex};
}

// What this row did before counts first, then what the run and the store say.
absl::StatusOr<bool> RecordMerger::IsOthers(NameId kind, std::string_view value,
                                            std::string_view key) {
  for (auto edit = edits_.rbegin(); edit != edits_.rend(); ++edit) {
    if (edit->kind == kind && edit->value == value) return false;
  }
  MILLRACE_CHECK(owners_ != nullptr);
  MILLRACE_ASSIGN_OR_RETURN(const std::string owner,
                            owners_->OwnerOf(kind, value));
  return !owner.empty() && owner != key;
}

bool RecordMerger::HasItem(const ItemTarget& target) const {
  bool has_any = false;
  for (const PartTarget& part : target.parts) {
    const bool is_given = !Value(part.slot).empty();
    // Without what tells it apart (its number, its address) there is no item.
    if (part.tells_apart && !is_given) return false;
    has_any |= is_given && !part.as_given;
  }
  return has_any || target.rule == ItemRule::kOnce;
}

Code RecordMerger::PutItem(const PlanMapping& mapping,
                           const ItemTarget& target) {
  std::string_view item_key = Value(target.key_slot);
  if (item_key.empty()) item_key = target.key;
  if (item_key.empty() || !HasItem(target)) return Code::kProcessed;
  const std::string_view there = FindItem(items_, target.collection, item_key);
  bool is_there = !there.empty();
  if (!is_there) {
    // An item may be there without any part.
    ItemCursor cursor(items_);
    while (cursor.Next()) {
      is_there |=
          cursor.collection() == target.collection && cursor.key() == item_key;
    }
  }
  const bool flags_best = Value(target.best_slot) == "1";
  if (is_there && target.rule == ItemRule::kOnce) {
    return Code::kAlreadyApplied;
  }
  if (is_there && target.rule == ItemRule::kBest) {
    return PutBestItem(mapping, target, item_key, there);
  }
  // Another number makes another item: nothing of the old one stays with it.
  const bool is_same = is_there && IsSameItem(target, there);
  const bool drops_old = target.has_same_by && !is_same;
  BuildParts(target, drops_old ? std::string_view() : there, !is_same,
             flags_best, false);
  ReplaceItem(target.collection, item_key, parts_);
  return Code::kProcessed;
}

// Contract f.12 and m.8: an item of this key is there already.
Code RecordMerger::PutBestItem(const PlanMapping& mapping,
                               const ItemTarget& target,
                               std::string_view item_key,
                               std::string_view there) {
  const bool flags_best = Value(target.best_slot) == "1";
  if (IsSameItem(target, there)) {
    BuildParts(target, there, false, flags_best, false);
    ReplaceItem(target.collection, item_key, parts_);
    return Code::kProcessed;
  }
  const bool is_best = target.best_part != NameId{0} &&
                       FindScalar(there, target.best_part) == "1";
  const bool may_replace_best =
      flags_best || Value(mapping.do_not_update_best_slot) == "0";
  if (is_best && !may_replace_best) return target.kept_code;
  BuildParts(target, target.has_same_by ? std::string_view() : there, true,
             flags_best, true);
  ReplaceItem(target.collection, item_key, parts_);
  return Code::kProcessed;
}

bool RecordMerger::IsSameItem(const ItemTarget& target,
                              std::string_view there) const {
  for (const PartTarget& part : target.parts) {
    if (part.as_given) continue;
    if (target.has_same_by && !part.tells_apart) continue;
    const std::string_view value = Value(part.slot);
    if (!value.empty() && FindScalar(there, part.name) != value) return false;
  }
  return true;
}

void RecordMerger::BuildParts(const ItemTarget& target, std::string_view there,
                              bool with_as_given, bool flags_best,
                              bool clears_best) {
  std::vector<std::pair<NameId, std::string_view>> parts;
  ScalarCursor cursor(there);
  while (cursor.Next()) {
    if (clears_best && cursor.name() == target.best_part) continue;
    parts.emplace_back(cursor.name(), cursor.value());
  }
  const auto set = [&parts](NameId name, std::string_view value) {
    const auto at = std::lower_bound(
        parts.begin(), parts.end(), name,
        [](const auto& part, NameId wanted) { return part.first < wanted; });
    if (at != parts.end() && at->first == name) {
      at->second = value;
    } else {
      parts.emplace(at, name, value);
    }
  };
  for (const PartTarget& part : target.parts) {
    if (part.as_given && !with_as_given) continue;
    const std::string_view value = Value(part.slot);
    if (!value.empty()) set(part.name, value);
  }
  if (flags_best && target.best_part != NameId{0}) set(target.best_part, "1");
  parts_.clear();
  for (const auto& [name, value] : parts) AppendScalar(&parts_, name, value);
}

// REQUIRES: parts are not within items_.
void RecordMerger::ReplaceItem(NameId collection, std::string_view item_key,
                               std::string_view parts) {
  next_items_.clear();
  bool is_written = false;
  ItemCursor cursor(items_);
  while (cursor.Next()) {
    const auto at = std::make_pair(cursor.collection(), cursor.key());
    const auto wanted = std::make_pair(collection, item_key);
    if (!is_written && at >= wanted) {
      AppendItem(&next_items_, collection, item_key, parts);
      is_written = true;
      if (at == wanted) continue;
    }
    next_items_.append(cursor.entry());
  }
  if (!is_written) AppendItem(&next_items_, collection, item_key, parts);
  items_.swap(next_items_);
}

}  // namespace millrace
