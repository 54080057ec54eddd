// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/record_index.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/sink/match_index.h"
#include "pipeline/transform/plan_compiler.h"

namespace millrace {

class RecordIndex::Impl {
 public:
  // An item part that is an external id, by the catalogue's effects.
  struct Identity {
    NameId collection = NameId{0};
    NameId part = NameId{0};
    std::string collection_name = {};
    friend auto operator<=>(const Identity&, const Identity&) = default;
  };

  absl::Status Update(std::string_view key_bytes, std::string_view before,
                      std::string_view after, CommitPart* part) const {
    MILLRACE_ASSIGN_OR_RETURN(const Bound old_ids, IdentitiesOf(before));
    MILLRACE_ASSIGN_OR_RETURN(const Bound new_ids, IdentitiesOf(after));
    for (const auto& [kind, value] : old_ids) {
      if (!new_ids.contains({kind, value})) {
        part->DeleteIdentity(plan.type, kind, value);
      }
    }
    for (const auto& [kind, value] : new_ids) {
      if (!old_ids.contains({kind, value})) {
        part->PutIdentity(plan.type, kind, value, key_bytes);
      }
    }
    return UpdateMatches(plan, key_bytes, before, after, part);
  }

  MappingPlan plan;
  std::set<Identity> identities;
  Store* store = nullptr;

 private:
  using Bound = std::set<std::pair<NameId, std::string>>;

  absl::StatusOr<Bound> IdentitiesOf(std::string_view value) const {
    Bound bound;
    if (value.empty()) return bound;
    MILLRACE_ASSIGN_OR_RETURN(const RecordView view, RecordView::Parse(value));
    ItemCursor item(view.items());
    while (item.Next()) {
      for (const Identity& identity : identities) {
        if (item.collection() != identity.collection) continue;
        const std::string_view id =
            view.FindPart(item.collection(), item.key(), identity.part);
        if (id.empty()) continue;
        const std::string kind =
            identity.collection_name + "/" + std::string(item.key());
        MILLRACE_ASSIGN_OR_RETURN(const std::vector<NameId> ids,
                                  store->InternNames({&kind, 1}));
        bound.emplace(ids.front(), std::string(id));
      }
    }
    return bound;
  }
};

RecordIndex::RecordIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordIndex::~RecordIndex() = default;
RecordIndex::RecordIndex(RecordIndex&&) noexcept = default;
RecordIndex& RecordIndex::operator=(RecordIndex&&) noexcept = default;

ResourceTypeId RecordIndex::type() const { return impl_->plan.type; }

absl::Status RecordIndex::Update(std::string_view key_bytes,
                                 std::string_view before,
                                 std::string_view after,
                                 CommitPart* part) const {
  return impl_->Update(key_bytes, before, after, part);
}

absl::StatusOr<RecordIndex> RecordIndex::Open(Store& store,
                                              const Catalogue& catalogue,
                                              std::string_view resource_type) {
  const ResourceType* const named = catalogue.FindResourceType(resource_type);
  if (named == nullptr) {
    return StatusOf(
        absl::StatusCode::kNotFound,
        "resource type not in catalogue: " + std::string(resource_type));
  }
  const ResourceType& type = catalogue.RecordsOf(*named);
  auto impl = std::make_unique<Impl>();
  impl->store = &store;
  absl::Status status;
  const auto name = [&](const std::string& text) {
    const auto ids = store.InternNames({&text, 1});
    if (ids.ok()) return ids->front();
    status = ids.status();
    return NameId{0};
  };
  MILLRACE_ASSIGN_OR_RETURN(const ResourceTypeId id,
                            store.InternResourceType(type.name));
  impl->plan = IndexPlan(type, id, name);
  for (const MappingType& mapping : catalogue.mapping_types) {
    for (const Effect& effect : mapping.effects) {
      if (effect.kind != EffectKind::kBindIdentity) continue;
      for (const EffectPart& part : effect.parts) {
        impl->identities.insert(
            {name(effect.collection),
             name(part.part.empty() ? part.field : part.part),
             effect.collection});
      }
    }
  }
  MILLRACE_RETURN_IF_ERROR(status);
  return RecordIndex(std::move(impl));
}

}  // namespace millrace
