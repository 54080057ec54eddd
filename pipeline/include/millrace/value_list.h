// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The lists of values that a catalogue declares, as a store has them. Entries
// of most lists are the store's own (Store::PutListEntry). Those of a list
// with recordsOf are records: a record is the entry, so that a job which makes
// records makes values, and the two cannot disagree. An entry that the store
// itself holds for such a list counts only while no record has its id.
//
// Threading: any thread; a change waits for its turn with jobs on the type.

#ifndef MILLRACE_VALUE_LIST_H_
#define MILLRACE_VALUE_LIST_H_

#include <string_view>

#include "absl/status/status.h"

#include "millrace/catalogue.h"
#include "millrace/store.h"

namespace millrace {

// Puts the store's entries into the catalogue's lists, beside or over those
// that the catalogue brings.
absl::Status AddListEntries(const Store& store, Catalogue* catalogue);

// Adds an entry, renames it, or takes a retired one back, or retires it if
// the entry says so. `catalogue` has the store's entries: one that is there
// stays part of what it is part of unless it is told otherwise. kNotFound: no
// such list. kInvalidArgument: the id cannot be a key of the list's records, or
// a parent is given to a list without.
absl::Status PutListEntry(Store& store, const Catalogue& catalogue,
                          std::string_view list, const ListEntry& entry);

}  // namespace millrace

#endif  // MILLRACE_VALUE_LIST_H_
