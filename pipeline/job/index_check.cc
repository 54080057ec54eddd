// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Two passes. One over the records counts what they should be found by, and
// puts it. One over the index asks, for every entry, the record that it leads
// to. An entry is right if its record accounts for it, so what is missing is
// the difference of the two counts, and nothing is looked up key by key.

#include "millrace/index_check.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/match_key.h"
#include "pipeline/job/index_layout.h"

namespace millrace {
namespace {

// Entries that are looked at, or written, at a time.
constexpr size_t kEntriesAtATime = 16384;

// What the store says while its match keys are made anew: no version.
constexpr std::string_view kBeingRebuilt = "being rebuilt";

// Stands for a name that the store does not know, and so no record has.
constexpr NameId kUnknownName{0xffffffff};

class TypeCheck {
 public:
  TypeCheck(Store& store, IndexLayout layout, IndexRepair repair)
      : store_(store),
        layout_(std::move(layout)),
        is_rebuild_(repair == IndexRepair::kRebuild) {}

  absl::Status Run(IndexReport* report) {
    std::unique_ptr<RunTurn> turn;
    if (is_rebuild_) turn = store_.TakeTurn(layout_.type());
    view_ = store_.View();
    MILLRACE_RETURN_IF_ERROR(GoThroughRecords(report));
    // Before the second pass asks who has what now.
    MILLRACE_RETURN_IF_ERROR(Flush());
    MILLRACE_RETURN_IF_ERROR(GoThroughEntries(report));
    report->missing = wanted_ - std::min(wanted_, report->entries);
    return Flush();
  }

 private:
  // An entry as it was scanned.
  struct Entry {
    IndexKey key = {};
    std::string record = {};
  };

  absl::Status GoThroughRecords(IndexReport* report) {
    const std::unique_ptr<RecordCursor> records =
        view_->ScanRecords(layout_.type());
    for (records->Seek(""); records->Valid(); records->Next()) {
      ++report->records;
      MILLRACE_ASSIGN_OR_RETURN(const std::set<IndexKey> keys,
                                layout_.KeysOf(records->value()));
      wanted_ += keys.size();
      if (!is_rebuild_) continue;
      for (const IndexKey& entry : keys) {
        PutIndexKey(layout_.type(), entry, records->key_bytes(), Part());
      }
      MILLRACE_RETURN_IF_ERROR(FlushIfLarge(keys.size()));
    }
    return records->status();
  }

  absl::Status GoThroughEntries(IndexReport* report) {
    std::vector<Entry> entries;
    absl::Status status;
    MILLRACE_RETURN_IF_ERROR(view_->ScanIdentities(
        layout_.type(), [&](const StoreView::ScannedIdentity& scanned) {
          entries.push_back({{.kind = scanned.kind,
                              .is_match = scanned.is_match,
                              .value = std::string(scanned.value)},
                             std::string(scanned.key_bytes)});
          if (entries.size() < kEntriesAtATime) return true;
          status = Judge(&entries, report);
          return status.ok();
        }));
    MILLRACE_RETURN_IF_ERROR(status);
    return Judge(&entries, report);
  }

  // Compares entries with what the records say that they lead to.
  absl::Status Judge(std::vector<Entry>* entries, IndexReport* report) {
    std::map<std::string_view, std::set<IndexKey>> rights;
    for (const Entry& entry : *entries) rights.try_emplace(entry.record);
    std::vector<std::string_view> records;
    for (const auto& [record, keys] : rights) records.push_back(record);
    std::vector<std::string> values;
    MILLRACE_RETURN_IF_ERROR(
        view_->GetRecords(layout_.type(), records, &values));
    for (size_t i = 0; i < records.size(); ++i) {
      MILLRACE_ASSIGN_OR_RETURN(rights[records[i]], layout_.KeysOf(values[i]));
    }
    for (const Entry& entry : *entries) {
      if (rights[entry.record].contains(entry.key)) {
        ++report->entries;
        continue;
      }
      ++report->stale;
      if (!is_rebuild_) continue;
      // An external id that now is another record's was put by the first pass.
      if (!entry.key.is_match && IsWanted(entry.key)) continue;
      DeleteIndexKey(layout_.type(), entry.key, entry.record, Part());
      MILLRACE_RETURN_IF_ERROR(FlushIfLarge(1));
    }
    entries->clear();
    return absl::OkStatus();
  }

  // Whether the first pass has given the external id to a record.
  bool IsWanted(const IndexKey& key) {
    const auto owner =
        store_.View()->FindIdentity(layout_.type(), key.kind, key.value);
    if (!owner.ok() || !owner->has_value()) return false;
    const auto value = store_.View()->GetRecord(layout_.type(), **owner);
    if (!value.ok()) return false;
    const auto keys = layout_.KeysOf(*value);
    return keys.ok() && keys->contains(key);
  }

