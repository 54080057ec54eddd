// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportColumns: the columns of a CSV that has one row a record and that a
// load by name takes back. A column is named as the field of a mapping type
// and holds what that field's effect writes: CellPhone is the Phone part of
// the Phones item "C". Columns come from the catalogue's effects, so they
// work for a user's own types as well. Two passes over the records: the first
// finds which columns have text and counts what has no column; the second
// fills rows.
//
// Threading: one thread. Store and catalogue must outlive it.

#ifndef MILLRACE_TOOLS_MILLRACE_EXPORT_COLUMNS_H_
#define MILLRACE_TOOLS_MILLRACE_EXPORT_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace::tool {

// What records hold and no column does, by the name of a field, a collection
// or "Collection.Part".
struct LeftOut {
  uint64_t values = 0;
  uint64_t records = 0;
  uint64_t last_record = 0;  // for counting
};

class ExportColumns {
 public:
  explicit ExportColumns(const Store& store) : store_(store) {}

  // Adds the columns that a mapping type's by-name fields can write.
  void AddMapping(const MappingType& mapping);

  // The first pass: one record after the other.
  void Survey(const RecordView& record);

  // Between the passes: keeps the columns that have text, and those that a
  // used mapping requires, at most column_count_max of them.
  void Close(size_t column_count_max);

  // Of the columns kept, in the order of the mappings and their fields.
  std::vector<std::string> Names() const;
  // The mapping types that have a column.
  std::vector<const MappingType*> UsedMappings() const;
  const std::map<std::string, LeftOut>& left_out() const { return left_out_; }

  // The second pass: cells[i] is what the record has for column i.
  void Fill(const RecordView& record, std::vector<std::string_view>* cells);

 private:
  struct Column {
    std::string name;
    size_t mapping_index = 0;
    size_t field_index = 0;
    uint64_t pattern_number = 0;
    uint64_t records = 0;
    uint64_t last_record = 0;
    int position = -1;  // once closed; -1: dropped
  };
  // One place in a record; of several with one column the lowest rank counts.
  struct Place {
    int column = -1;  // -1: none
    int rank = 0;
    std::string label = {};  // without a column: for left_out_
  };
  using Parts = std::unordered_map<uint32_t, Place>;
  // The items that have columns, by key.
  using Items = std::map<std::string, Parts, std::less<>>;
  // What writes to names or keys with digits in them.
  struct Pattern {
    size_t mapping_index = 0;
    const Field* field = nullptr;    // of a scalar
    const Effect* effect = nullptr;  // or of an item
  };

  int AddColumn(size_t mapping_index, const Field& field,
                const std::string& digits);
  void AddScalars(size_t mapping_index, const std::vector<EffectPart>& parts);
  void AddItem(size_t mapping_index, const Effect& effect,
               const std::string& item_key, const std::string& digits);
  void AddPart(Parts* item, size_t mapping_index, const std::string& field_name,
               const std::string& part_name, const std::string& digits,
               int rank);
  const Place& ScalarPlace(NameId name);
  Parts* FindItem(NameId collection, std::string_view key);
  const Place& PartPlace(NameId collection, Parts* item, NameId part);
  void SurveyItem(const ItemCursor& cursor);
  void CountColumn(int column);
  void CountLeftOut(const std::string& label);
  void Take(const Place* place, std::string_view value,
            std::vector<std::string_view>* cells);

  const Store& store_;
  std::vector<const MappingType*> mappings_;
  std::vector<Column> columns_;
  std::vector<size_t> kept_;  // columns by position
  Parts scalars_;
  std::unordered_map<uint32_t, Items> items_;
  std::vector<Pattern> patterns_;
  std::map<std::string, LeftOut> left_out_;
  uint64_t record_number_ = 0;
  std::vector<int> ranks_;  // of the cells being filled
};

// Whether a column of the field's name gets to the field without a mapping
// that says so.
bool IsByName(const Field& field);

// "External_<n>ID" with its digits; the name itself if it has no pattern.
std::string FieldNameFor(const Field& field, const std::string& digits);

// The field as the catalogue writes its name, pattern and all; null if none.
const Field* FieldNamed(const MappingType& mapping, std::string_view name);

// The record's name for the mark that bestField sets.
inline constexpr char kBestPartName[] = "IsBest";

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_EXPORT_COLUMNS_H_
