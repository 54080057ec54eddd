// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/record_index.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "pipeline/job/index_layout.h"
#include "pipeline/job/match_version.h"

namespace millrace {

class RecordIndex::Impl {
 public:
  explicit Impl(IndexLayout layout) : layout_(std::move(layout)) {}

  ResourceTypeId type() const { return layout_.type(); }

  absl::Status Update(std::string_view key_bytes, std::string_view before,
                      std::string_view after, CommitPart* part) {
    MILLRACE_ASSIGN_OR_RETURN(const std::set<IndexKey> old_keys,
                              layout_.KeysOf(before));
    MILLRACE_ASSIGN_OR_RETURN(const std::set<IndexKey> new_keys,
                              layout_.KeysOf(after));
    for (const IndexKey& entry : old_keys) {
      if (new_keys.contains(entry)) continue;
      DeleteIndexKey(type(), entry, key_bytes, part);
    }
    for (const IndexKey& entry : new_keys) {
      if (old_keys.contains(entry)) continue;
      PutIndexKey(type(), entry, key_bytes, part);
    }
    return absl::OkStatus();
  }

 private:
  IndexLayout layout_;
};

RecordIndex::RecordIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordIndex::~RecordIndex() = default;
RecordIndex::RecordIndex(RecordIndex&&) noexcept = default;
RecordIndex& RecordIndex::operator=(RecordIndex&&) noexcept = default;

ResourceTypeId RecordIndex::type() const { return impl_->type(); }

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
  MILLRACE_RETURN_IF_ERROR(CheckMatchRules(&store, type));
  MILLRACE_ASSIGN_OR_RETURN(const ResourceTypeId id,
                            store.InternResourceType(type.name));
  MILLRACE_ASSIGN_OR_RETURN(
      IndexLayout layout,
      IndexLayout::Make(
          catalogue, type, id,
          [&store](const std::string& name) -> absl::StatusOr<NameId> {
            MILLRACE_ASSIGN_OR_RETURN(const std::vector<NameId> ids,
                                      store.InternNames({&name, 1}));
            return ids.front();
          }));
  return RecordIndex(std::make_unique<Impl>(std::move(layout)));
}

}  // namespace millrace
