// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's effects: what one mapping of one row does to a record (contract
// f.12, m.5 to m.8), by the catalogue's effects alone.
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_EFFECTS_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_EFFECTS_H_

#include <optional>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/outcome.h"
#include "tests/support/reference_importer_mapping.h"
#include "tests/support/reference_importer_record.h"

namespace millrace::reference {

// What became of one mapping.
struct Applied {
  Code code = Code::kProcessed;
  const FieldValue* field = nullptr;  // the failing one, if it is one field
  size_t cleared = 0;                 // values of the record
};

// Applies a mapping to a record, all or nothing but for items that are kept
// back. `key` is the record's, nothing for one that is being made; `records`
// are all of its type as they are before this row.
Applied ApplyMapping(const MappingValues& values, const Catalogue& catalogue,
                     const Store& store, const Records& records,
                     const std::optional<Key>& key, Record* record);

// The values that a mapping's valid fields would write, for match rules.
MatchValues ValuesWritten(const MappingValues& values);

// The effects of a mapping type; a type without any sets its value fields.
std::vector<Effect> EffectsOf(const MappingType& type);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_EFFECTS_H_
