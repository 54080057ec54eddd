// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportItems: the columns of a CSV that has one row for every item of a
// collection (every phone, every activist code), in the terms of the mapping
// type whose effect puts such items, so that a load by name with that mapping
// takes the file back.
//
// Threading: one thread. Store and mapping must outlive it.

#ifndef MILLRACE_TOOLS_MILLRACE_EXPORT_ITEMS_H_
#define MILLRACE_TOOLS_MILLRACE_EXPORT_ITEMS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "millrace/catalogue.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace::tool {

class ExportItems {
 public:
  // The effect that a field keys; null if the mapping type has none.
  static const Effect* KeyedEffect(const MappingType& mapping);

  // REQUIRES: mapping has a keyed effect.
  ExportItems(const Store& store, const MappingType& mapping);

  const std::vector<std::string>& names() const { return names_; }

  // Cells of every item of the record, in the order of names().
  std::vector<std::vector<std::string_view>> Rows(
      const RecordView& record) const;

 private:
  void AddPlace(const Store& store, const MappingType& mapping,
                const std::string& field_name, const std::string& part_name);

  std::vector<std::string> names_;
  std::optional<NameId> collection_;
  std::optional<size_t> key_column_;
  std::map<NameId, size_t> part_columns_;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_EXPORT_ITEMS_H_
