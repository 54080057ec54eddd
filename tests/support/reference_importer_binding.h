// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's bindings: which cell goes to which field of a job (contract
// l.22, l.23).
//
// Threading: plain values and pure functions. A BoundJob borrows its spec and
// catalogue.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_BINDING_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_BINDING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tests/support/reference_importer_record.h"
#include "tests/support/reference_importer_values.h"

namespace millrace::reference {

inline constexpr int kNoColumn = -1;

// A field of a mapping that gets its value from a column or a constant.
struct BoundField {
  const Field* field = nullptr;
  size_t position = 0;      // of the field in the catalogue
  std::string name = {};    // a patterned field's is that of its instance
  std::string digits = {};  // what stands for "<n>"
  int column = kNoColumn;
  std::string constant = {};  // trimmed
  bool is_explicit = false;   // not by name
  std::vector<ValueTranslation> translations = {};
  // Which cells clear the field: those with this text, and blank ones.
  std::string clear_marker = {};  // trimmed; empty: none
  bool blank_clears = false;
};

struct BoundMapping {
  const MappingType* type = nullptr;
  std::string result_header = {};       // empty: no column
  std::vector<BoundField> fields = {};  // in the catalogue's order
};

// An external-id column that can find a record.
struct BoundIdentity {
  BoundField field = {};
  IdentityPlace place = {};
};

struct BoundJob {
  const JobSpec* spec = nullptr;
  const Catalogue* catalogue = nullptr;
  const ResourceType* type = nullptr;     // as the job names it
  const ResourceType* records = nullptr;  // whose records are written
  std::vector<BoundMapping> mappings = {};
  int creating = -1;                        // index of the mapping that creates
  std::optional<BoundField> key = {};       // the primary key's cell
  std::vector<BoundIdentity> finders = {};  // in upload order
  std::vector<int> requested = {};          // columns shown in the results
};

// REQUIRES: the spec has no defects against the catalogue.
BoundJob BindJob(const JobSpec& spec, const Catalogue& catalogue,
                 int64_t first_mapping_identifier);

// The name that a catalogue's name, which may hold "<n>", has for some digits.
std::string Instance(const std::string& name, const std::string& digits);

// Look-ups by name without regard to case; null when there is none.
const MappingType* FindMappingType(const Catalogue& catalogue,
                                   const std::string& name);
const ResourceType* FindResourceType(const Catalogue& catalogue,
                                     const std::string& name);

// What a choice field may be: the entries of its list, or its own values.
const std::vector<Choice>& ChoicesOf(const Catalogue& catalogue,
                                     const Field& field);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_BINDING_H_
