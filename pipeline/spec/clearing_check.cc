// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/clearing_check.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"

#include "pipeline/spec/constant_checker.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

bool Writes(const Effect& effect, const Field& field) {
  return std::any_of(effect.parts.begin(), effect.parts.end(),
                     [&](const EffectPart& part) {
                       return EqualsIgnoringCase(part.field, field.name);
                     });
}

}  // namespace

std::string WhyNotCleared(const MappingType& type, const Field& field) {
  if (field.is_required) return "it is required";
  if (field.role == FieldRole::kKey || field.role == FieldRole::kExternalId) {
    return "it finds the record";
  }
  if (field.role != FieldRole::kValue) return "it is no value of the record";
  // Without effects every value is stored.
  bool is_stored = type.effects.empty();
  for (const Effect& effect : type.effects) {
    const bool tells_item =
        std::any_of(effect.item_key_fields.begin(),
                    effect.item_key_fields.end(), [&](const std::string& name) {
                      return EqualsIgnoringCase(name, field.name);
                    });
    if (tells_item) return "it tells which item is meant";
    if (!Writes(effect, field)) continue;
    if (effect.kind == EffectKind::kBindIdentity) return "it finds the record";
    if (effect.kind == EffectKind::kPutItem && effect.rule == ItemRule::kOnce) {
      return "what is there already is left alone";
    }
    is_stored = true;
  }
  return is_stored ? "" : "it is no value of the record";
}

void CheckClearing(const FieldValueMapping& entry, const MappingType* type,
                   const Field* field, const std::string& path,
                   DefectList* defects) {
  if (!entry.may_clear()) return;
  const std::string marker_path = MemberPath(path, "clearMarker");
  const std::string& member_path =
      entry.blank_clears ? MemberPath(path, "blankClears") : marker_path;
  if (!entry.column_name.has_value()) {
    defects->Add(member_path, "needs a columnName");
  }
  const std::string_view marker = Trimmed(entry.clear_marker);
  if (marker.empty() && !entry.clear_marker.empty()) {
    defects->Add(marker_path, "must not be blank",
                 "blankClears, where blank cells are to clear");
  }
  const bool is_translated =
      !marker.empty() &&
      std::any_of(entry.values.begin(), entry.values.end(),
                  [&](const ValueTranslation& value) {
                    return Trimmed(value.source_value) == marker;
                  });
  if (is_translated) {
    defects->Add(marker_path, "is a sourceValue of the same mapping too");
  }
  if (type == nullptr || field == nullptr) return;
  const std::string reason = WhyNotCleared(*type, *field);
  if (reason.empty()) return;
  defects->Add(
      member_path,
      absl::StrCat("field cannot be cleared: ", field->name, ": ", reason));
}

}  // namespace millrace