  CommitPart* Part() {
    if (commit_ == nullptr) commit_ = store_.BeginCommit({});
    return commit_.get();
  }

  absl::Status FlushIfLarge(size_t added) {
    pending_ += added;
    return pending_ < kEntriesAtATime ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    pending_ = 0;
    if (commit_ == nullptr) return absl::OkStatus();
    const std::unique_ptr<Commit> commit = std::move(commit_);
    return commit->Apply();
  }

  Store& store_;
  IndexLayout layout_;
  const bool is_rebuild_;
  std::unique_ptr<StoreView> view_;
  std::unique_ptr<Commit> commit_;
  size_t pending_ = 0;
  uint64_t wanted_ = 0;
};

absl::StatusOr<const ResourceType*> TypeOf(const IndexedType& indexed) {
  const ResourceType* const named =
      indexed.catalogue.FindResourceType(indexed.resource_type);
  if (named == nullptr) {
    return StatusOf(absl::StatusCode::kNotFound,
                    "resource type not in catalogue: " + indexed.resource_type);
  }
  return &indexed.catalogue.RecordsOf(*named);
}

absl::StatusOr<IndexReport> CheckType(Store& store, const IndexedType& indexed,
                                      IndexRepair repair) {
  MILLRACE_ASSIGN_OR_RETURN(const ResourceType* const type, TypeOf(indexed));
  IndexReport report;
  report.resource_type = type->name;
  const std::optional<ResourceTypeId> id = store.FindResourceType(type->name);
  if (!id.has_value()) return report;  // it never had a record
  const bool may_write = repair == IndexRepair::kRebuild;
  MILLRACE_ASSIGN_OR_RETURN(
      IndexLayout layout,
      IndexLayout::Make(indexed.catalogue, *type, *id,
                        [&store, may_write](
                            const std::string& name) -> absl::StatusOr<NameId> {
                          if (!may_write) {
                            return store.FindName(name).value_or(kUnknownName);
                          }
                          MILLRACE_ASSIGN_OR_RETURN(
                              const std::vector<NameId> ids,
                              store.InternNames({&name, 1}));
                          return ids.front();
                        }));
  MILLRACE_RETURN_IF_ERROR(
      Annotate(TypeCheck(store, std::move(layout), repair).Run(&report),
               "index of " + type->name));
  return report;
}

// With other tables every type's keys are wrong: none may be left out.
absl::Status CheckAllAreThere(Store& store,
                              const std::vector<IndexedType>& types) {
  for (const std::string& name : store.ResourceTypeNames()) {
    const std::unique_ptr<StoreView> view = store.View();
    const auto records = view->ScanRecords(*store.FindResourceType(name));
    records->Seek("");
    MILLRACE_RETURN_IF_ERROR(records->status());
    if (!records->Valid()) continue;
    bool is_given = false;
    for (const IndexedType& indexed : types) {
      MILLRACE_ASSIGN_OR_RETURN(const ResourceType* const type,
                                TypeOf(indexed));
      is_given |= type->name == name;
    }
    if (is_given) continue;
    return StatusOf(absl::StatusCode::kFailedPrecondition,
                    "match keys were made with other Unicode tables: rebuild "
                    "all types at once; missing: " +
                        name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<IndexReport>> CheckIndexes(
    Store& store, const std::vector<IndexedType>& types, IndexRepair repair) {
  const bool is_rebuild = repair == IndexRepair::kRebuild;
  MILLRACE_ASSIGN_OR_RETURN(const std::string version,
                            store.MatchIndexVersion());
  const bool is_new_version =
      is_rebuild && !version.empty() && version != FoldingVersion();
  if (is_new_version) {
    MILLRACE_RETURN_IF_ERROR(CheckAllAreThere(store, types));
    MILLRACE_RETURN_IF_ERROR(store.SetMatchIndexVersion(kBeingRebuilt));
  }
  std::vector<IndexReport> reports;
  for (const IndexedType& indexed : types) {
    MILLRACE_ASSIGN_OR_RETURN(IndexReport report,
                              CheckType(store, indexed, repair));
    reports.push_back(std::move(report));
  }
  if (is_new_version) {
    MILLRACE_RETURN_IF_ERROR(store.SetMatchIndexVersion(FoldingVersion()));
  }
  return reports;
}

std::string MatchKeyVersion() { return std::string(FoldingVersion()); }

}  // namespace millrace
