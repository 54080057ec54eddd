// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Grammar of a record's value. Encodings as in engine/base/coding.cc: varint,
// length-prefixed.
//
//   record  := 0x01 stamp scalars-and-items
//   stamp   := varint created-job varint changed-job varint changed-row
//   scalars-and-items := length-prefixed scalars, then items up to the end
//   scalars := scalar*        names strictly ascending
//   scalar  := varint name, length-prefixed value
//                             name 1 to 2^32 - 1, value not empty
//   items   := item*          (collection, key) strictly ascending
//   item    := varint collection, length-prefixed key, length-prefixed parts
//   parts   := scalars        empty where membership says it all
//
// The leading byte is the version of this layout. One content has one
// encoding, so records are equal when their bytes are.

#include "millrace/record.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace millrace {
namespace {

constexpr char kRecordVersion = 1;
constexpr size_t kKeyBytesMax = 255;

bool ReadName(std::string_view* in, NameId* name) {
  uint64_t number = 0;
  if (!ReadVarint(in, &number) || number == 0 || number > UINT32_MAX) {
    return false;
  }
  *name = NameId{static_cast<uint32_t>(number)};
  return true;
}

bool ReadJob(std::string_view* in, JobId* job) {
  uint64_t number = 0;
  if (!ReadVarint(in, &number) || number > INT32_MAX) return false;
  *job = JobId{static_cast<int32_t>(number)};
  return true;
}

bool AreScalars(std::string_view in) {
  NameId previous = NameId{0};
  while (!in.empty()) {
    NameId name = NameId{0};
    std::string_view value;
    if (!ReadName(&in, &name) || name <= previous) return false;
    if (!ReadLengthPrefixed(&in, &value) || value.empty()) return false;
    previous = name;
  }
  return true;
}

bool AreItems(std::string_view in) {
  NameId previous = NameId{0};
  std::string_view previous_key;
  while (!in.empty()) {
    NameId collection = NameId{0};
    std::string_view key;
    std::string_view parts;
    if (!ReadName(&in, &collection) || !ReadLengthPrefixed(&in, &key) ||
        !ReadLengthPrefixed(&in, &parts) || !AreScalars(parts)) {
      return false;
    }
    if (collection < previous) return false;
    if (collection == previous && key <= previous_key) return false;
    previous = collection;
    previous_key = key;
  }
  return true;
}

std::string_view FindScalar(std::string_view scalars, NameId name) {
  ScalarCursor cursor(scalars);
  while (cursor.Next()) {
    if (cursor.name() < name) continue;
    return cursor.name() == name ? cursor.value() : std::string_view();
  }
  return {};
}

// Gathers neighbouring bytes, so that a run of entries is copied at once.
class RunAppender {
 public:
  explicit RunAppender(std::string* to) : to_(to) {}
  ~RunAppender() { to_->append(run_); }
  RunAppender(const RunAppender&) = delete;
  RunAppender& operator=(const RunAppender&) = delete;

  void Append(std::string_view entry) {
    if (run_.data() + run_.size() == entry.data()) {
      run_ = std::string_view(run_.data(), run_.size() + entry.size());
      return;
    }
    to_->append(run_);
    run_ = entry;
  }

 private:
  std::string* to_;
  std::string_view run_;
};

}  // namespace

std::string PrimaryKey::ToString() const {
  if (!is_integer()) return text();
  char digits[std::numeric_limits<int64_t>::digits10 + 3];
  const auto end = std::to_chars(digits, digits + sizeof(digits), integer());
  return std::string(digits, end.ptr);
}

std::string PrimaryKey::Encode() const {
  if (!is_integer()) return text();
  std::string bytes;
  AppendOrderedInt64(&bytes, integer());
  return bytes;
}

absl::StatusOr<PrimaryKey> PrimaryKey::Decode(std::string_view key_bytes,
                                              bool is_integer) {
  if (is_integer) {
    int64_t number = 0;
    if (!ReadOrderedInt64(&key_bytes, &number) || !key_bytes.empty()) {
      return absl::DataLossError("integer key is not 8 bytes");
    }
    return PrimaryKey(number);
  }
  if (key_bytes.empty() || key_bytes.size() > kKeyBytesMax ||
      key_bytes.find('\0') != std::string_view::npos) {
    return absl::DataLossError("text key is not 1 to 255 bytes without NUL");
  }
  return PrimaryKey(std::string(key_bytes));
}

absl::StatusOr<RecordView> RecordView::Parse(std::string_view bytes) {
  if (bytes.empty()) return absl::DataLossError("record is empty");
  if (bytes.front() != kRecordVersion) {
    return absl::DataLossError("record has an unknown layout");
  }
  bytes.remove_prefix(1);
  RecordView view;
  if (!ReadJob(&bytes, &view.stamp_.created_job) ||
      !ReadJob(&bytes, &view.stamp_.changed_job) ||
      !ReadVarint(&bytes, &view.stamp_.changed_row)) {
    return absl::DataLossError("record's stamp is malformed");
  }
  if (!ReadLengthPrefixed(&bytes, &view.scalars_) ||
      !AreScalars(view.scalars_)) {
    return absl::DataLossError("record's fields are malformed");
  }
  view.items_ = bytes;
  if (!AreItems(view.items_)) {
    return absl::DataLossError("record's collections are malformed");
  }
  return view;
}

