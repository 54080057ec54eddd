// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/record_table.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "engine/base/key_front.h"
#include "engine/base/status_macros.h"

namespace millrace {

RecordTable::RecordTable(ResourceTypeId type, const StoreView& view)
    : type_(type), view_(view) {}

WorkingRecord* RecordTable::Add(std::string_view key, std::string_view stored) {
  auto record = std::make_unique<WorkingRecord>();
  record->key = arena_.Copy(key);
  if (!stored.empty()) record->stored = arena_.Copy(stored);
  record->value = record->stored;
  records_.push_back(std::move(record));
  by_key_.emplace(std::string(key), records_.back().get());
  return records_.back().get();
}

absl::Status RecordTable::Prefetch(std::vector<std::string_view> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::erase_if(keys, [this](std::string_view key) {
    return by_key_.contains(std::string(key));
  });
  std::vector<std::string> values;
  MILLRACE_RETURN_IF_ERROR(view_.GetRecords(type_, keys, &values));
  for (size_t i = 0; i < keys.size(); ++i) Add(keys[i], values[i]);
  return absl::OkStatus();
}

absl::StatusOr<WorkingRecord*> RecordTable::Get(std::string_view key) {
  const auto found = by_key_.find(std::string(key));
  if (found != by_key_.end()) return found->second;
  absl::StatusOr<std::string> value = view_.GetRecord(type_, key);
  if (value.ok()) return Add(key, *value);
  if (absl::IsNotFound(value.status())) return Add(key, {});
  return value.status();
}

void RecordTable::Set(WorkingRecord* record, std::string_view value) {
  if (value.size() > record->slot_bytes) {
    // Room to spare, so that a record which grows with every row of the run
    // does not leave each of its sizes behind.
    record->slot_bytes =
        value.size() + (record->slot == nullptr ? 0 : value.size() / 2);
    record->slot = arena_.Allocate(record->slot_bytes);
  }
  std::memcpy(record->slot, value.data(), value.size());
  record->value = {record->slot, value.size()};
}

size_t RecordTable::MemoryBytes() const {
  // With its entry in the map, whose key is a string, and the allocator's own.
  constexpr size_t kRecordBytes = sizeof(WorkingRecord) + 96;
  return arena_.capacity_bytes() + records_.size() * kRecordBytes;
}

std::vector<const WorkingRecord*> RecordTable::Changed() const {
  std::vector<std::pair<uint64_t, const WorkingRecord*>> by_front;
  for (const auto& record : records_) {
    if (record->value.data() != record->stored.data()) {
      by_front.emplace_back(KeyFront(record->key), record.get());
    }
  }
  std::sort(by_front.begin(), by_front.end(), [](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return a.second->key < b.second->key;
  });
  std::vector<const WorkingRecord*> changed;
  changed.reserve(by_front.size());
  for (const auto& entry : by_front) changed.push_back(entry.second);
  return changed;
}

}  // namespace millrace
