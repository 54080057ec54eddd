// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/name_dictionary.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/write_batch.h"

#include "engine/base/coding.h"
#include "engine/base/mutex.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database.h"
#include "engine/storage/keys.h"
#include "engine/storage/range_scan.h"
#include "engine/storage/rocksdb_status.h"
#include "millrace/record.h"

namespace millrace {
namespace {

constexpr uint32_t kTypesMax = std::numeric_limits<uint8_t>::max();

// Number of a stored name's key, 0 if it has none.
uint32_t NumberOfName(std::string_view key) {
  key.remove_prefix(kNamePrefix.size());
  uint32_t number = 0;
  return ReadBigEndian32(&key, &number) && key.empty() ? number : 0;
}

uint32_t NumberOfType(std::string_view key) {
  key.remove_prefix(kTypePrefix.size());
  return key.size() == 1 ? static_cast<uint8_t>(key.front()) : 0;
}

}  // namespace

std::optional<uint32_t> NameDictionary::Table::Find(
    std::string_view name) const {
  const auto entry = numbers.find(name);
  if (entry == numbers.end()) return std::nullopt;
  return entry->second;
}

void NameDictionary::Table::Append(std::string name) {
  numbers.emplace(name, static_cast<uint32_t>(names.size() + 1));
  names.push_back(std::move(name));
}

absl::Status NameDictionary::Load() {
  const PinnedState state(database_);
  Table names;
  RangeScan name_scan(state.handle(), Family::kDefault, state.snapshot(),
                      std::string(kNamePrefix), PrefixEnd(kNamePrefix));
  for (; name_scan.Valid(); name_scan.Next()) {
    if (NumberOfName(name_scan.key()) != names.names.size() + 1) {
      return absl::DataLossError("a name's number is missing");
    }
    names.Append(std::string(name_scan.value()));
  }
  MILLRACE_RETURN_IF_ERROR(name_scan.status());

  Table types;
  RangeScan type_scan(state.handle(), Family::kDefault, state.snapshot(),
                      std::string(kTypePrefix), PrefixEnd(kTypePrefix));
  for (; type_scan.Valid(); type_scan.Next()) {
    if (NumberOfType(type_scan.key()) != types.names.size() + 1) {
      return absl::DataLossError("a resource type's number is missing");
    }
    types.Append(std::string(type_scan.value()));
  }
  MILLRACE_RETURN_IF_ERROR(type_scan.status());

  MutexLock lock(mutex_);
  names_ = std::move(names);
  types_ = std::move(types);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<NameId>> NameDictionary::InternNames(
    std::span<const std::string> names) {
  MutexLock lock(mutex_);
  std::vector<NameId> ids;
  ids.reserve(names.size());
  rocksdb::WriteBatch batch;
  Table fresh;
  for (const std::string& name : names) {
    if (name.empty()) return absl::InvalidArgumentError("name is empty");
    std::optional<uint32_t> number = names_.Find(name);
    if (!number.has_value()) {
      number = fresh.Find(name);
      if (!number.has_value()) {
        fresh.Append(name);
        number = static_cast<uint32_t>(fresh.names.size());
        MILLRACE_RETURN_IF_ERROR(FromRocksDb(
            batch.Put(database_->handle()->family(Family::kDefault),
                      NameKey(NameId{static_cast<uint32_t>(
                          names_.names.size() + fresh.names.size())}),
                      name),
            "new name"));
      }
      *number += static_cast<uint32_t>(names_.names.size());
    }
    ids.push_back(NameId{*number});
  }
  if (fresh.names.empty()) return ids;
  MILLRACE_RETURN_IF_ERROR(database_->Write(&batch));
  for (std::string& name : fresh.names) names_.Append(std::move(name));
  return ids;
}

absl::StatusOr<ResourceTypeId> NameDictionary::InternResourceType(
    std::string_view name) {
  if (name.empty()) {
    return absl::InvalidArgumentError("resource type's name is empty");
  }
  MutexLock lock(mutex_);
  if (const std::optional<uint32_t> number = types_.Find(name)) {
    return ResourceTypeId{static_cast<uint8_t>(*number)};
  }
  if (types_.names.size() >= kTypesMax) {
    return absl::ResourceExhaustedError("a store has at most 255 types");
  }
  const ResourceTypeId type{static_cast<uint8_t>(types_.names.size() + 1)};
  MILLRACE_RETURN_IF_ERROR(
      database_->Put(Family::kDefault, TypeKey(type), name));
  types_.Append(std::string(name));
  return type;
}

std::optional<NameId> NameDictionary::FindName(std::string_view name) const {
  MutexLock lock(mutex_);
  const std::optional<uint32_t> number = names_.Find(name);
  if (!number.has_value()) return std::nullopt;
  return NameId{*number};
}

std::optional<ResourceTypeId> NameDictionary::FindResourceType(
    std::string_view name) const {
  MutexLock lock(mutex_);
  const std::optional<uint32_t> number = types_.Find(name);
  if (!number.has_value()) return std::nullopt;
  return ResourceTypeId{static_cast<uint8_t>(*number)};
}

std::string NameDictionary::NameOf(NameId id) const {
  MutexLock lock(mutex_);
  // Number 0 wraps around and is past the end, as it should be.
  const size_t index = static_cast<size_t>(id) - 1;
  return index < names_.names.size() ? names_.names[index] : std::string();
}

std::vector<std::string> NameDictionary::ResourceTypeNames() const {
  MutexLock lock(mutex_);
  return types_.names;
}

}  // namespace millrace
