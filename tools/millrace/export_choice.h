// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Which mapping types an export is written in, so that a load by name with
// the same mapping types takes it back. Pure functions.

#ifndef MILLRACE_TOOLS_MILLRACE_EXPORT_CHOICE_H_
#define MILLRACE_TOOLS_MILLRACE_EXPORT_CHOICE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"

namespace millrace::tool {

struct ExportChoice {
  // One row a record, with columns of all of these.
  std::vector<const MappingType*> mappings = {};
  // Or one row an item, in the terms of this one.
  const MappingType* by_item = nullptr;
};

// The mapping types by name; kInvalidArgument says why they cannot be
// exported together.
absl::StatusOr<ExportChoice> ChooseByName(
    const Catalogue& catalogue, const ResourceType& type,
    const std::vector<std::string>& names);

// Without names: the creating mapping type and all whose columns go beside
// its own; where there is none, the one that puts items.
ExportChoice ChooseByDefault(const Catalogue& catalogue,
                             const ResourceType& type);

// The mapping type that exports a collection's items by row; empty if none.
std::string MappingForItems(const Catalogue& catalogue,
                            const ResourceType& type,
                            std::string_view collection);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_EXPORT_CHOICE_H_
