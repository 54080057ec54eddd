// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Grammar of a list entry's value, under the key of keys.cc. Encodings as in
// engine/base/coding.cc.
//
//   entry := length-prefixed name, length-prefixed parent-id, varint retired
//                             retired: 0 or 1

#include "engine/storage/store_lists.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/coding.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database.h"
#include "engine/storage/keys.h"
#include "engine/storage/range_scan.h"
#include "millrace/store.h"

namespace millrace {
namespace {

std::string EncodeEntry(const ListEntry& entry) {
  std::string value;
  AppendLengthPrefixed(&value, entry.name);
  AppendLengthPrefixed(&value, entry.parent_id);
  AppendVarint(&value, entry.retired ? 1 : 0);
  return value;
}

absl::StatusOr<ListEntry> DecodeEntry(std::string_view id,
                                      std::string_view value) {
  std::string_view name;
  std::string_view parent_id;
  uint64_t retired = 0;
  if (!ReadLengthPrefixed(&value, &name) ||
      !ReadLengthPrefixed(&value, &parent_id) ||
      !ReadVarint(&value, &retired) || retired > 1 || !value.empty()) {
    return absl::DataLossError("list entry is malformed");
  }
  return ListEntry{.id = std::string(id),
                   .name = std::string(name),
                   .parent_id = std::string(parent_id),
                   .retired = retired == 1};
}

absl::Status CheckNames(std::string_view list, std::string_view id) {
  if (list.empty()) return absl::InvalidArgumentError("list has no name");
  if (id.empty()) return absl::InvalidArgumentError("list entry has no id");
  return absl::OkStatus();
}

}  // namespace

absl::Status StoreLists::Put(std::string_view list, const ListEntry& entry) {
  MILLRACE_RETURN_IF_ERROR(CheckNames(list, entry.id));
  MutexLock lock(mutex_);
  return database_->Put(Family::kDefault, ListEntryKey(list, entry.id),
                        EncodeEntry(entry));
}

absl::Status StoreLists::Retire(std::string_view list, std::string_view id) {
  MILLRACE_RETURN_IF_ERROR(CheckNames(list, id));
  MILLRACE_RETURN_IF_ERROR(database_->CheckWritable());
  const std::string key = ListEntryKey(list, id);
  MutexLock lock(mutex_);
  MILLRACE_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                            database_->Get(Family::kDefault, key));
  if (!value.has_value()) return absl::NotFoundError("no such list entry");
  MILLRACE_ASSIGN_OR_RETURN(ListEntry entry, DecodeEntry(id, *value));
  if (entry.retired) return absl::OkStatus();
  entry.retired = true;
  return database_->Put(Family::kDefault, key, EncodeEntry(entry));
}

absl::StatusOr<std::vector<ListEntry>> StoreLists::All(
    std::string_view list) const {
  const std::string prefix = ListPrefix(list);
  std::vector<ListEntry> entries;
  const PinnedState state(database_);
  RangeScan scan(state.handle(), Family::kDefault, state.snapshot(), prefix,
                 PrefixEnd(prefix));
  for (; scan.Valid(); scan.Next()) {
    std::string_view id;
    if (!ParseListEntryKey(scan.key(), prefix, &id)) {
      return absl::DataLossError("list entry has a malformed key");
    }
    MILLRACE_ASSIGN_OR_RETURN(ListEntry entry, DecodeEntry(id, scan.value()));
    entries.push_back(std::move(entry));
  }
  MILLRACE_RETURN_IF_ERROR(scan.status());
  return entries;
}

}  // namespace millrace
