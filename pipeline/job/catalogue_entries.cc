// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/catalogue_entries.h"

#include <vector>

#include "engine/base/status_macros.h"

namespace millrace {

absl::StatusOr<Catalogue> WithStoreEntries(Catalogue catalogue,
                                           const Store& store) {
  for (ValueList& list : catalogue.lists) {
    MILLRACE_ASSIGN_OR_RETURN(const std::vector<ListEntry> entries,
                              store.ListEntries(list.name));
    for (const ListEntry& entry : entries) {
      Choice* choice = nullptr;
      for (Choice& there : list.entries) {
        if (there.id == entry.id) choice = &there;
      }
      if (choice == nullptr) choice = &list.entries.emplace_back();
      choice->id = entry.id;
      choice->name = entry.name;
      choice->retired = entry.retired;
    }
  }
  return catalogue;
}

}  // namespace millrace
