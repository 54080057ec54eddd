// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's mappings: what a row's cells say once they are read for a
// mapping (contract l.25 to l.27, m.4, m.6, m.7).
//
// Threading: plain values and pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_MAPPING_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_MAPPING_H_

#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/outcome.h"
#include "tests/support/reference_importer_binding.h"
#include "tests/support/reference_importer_values.h"

namespace millrace::reference {

// One field's value in one row.
struct FieldValue {
  const BoundField* bound = nullptr;
  std::string text = {};  // trimmed and translated; empty: blank
  Code defect = Code::kNone;
  std::string parent = {};  // the parent that is missing
  std::string normal = {};  // the stored form of a valid value
  bool is_cleared = false;  // the cell clears the field; it is not given then

  bool is_given() const { return !text.empty(); }
  bool is_valid() const { return !normal.empty(); }
};

// What a mapping has to work with in one row.
struct MappingValues {
  const BoundMapping* mapping = nullptr;
  bool has_data = false;                // else No data to apply
  std::vector<FieldValue> fields = {};  // as in the mapping
  // The first field with a defect, or null.
  const FieldValue* defect() const;
  // The stored form of a field, or empty.
  std::string Find(const std::string& field_name) const;
  // That of the field with this role, or empty.
  std::string FindRole(FieldRole role) const;
};

// The trimmed and translated cell, or the constant.
std::string ReadText(const BoundField& bound,
                     const std::vector<std::string>& cells);

MappingValues ReadMapping(const BoundJob& job, const BoundMapping& mapping,
                          const std::vector<std::string>& cells,
                          const Validators& validators);

// Contract m.4: whether the creating mapping has enough for a new record.
bool IsEnoughToCreate(const MappingValues& values);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_MAPPING_H_
