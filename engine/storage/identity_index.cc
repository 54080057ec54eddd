// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/identity_index.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"

#include "engine/base/coding.h"
#include "engine/base/key_front.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/keys.h"
#include "engine/storage/multi_get.h"
#include "engine/storage/range_scan.h"
#include "engine/storage/rocksdb_status.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {
namespace {

// The stored keys of many values, in one buffer, with the order in which they
// are stored.
class SortedKeys {
 public:
  SortedKeys(ResourceTypeId type, NameId kind, IdentityForm form,
             std::span<const std::string_view> values) {
    entries_.reserve(values.size());
    // Type, kind and form are the same in all of them.
    const size_t head = 2 + VarintBytes(static_cast<uint32_t>(kind));
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t begin = bytes_.size();
      AppendIdentityKey(&bytes_, type, kind, form, values[i]);
      entries_.push_back(
          {KeyFront(std::string_view(bytes_).substr(begin + head)), begin,
           bytes_.size() - begin, i});
    }
    std::sort(entries_.begin(), entries_.end(),
              [this](const Entry& a, const Entry& b) {
                if (a.front != b.front) return a.front < b.front;
                return KeyOf(a) < KeyOf(b);
              });
  }

  size_t count() const { return entries_.size(); }
  std::string_view key(size_t rank) const { return KeyOf(entries_[rank]); }
  // The place in the values given of the key that has this rank.
  size_t place(size_t rank) const { return entries_[rank].place; }

 private:
  struct Entry {
    // What decides most comparisons without a look at the bytes.
    uint64_t front = 0;
    size_t begin = 0;
    size_t bytes = 0;
    size_t place = 0;
  };

  std::string_view KeyOf(const Entry& entry) const {
    return std::string_view(bytes_).substr(entry.begin, entry.bytes);
  }

  std::string bytes_;
  std::vector<Entry> entries_;
};

}  // namespace

absl::StatusOr<std::optional<std::string>> IdentityIndex::FindIdentity(
    ResourceTypeId type, NameId kind, std::string_view value) const {
  std::string key;
  AppendIdentityKey(&key, type, kind, IdentityForm::kUnique, value);
  return handle_.Get(Family::kIdentities, key, snapshot_);
}

absl::Status IdentityIndex::FindIdentities(
    ResourceTypeId type, NameId kind, std::span<const std::string_view> values,
    std::vector<std::string>* keys) const {
  keys->assign(values.size(), {});
  const SortedKeys sorted(type, kind, IdentityForm::kUnique, values);
  return MultiGet(
      handle_, Family::kIdentities, snapshot_, sorted.count(),
      [&](size_t rank) { return rocksdb::Slice(sorted.key(rank)); },
      [&](size_t rank, std::string_view key) {
        (*keys)[sorted.place(rank)].assign(key);
      });
}

absl::Status IdentityIndex::FindMatchLists(
    ResourceTypeId type, NameId kind, std::span<const std::string_view> values,
    size_t count_max, std::vector<std::vector<std::string>>* lists) const {
  lists->resize(values.size());
  for (std::vector<std::string>& list : *lists) list.clear();
  if (values.empty() || count_max == 0) return absl::OkStatus();
  const SortedKeys sorted(type, kind, IdentityForm::kMatch, values);

  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  // Asks the filter first, and ends where the value does: IdentityFilterBytes.
  options.prefix_same_as_start = true;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      handle_.rocksdb().NewIterator(options,
                                    handle_.family(Family::kIdentities)));
  for (size_t rank = 0; rank < sorted.count(); ++rank) {
    const std::string_view prefix = sorted.key(rank);
    std::vector<std::string>& list = (*lists)[sorted.place(rank)];
    for (iterator->Seek(prefix); iterator->Valid() && list.size() < count_max;
         iterator->Next()) {
      list.emplace_back(iterator->key().ToStringView().substr(prefix.size()));
    }
    if (!iterator->status().ok()) {
      return FromRocksDb(iterator->status(), "scan of identities");
    }
  }
  return absl::OkStatus();
}

absl::Status IdentityIndex::ScanIdentities(
    ResourceTypeId type,
    const std::function<bool(const StoreView::ScannedIdentity&)>& visit) const {
  const std::string prefix = IdentityTypePrefix(type);
  RangeScan scan(handle_, Family::kIdentities, snapshot_, prefix,
                 PrefixEnd(prefix));
  for (; scan.Valid(); scan.Next()) {
    IdentityKeyParts parts;
    if (!ParseIdentityKey(scan.key(), &parts)) {
      return absl::DataLossError("identity has a malformed key");
    }
    const bool is_match = parts.form == IdentityForm::kMatch;
    if (!visit({.kind = parts.kind,
                .value = parts.value,
                .key_bytes = is_match ? parts.key_bytes : scan.value(),
                .is_match = is_match})) {
      return absl::OkStatus();
    }
  }
  return scan.status();
}

}  // namespace millrace
