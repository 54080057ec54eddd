// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A record's key and value. A record holds scalar fields (one text each) and
// collections of keyed items (phones by type, codes by id), whose parts are
// texts again. Names are small numbers from the store's dictionary. Values are
// canonical text: what the validators gave.
//
//   RecordBuilder builder;
//   builder.Set(first_name, "Ada");
//   builder.SetPart(phones, "H", number, "+14135550928");
//   std::string value = builder.Encode({.created_job = job});
//
// Threading: plain values; a RecordView borrows the bytes it was made from.

#ifndef MILLRACE_RECORD_H_
#define MILLRACE_RECORD_H_

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"

#include "millrace/job_state.h"

namespace millrace {

// A resource type in this store's dictionary; part of every record's key.
enum class ResourceTypeId : uint8_t {};

// A name (field, collection, part, kind of identity) in this store's
// dictionary. Never 0.
enum class NameId : uint32_t {};

// A primary key: a 64-bit integer, or text of 1 to 255 bytes without NUL
// (contract m.2).
class PrimaryKey {
 public:
  explicit PrimaryKey(int64_t number) : value_(number) {}
  explicit PrimaryKey(std::string text) : value_(std::move(text)) {}

  bool is_integer() const { return value_.index() == 0; }
  int64_t integer() const { return std::get<0>(value_); }
  const std::string& text() const { return std::get<1>(value_); }

  // As shown to people: decimal digits, or the text.
  std::string ToString() const;

  // Key bytes whose order is the keys' order: 8 bytes big-endian with the
  // sign bit flipped, or the text. Store and Commit speak these.
  std::string Encode() const;
  static absl::StatusOr<PrimaryKey> Decode(std::string_view key_bytes,
                                           bool is_integer);

  friend bool operator==(const PrimaryKey&, const PrimaryKey&) = default;

 private:
  std::variant<int64_t, std::string> value_;
};

// Who made a record and who last changed its content (contract m.9).
struct RecordStamp {
  JobId created_job = JobId{0};  // 0: not made by a job
  JobId changed_job = JobId{0};
  uint64_t changed_row = 0;
};

// Reads a record's bytes in place. A value that does not parse is kDataLoss.
class RecordView {
 public:
  static absl::StatusOr<RecordView> Parse(std::string_view bytes);

  const RecordStamp& stamp() const { return stamp_; }

  // The two parts of the content, in the grammar of engine/storage/record.cc;
  // for merging without taking the record apart.
  std::string_view scalars() const { return scalars_; }
  std::string_view items() const { return items_; }

  // Empty when the field is absent (a stored value is never empty).
  std::string_view Find(NameId field) const;

  // One part of one item; empty when absent.
  std::string_view FindPart(NameId collection, std::string_view item_key,
                            NameId part) const;

 private:
  RecordStamp stamp_;
  std::string_view scalars_;
  std::string_view items_;
};

// One scalar at a time, in ascending order of names.
class ScalarCursor {
 public:
  explicit ScalarCursor(std::string_view scalars) : rest_(scalars) {}
  // False at the end. REQUIRES: scalars came from a parsed RecordView or are
  // well formed otherwise.
  bool Next();
  NameId name() const { return name_; }
  std::string_view value() const { return value_; }
  // The entry's bytes, to be copied as they are.
  std::string_view entry() const { return entry_; }

 private:
  std::string_view rest_;
  std::string_view entry_;
  NameId name_ = NameId{0};
  std::string_view value_;
};

// One item at a time, in ascending order of (collection, key).
class ItemCursor {
 public:
  explicit ItemCursor(std::string_view items) : rest_(items) {}
  bool Next();
  NameId collection() const { return collection_; }
  std::string_view key() const { return key_; }
  // The item's parts, in the scalars' grammar: read with a ScalarCursor.
  std::string_view parts() const { return parts_; }
  std::string_view entry() const { return entry_; }

 private:
  std::string_view rest_;
  std::string_view entry_;
  NameId collection_ = NameId{0};
  std::string_view key_;
  std::string_view parts_;
};

// Appends in the grammar that the cursors read.
void AppendScalar(std::string* to, NameId name, std::string_view value);
void AppendItem(std::string* to, NameId collection, std::string_view key,
                std::string_view parts);

// Appends the union of two scalar sequences; where both have a name, patch's
// value stands. Returns whether the result differs from base.
bool MergeScalars(std::string_view base, std::string_view patch,
                  std::string* to);

// A whole record value from its stamp and its two parts.
void AppendRecord(std::string* to, const RecordStamp& stamp,
                  std::string_view scalars, std::string_view items);

// Builds or changes a record in memory, field by field.
class RecordBuilder {
 public:
  using Parts = std::map<NameId, std::string>;

  RecordBuilder() = default;
  explicit RecordBuilder(const RecordView& view);

  // An empty value removes; an item that loses its last part goes with it.
  void Set(NameId field, std::string_view value);
  void SetPart(NameId collection, std::string_view item_key, NameId part,
               std::string_view value);
  // Makes an item without parts, where membership says it all (a code, a tag),
  // or leaves the one there is alone.
  void PutItem(NameId collection, std::string_view item_key);
  void RemoveItem(NameId collection, std::string_view item_key);

  const Parts& scalars() const { return scalars_; }
  const std::map<std::pair<NameId, std::string>, Parts>& items() const {
    return items_;
  }

  std::string Encode(const RecordStamp& stamp) const;

 private:
  Parts scalars_;
  std::map<std::pair<NameId, std::string>, Parts> items_;
};

}  // namespace millrace

#endif  // MILLRACE_RECORD_H_
