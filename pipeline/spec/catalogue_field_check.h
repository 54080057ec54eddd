// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks the fields of one mapping type of a catalogue: types and what goes
// with them, roles, values, parents.
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_SPEC_CATALOGUE_FIELD_CHECK_H_
#define MILLRACE_PIPELINE_SPEC_CATALOGUE_FIELD_CHECK_H_

#include <string>

#include "millrace/catalogue.h"
#include "pipeline/spec/defect_list.h"

namespace millrace {

// `path` is the mapping type's. Returns whether every name stands for one
// field: if not, what refers to fields by name cannot be judged.
bool CheckFields(const Catalogue& catalogue, const MappingType& type,
                 const std::string& path, DefectList* defects);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_CATALOGUE_FIELD_CHECK_H_
