// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The key of an item that several fields make:
//
//   item key := value ('/' value)*     an absent value is empty; in a value a
//                                      '\' is put before every '/' and '\'

#include "pipeline/sink/record_merger.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "millrace/limits.h"

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

std::string NamedKey(const PlanReference& reference, std::string_view value) {
  if (!reference.is_key_integer) {
    return value.size() > kKeyTextBytesMax ? std::string() : std::string(value);
  }
  int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [last, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || last != end) return {};
  return PrimaryKey(number).Encode();
}

RecordMerger::RecordMerger(const MappingPlan& plan, OtherRecords* others)
    : plan_(plan), others_(others), values_(plan.slot_count) {}

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
  // What other records have to say comes first: only that can fail, and then
  // nothing is stored.
  MILLRACE_ASSIGN_OR_RETURN(const Outcome named, CheckReferences(mapping));
  item_base_ = items_;
  MILLRACE_ASSIGN_OR_RETURN(const Outcome bound, BindIdentities(mapping, key));
  if (IsFailed(named.code) || IsFailed(bound.code)) {
    items_ = item_base_;
    const bool is_bound_first =
        IsFailed(bound.code) && bound.field_index < named.field_index;
    return is_bound_first ? bound : named;
  }
  Code code = Code::kProcessed;
  for (const ItemTarget& target : mapping.items) {
    Code item_code = PutItem(mapping, target);
    if (mapping.may_clear && item_code == Code::kProcessed) {
      item_code = clearer_.ClearItem(mapping, target, ItemKeyOf(target),
                                     values_, &items_);
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

// The first field that names a record which is not there. kNoIndex is beyond
// every field.
absl::StatusOr<Outcome> RecordMerger::CheckReferences(
    const PlanMapping& mapping) {
  for (const ReferenceTarget& target : mapping.references) {
    const std::string_view value = Value(target.slot);
    if (value.empty()) continue;
    const PlanReference& reference = plan_.references[target.reference];
    const std::string key = NamedKey(reference, value);
    MILLRACE_CHECK(others_ != nullptr);
    bool is_there = false;
    if (!key.empty()) {
      MILLRACE_ASSIGN_OR_RETURN(is_there,
                                others_->HasRecord(reference.type, key));
    }
    if (!is_there) return Outcome{Code::kNamedNotFound, target.field_index};
  }
  return Outcome{Code::kProcessed, kNoIndex};
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
  MILLRACE_CHECK(others_ != nullptr);
  MILLRACE_ASSIGN_OR_RETURN(const std::string owner,
                            others_->OwnerOf(kind, value));
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

std::string_view RecordMerger::ItemKeyOf(const ItemTarget& target) {
  if (target.key_slots.size() <= 1) {
    const std::string_view key = target.key_slots.empty()
                                     ? std::string_view()
                                     : Value(target.key_slots.front());
    return key.empty() ? std::string_view(target.key) : key;
  }
  key_.clear();
  bool is_given = false;
  for (size_t i = 0; i < target.key_slots.size(); ++i) {
    if (i > 0) key_.push_back('/');
    for (const char c : Value(target.key_slots[i])) {
      if (c == '/' || c == '\\') key_.push_back('\\');
      key_.push_back(c);
      is_given = true;
    }
  }
  return is_given ? std::string_view(key_) : std::string_view(target.key);
}

Code RecordMerger::PutItem(const PlanMapping& mapping,
                           const ItemTarget& target) {
  const std::string_view item_key = ItemKeyOf(target);
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
  if (is_there && target.rule == ItemRule::kOnce) {
    return Code::kAlreadyApplied;
  }
  if (is_there && target.rule == ItemRule::kBest) {
    return PutBestItem(mapping, target, item_key, there);
  }
  // Another number makes another item: nothing of the old one stays with it.
  const bool is_same = is_there && IsSameItem(target, there);
  BuildParts(target, there,
             {.keeps_old = is_same || !target.has_same_by,
              .takes_as_given = !is_same,
              .flags_best = Value(target.best_slot) == "1",
              .skips_subscription = SkipsSubscription(mapping)});
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
    BuildParts(target, there,
               {.takes_as_given = false,
                .flags_best = flags_best,
                .skips_subscription = SkipsSubscription(mapping)});
    ReplaceItem(target.collection, item_key, parts_);
    return Code::kProcessed;
  }
  const bool is_best = target.best_part != NameId{0} &&
                       FindScalar(there, target.best_part) == "1";
  const bool may_replace_best =
      flags_best || Value(mapping.do_not_update_best_slot) == "0";
  if (is_best && !may_replace_best) return target.kept_code;
  BuildParts(target, there,
             {.keeps_old = !target.has_same_by,
              .flags_best = flags_best,
              .clears_best = true,
              .skips_subscription = SkipsSubscription(mapping)});
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

bool RecordMerger::SkipsSubscription(const PlanMapping& mapping) const {
  return Value(mapping.skip_subscription_slot) == "1";
}

void RecordMerger::BuildParts(const ItemTarget& target, std::string_view there,
                              const PartChange& change) {
  // What the subscription is, nothing included, stays if it is skipped.
  const auto is_skipped = [&](NameId name) {
    return change.skips_subscription && target.subscription_part == name;
  };
  std::vector<std::pair<NameId, std::string_view>> parts;
  ScalarCursor cursor(there);
  while (cursor.Next()) {
    if (!change.keeps_old && !is_skipped(cursor.name())) continue;
    if (change.clears_best && cursor.name() == target.best_part) continue;
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
    if (part.as_given && !change.takes_as_given) continue;
    if (is_skipped(part.name)) continue;
    const std::string_view value = Value(part.slot);
    if (!value.empty()) set(part.name, value);
  }
  if (change.flags_best && target.best_part != NameId{0})
    set(target.best_part, "1");
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
