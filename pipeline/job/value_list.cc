// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/value_list.h"

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/base/transparent_hash.h"
#include "millrace/limits.h"
#include "millrace/record.h"
#include "millrace/record_index.h"

namespace millrace {
namespace {

constexpr std::string_view kYes = "1";
constexpr std::string_view kNo = "0";

// A list's entries by id.
class Entries {
 public:
  explicit Entries(ValueList* list) : list_(*list) {
    for (size_t i = 0; i < list_.entries.size(); ++i) {
      places_.emplace(list_.entries[i].id, i);
    }
  }

  // The entry of that id, made if there is none.
  Choice& Get(const std::string& id) {
    const auto [place, is_new] = places_.emplace(id, list_.entries.size());
    if (is_new) list_.entries.emplace_back().id = id;
    return list_.entries[place->second];
  }

 private:
  ValueList& list_;
  StringMap<size_t> places_;
};

absl::Status AddStoreEntries(const Store& store, ValueList* list) {
  Entries there(list);
  MILLRACE_ASSIGN_OR_RETURN(const std::vector<ListEntry> entries,
                            store.ListEntries(list->name));
  for (const ListEntry& entry : entries) {
    Choice& choice = there.Get(entry.id);
    choice.name = entry.name;
    choice.retired = entry.retired;
    if (list->parent_field.empty() || entry.parent_id.empty()) continue;
    choice.parents = {{list->parent_field, {entry.parent_id}}};
  }
  return absl::OkStatus();
}

absl::Status AddRecords(const Store& store, const ResourceType& type,
                        ValueList* list) {
  const std::optional<ResourceTypeId> id = store.FindResourceType(type.name);
  const std::optional<NameId> name = store.FindName(list->name_field);
  if (!id.has_value() || !name.has_value()) return absl::OkStatus();
  const std::optional<NameId> retired = store.FindName(list->retired_field);
  const std::unique_ptr<StoreView> view = store.View();
  const auto records = view->ScanRecords(*id);
  Entries there(list);
  for (records->Seek(""); records->Valid(); records->Next()) {
    MILLRACE_ASSIGN_OR_RETURN(
        const PrimaryKey key,
        PrimaryKey::Decode(records->key_bytes(),
                           type.key_type == KeyType::kInteger));
    MILLRACE_ASSIGN_OR_RETURN(const RecordView record,
                              RecordView::Parse(records->value()));
    Choice& choice = there.Get(key.ToString());
    choice.name = std::string(record.Find(*name));
    choice.retired = retired.has_value() && record.Find(*retired) == kYes;
  }
  return records->status();
}

absl::StatusOr<PrimaryKey> KeyOf(const ResourceType& type,
                                 const std::string& id) {
  if (type.key_type == KeyType::kText) {
    if (id.empty() || id.size() > kKeyTextBytesMax) {
      return absl::InvalidArgumentError("id must be text of 1 to 255 bytes");
    }
    return PrimaryKey(id);
  }
  int64_t number = 0;
  const char* const end = id.data() + id.size();
  const auto [last, error] = std::from_chars(id.data(), end, number);
  if (error != std::errc() || last != end) {
    return absl::InvalidArgumentError("id must be a whole number: " + id);
  }
  return PrimaryKey(number);
}

// Writes the entry into its record, whose other fields stay.
absl::Status PutRecord(Store& store, const Catalogue& catalogue,
                       const ValueList& list, const ResourceType& type,
                       const ListEntry& entry) {
  MILLRACE_ASSIGN_OR_RETURN(const PrimaryKey key, KeyOf(type, entry.id));
  MILLRACE_ASSIGN_OR_RETURN(const RecordIndex index,
                            RecordIndex::Open(store, catalogue, type.name));
  std::vector<std::string> names = {list.name_field};
  if (!list.retired_field.empty()) names.push_back(list.retired_field);
  MILLRACE_ASSIGN_OR_RETURN(const std::vector<NameId> ids,
                            store.InternNames(names));
  const std::unique_ptr<RunTurn> turn = store.TakeTurn(index.type());
  const std::unique_ptr<StoreView> view = store.View();
  const absl::StatusOr<std::string> stored =
      view->GetRecord(index.type(), key.Encode());
  if (!stored.ok() && !absl::IsNotFound(stored.status())) {
    return stored.status();
  }
  const std::string before = stored.ok() ? *stored : std::string();
  RecordBuilder record;
  RecordStamp stamp;
  if (!before.empty()) {
    MILLRACE_ASSIGN_OR_RETURN(const RecordView there,
                              RecordView::Parse(before));
    record = RecordBuilder(there);
    stamp.created_job = there.stamp().created_job;
  }
  record.Set(ids.front(), entry.name);
  if (ids.size() > 1) {
    const bool was_retired = record.scalars().contains(ids.back());
    if (entry.retired || was_retired) {
      record.Set(ids.back(), entry.retired ? kYes : kNo);
    }
  }
  const std::string after = record.Encode(stamp);
  const std::unique_ptr<Commit> commit = store.BeginCommit({});
  commit->PutRecord(index.type(), key.Encode(), after);
  MILLRACE_RETURN_IF_ERROR(
      index.Update(key.Encode(), before, after, commit.get()));
  if (type.key_assigner == KeyAssigner::kStore) {
    MILLRACE_ASSIGN_OR_RETURN(const int64_t next_key,
                              view->NextKey(index.type()));
    if (key.integer() >= next_key && key.integer() < INT64_MAX) {
      commit->SetNextKey(index.type(), key.integer() + 1);
    }
  }
  return commit->Apply();
}

// An entry that is there stays part of what it is part of, unless it is told
// otherwise.
ListEntry WithParent(const ValueList& list, ListEntry entry) {
  for (const Choice& there : list.entries) {
    if (there.id != entry.id || !entry.parent_id.empty()) continue;
    for (const ChoiceParent& parent : there.parents) {
      if (parent.field == list.parent_field && parent.allowed_ids.size() == 1) {
        entry.parent_id = parent.allowed_ids.front();
      }
    }
  }
  return entry;
}

}  // namespace

absl::Status AddListEntries(const Store& store, Catalogue* catalogue) {
  for (ValueList& list : catalogue->lists) {
    MILLRACE_RETURN_IF_ERROR(AddStoreEntries(store, &list));
    if (list.records_of.empty()) continue;
    const ResourceType* const type =
        catalogue->FindResourceType(list.records_of);
    if (type == nullptr) continue;
    MILLRACE_RETURN_IF_ERROR(
        Annotate(AddRecords(store, *type, &list), "list " + list.name));
  }
  return absl::OkStatus();
}

absl::Status PutListEntry(Store& store, const Catalogue& catalogue,
                          std::string_view list_name, const ListEntry& entry) {
  const ValueList* const list = catalogue.FindList(list_name);
  if (list == nullptr) {
    return StatusOf(absl::StatusCode::kNotFound,
                    "list not in catalogue: " + std::string(list_name));
  }
  if (!entry.parent_id.empty() && list->parent_field.empty()) {
    return StatusOf(absl::StatusCode::kInvalidArgument,
                    "entries of this list have no parent: " + list->name);
  }
  if (list->records_of.empty()) {
    return store.PutListEntry(list->name, WithParent(*list, entry));
  }
  const ResourceType* const type = catalogue.FindResourceType(list->records_of);
  if (type == nullptr) {
    return StatusOf(absl::StatusCode::kNotFound,
                    "resource type not in catalogue: " + list->records_of);
  }
  return PutRecord(store, catalogue, *list, *type, entry);
}

}  // namespace millrace
