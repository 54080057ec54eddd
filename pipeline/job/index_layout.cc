// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/index_layout.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "pipeline/transform/plan_compiler.h"

namespace millrace {

absl::StatusOr<IndexLayout> IndexLayout::Make(const Catalogue& catalogue,
                                              const ResourceType& type,
                                              ResourceTypeId id, Names names) {
  IndexLayout layout;
  layout.names_ = std::move(names);
  absl::Status status;
  layout.plan_ = IndexPlan(type, id, [&](const std::string& name) {
    const auto number = layout.names_(name);
    if (number.ok()) return *number;
    status = number.status();
    return NameId{0};
  });
  MILLRACE_RETURN_IF_ERROR(status);
  MILLRACE_RETURN_IF_ERROR(layout.AddIdentities(catalogue));
  return layout;
}

absl::Status IndexLayout::AddIdentities(const Catalogue& catalogue) {
  for (const MappingType& mapping : catalogue.mapping_types) {
    for (const Effect& effect : mapping.effects) {
      if (effect.kind != EffectKind::kBindIdentity) continue;
      for (const EffectPart& part : effect.parts) {
        Identity identity;
        MILLRACE_ASSIGN_OR_RETURN(identity.collection,
                                  names_(effect.collection));
        MILLRACE_ASSIGN_OR_RETURN(
            identity.part, names_(part.part.empty() ? part.field : part.part));
        identity.collection_name = effect.collection;
        identities_.insert(std::move(identity));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status IndexLayout::AddIdentitiesOf(const RecordView& record,
                                          std::set<IndexKey>* keys) {
  ItemCursor item(record.items());
  while (item.Next()) {
    for (const Identity& identity : identities_) {
      if (item.collection() != identity.collection) continue;
      const std::string_view id =
          record.FindPart(item.collection(), item.key(), identity.part);
      if (id.empty()) continue;
      MILLRACE_ASSIGN_OR_RETURN(
          const NameId kind,
          names_(identity.collection_name + "/" + std::string(item.key())));
      keys->insert({.kind = kind, .value = std::string(id)});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<IndexKey>> IndexLayout::KeysOf(std::string_view value) {
  std::set<IndexKey> keys;
  if (value.empty()) return keys;
  MILLRACE_ASSIGN_OR_RETURN(const RecordView record, RecordView::Parse(value));
  MILLRACE_RETURN_IF_ERROR(AddIdentitiesOf(record, &keys));
  for (const PlanMatchRule& rule : plan_.match_rules) {
    match_keys_.OfRecord(rule, record.scalars(), record.items());
    for (const std::string& match : match_keys_.keys()) {
      keys.insert({.kind = rule.kind, .is_match = true, .value = match});
    }
  }
  return keys;
}

void PutIndexKey(ResourceTypeId type, const IndexKey& entry,
                 std::string_view key_bytes, CommitPart* part) {
  if (entry.is_match) {
    part->PutMatch(type, entry.kind, entry.value, key_bytes);
  } else {
    part->PutIdentity(type, entry.kind, entry.value, key_bytes);
  }
}

void DeleteIndexKey(ResourceTypeId type, const IndexKey& entry,
                    std::string_view key_bytes, CommitPart* part) {
  if (entry.is_match) {
    part->DeleteMatch(type, entry.kind, entry.value, key_bytes);
  } else {
    part->DeleteIdentity(type, entry.kind, entry.value);
  }
}

}  // namespace millrace
