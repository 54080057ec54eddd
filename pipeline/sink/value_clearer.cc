// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/value_clearer.h"

#include <algorithm>

#include "millrace/record.h"

namespace millrace {
namespace {

std::string_view ValueAt(const ValueClearer::Values& values, Slot slot) {
  return slot == kNoSlot ? std::string_view() : values[slot];
}

// What clearing does to one item.
struct Cleared {
  size_t values = 0;          // parts that go; copies as given do not count
  bool loses_itself = false;  // what tells it apart is among them
  bool has_rest = false;      // something but the best mark stays
  bool was_best = false;
};

const PartTarget* ClearedPart(const ItemTarget& target, NameId part,
                              const ValueClearer::Values& values) {
  for (const PartTarget& one : target.parts) {
    if (one.name == part && IsCleared(values[one.slot])) return &one;
  }
  return nullptr;
}

// Leaves in *rest the parts that stay.
Cleared ClearParts(const ItemTarget& target, NameId kept_part,
                   std::string_view parts, const ValueClearer::Values& values,
                   std::string* rest) {
  Cleared cleared;
  rest->clear();
  ScalarCursor part(parts);
  while (part.Next()) {
    const PartTarget* const gone = ClearedPart(target, part.name(), values);
    if (gone != nullptr && part.name() != kept_part) {
      if (!gone->as_given) ++cleared.values;
      cleared.loses_itself |= gone->tells_apart;
      continue;
    }
    rest->append(part.entry());
    const bool is_mark = part.name() == target.best_part;
    cleared.was_best |= is_mark && part.value() == "1";
    cleared.has_rest |= !is_mark;
  }
  return cleared;
}

}  // namespace

void ValueClearer::ClearScalars(const PlanMapping& mapping,
                                const Values& values, std::string* scalars) {
  const auto is_cleared = [&](NameId name) {
    return std::any_of(mapping.scalars.begin(), mapping.scalars.end(),
                       [&](const ScalarTarget& target) {
                         return target.name == name &&
                                IsCleared(values[target.slot]);
                       });
  };
  next_.clear();
  ScalarCursor scalar(*scalars);
  while (scalar.Next()) {
    if (is_cleared(scalar.name())) {
      ++cleared_;
    } else {
      next_.append(scalar.entry());
    }
  }
  if (next_.size() != scalars->size()) scalars->swap(next_);
}

Code ValueClearer::ClearItem(const PlanMapping& mapping,
                             const ItemTarget& target,
                             std::string_view item_key, const Values& values,
                             std::string* items) {
  const bool clears_any = std::any_of(
      target.parts.begin(), target.parts.end(),
      [&](const PartTarget& part) { return IsCleared(values[part.slot]); });
  if (!clears_any) return Code::kProcessed;
  // A subscription that is skipped stays as it is.
  const NameId kept_part =
      ValueAt(values, mapping.skip_subscription_slot) == "1"
          ? target.subscription_part
          : NameId{0};
  Cleared cleared;
  next_.clear();
  ItemCursor item(*items);
  while (item.Next()) {
    if (item.collection() != target.collection || item.key() != item_key) {
      next_.append(item.entry());
      continue;
    }
    cleared = ClearParts(target, kept_part, item.parts(), values, &parts_);
    if (cleared.has_rest && !cleared.loses_itself) {
      AppendItem(&next_, target.collection, item_key, parts_);
    }
  }
  if (cleared.values == 0) return Code::kProcessed;
  const bool may_change_best =
      ValueAt(values, target.best_slot) == "1" ||
      ValueAt(values, mapping.do_not_update_best_slot) == "0";
  // What does not tell the item apart may change in a best one too.
  const bool is_kept = target.rule == ItemRule::kBest && cleared.was_best &&
                       !may_change_best &&
                       (cleared.loses_itself || !target.has_same_by);
  if (is_kept) return target.kept_code;
  cleared_ += cleared.values;
  items->swap(next_);
  return Code::kProcessed;
}

}  // namespace millrace