std::string_view RecordView::Find(NameId field) const {
  return FindScalar(scalars_, field);
}

std::string_view RecordView::FindPart(NameId collection,
                                      std::string_view item_key,
                                      NameId part) const {
  ItemCursor cursor(items_);
  while (cursor.Next()) {
    if (cursor.collection() < collection) continue;
    if (cursor.collection() > collection) break;
    if (cursor.key() == item_key) return FindScalar(cursor.parts(), part);
    if (cursor.key() > item_key) break;
  }
  return {};
}

bool ScalarCursor::Next() {
  if (rest_.empty()) return false;
  std::string_view in = rest_;
  if (!ReadName(&in, &name_) || !ReadLengthPrefixed(&in, &value_)) {
    MILLRACE_DCHECK(false);
    rest_ = {};
    return false;
  }
  entry_ = rest_.substr(0, rest_.size() - in.size());
  rest_ = in;
  return true;
}

bool ItemCursor::Next() {
  if (rest_.empty()) return false;
  std::string_view in = rest_;
  if (!ReadName(&in, &collection_) || !ReadLengthPrefixed(&in, &key_) ||
      !ReadLengthPrefixed(&in, &parts_)) {
    MILLRACE_DCHECK(false);
    rest_ = {};
    return false;
  }
  entry_ = rest_.substr(0, rest_.size() - in.size());
  rest_ = in;
  return true;
}

void AppendScalar(std::string* to, NameId name, std::string_view value) {
  MILLRACE_DCHECK(name != NameId{0} && !value.empty());
  AppendVarint(to, static_cast<uint32_t>(name));
  AppendLengthPrefixed(to, value);
}

void AppendItem(std::string* to, NameId collection, std::string_view key,
                std::string_view parts) {
  MILLRACE_DCHECK(collection != NameId{0});
  AppendVarint(to, static_cast<uint32_t>(collection));
  AppendLengthPrefixed(to, key);
  AppendLengthPrefixed(to, parts);
}

bool MergeScalars(std::string_view base, std::string_view patch,
                  std::string* to) {
  // A new record, the most frequent case: nothing to take apart.
  if (base.empty()) {
    to->append(patch);
    return !patch.empty();
  }
  ScalarCursor old(base);
  ScalarCursor set(patch);
  RunAppender appender(to);
  bool differs = false;
  bool has_old = old.Next();
  bool has_set = set.Next();
  while (has_old && has_set) {
    if (old.name() < set.name()) {
      appender.Append(old.entry());
      has_old = old.Next();
      continue;
    }
    if (old.name() == set.name()) {
      differs = differs || old.value() != set.value();
      has_old = old.Next();
    } else {
      differs = true;
    }
    appender.Append(set.entry());
    has_set = set.Next();
  }
  for (; has_old; has_old = old.Next()) appender.Append(old.entry());
  for (; has_set; has_set = set.Next()) {
    appender.Append(set.entry());
    differs = true;
  }
  return differs;
}

void AppendRecord(std::string* to, const RecordStamp& stamp,
                  std::string_view scalars, std::string_view items) {
  to->push_back(kRecordVersion);
  AppendVarint(to, static_cast<uint32_t>(stamp.created_job));
  AppendVarint(to, static_cast<uint32_t>(stamp.changed_job));
  AppendVarint(to, stamp.changed_row);
  AppendLengthPrefixed(to, scalars);
  to->append(items);
}

RecordBuilder::RecordBuilder(const RecordView& view) {
  ScalarCursor scalar(view.scalars());
  while (scalar.Next()) scalars_.emplace(scalar.name(), scalar.value());
  ItemCursor item(view.items());
  while (item.Next()) {
    Parts& parts = items_[{item.collection(), std::string(item.key())}];
    ScalarCursor part(item.parts());
    while (part.Next()) parts.emplace(part.name(), part.value());
  }
}

void RecordBuilder::Set(NameId field, std::string_view value) {
  if (value.empty()) {
    scalars_.erase(field);
  } else {
    scalars_.insert_or_assign(field, std::string(value));
  }
}

void RecordBuilder::SetPart(NameId collection, std::string_view item_key,
                            NameId part, std::string_view value) {
  if (!value.empty()) {
    items_[{collection, std::string(item_key)}].insert_or_assign(
        part, std::string(value));
    return;
  }
  const auto item = items_.find({collection, std::string(item_key)});
  if (item == items_.end() || item->second.erase(part) == 0) return;
  if (item->second.empty()) items_.erase(item);
}

void RecordBuilder::PutItem(NameId collection, std::string_view item_key) {
  items_.try_emplace({collection, std::string(item_key)});
}

void RecordBuilder::RemoveItem(NameId collection, std::string_view item_key) {
  items_.erase({collection, std::string(item_key)});
}

std::string RecordBuilder::Encode(const RecordStamp& stamp) const {
  std::string scalars;
  for (const auto& [name, value] : scalars_) {
    AppendScalar(&scalars, name, value);
  }
  std::string items;
  std::string parts;
  for (const auto& [key, values] : items_) {
    parts.clear();
    for (const auto& [name, value] : values) AppendScalar(&parts, name, value);
    AppendItem(&items, key.first, key.second, parts);
  }
  std::string bytes;
  bytes.reserve(scalars.size() + items.size() + 24);
  AppendRecord(&bytes, stamp, scalars, items);
  return bytes;
}

}  // namespace millrace
