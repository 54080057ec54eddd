// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Binds a job's columns and constants to the fields of its mappings: those
// that the job spec binds explicitly, the others by equal name (contract l.22,
// l.23). Checking and compiling a job both start from this, so that they
// cannot disagree.
//
// Threading: pure functions.
// Ownership: results point into the job spec and the catalogue given, which
// must stay as they are.

#ifndef MILLRACE_PIPELINE_BATCH_FIELD_BINDING_H_
#define MILLRACE_PIPELINE_BATCH_FIELD_BINDING_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"

namespace millrace {

struct BoundField {
  // Null only in JobBinding::key, where no mapping type has a key field.
  const Field* field = nullptr;
  const MappingType* type = nullptr;  // whose field it is
  std::string name = {};           // the field's, of a pattern the instance's
  std::string pattern_value = {};  // digits for "<n>", no leading zeros
  int column = -1;                 // -1: a constant
  // The constant as given. Both this and the column are missing only where
  // the job spec is defective.
  std::optional<std::string> static_value = {};
  // Null: by name, or derived from what else is bound.
  const FieldValueMapping* explicit_mapping = nullptr;
};

struct JobBinding {
  // By mapping of the job spec; each in the order of its type's fields,
  // instances of a pattern constants first, then in upload order. Key and
  // external-id fields of a mapping are among them.
  std::vector<std::vector<BoundField>> mappings = {};

  // What belongs to the row, whatever its mappings (contract l.23).
  std::optional<BoundField> key = {};
  // Constants first, then in upload order.
  std::vector<BoundField> external_ids = {};
};

// Binds every mapping whose type the catalogue knows. REQUIRES nothing of the
// job spec: what is defective in it stays unbound.
JobBinding BindFields(const JobSpec& spec, const Catalogue& catalogue,
                      const ResourceType& resource_type);

// The index of the column of that name, in any case; -1: there is none.
int FindColumn(const JobSpec& spec, std::string_view name);

// Whether jobs over the resource type may use the mapping type.
bool IsAllowedFor(const MappingType& type, const ResourceType& resource_type);

// A patterned field's name with the digits in place.
std::string InstanceName(const Field& field, std::string_view pattern_value);

// Whether a patterned field has such an instance: where it has a list, the
// digits must be the id of an entry that is not retired.
bool IsInstance(const Catalogue& catalogue, const Field& field,
                std::string_view pattern_value);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_FIELD_BINDING_H_
