// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks a field value mapping that may clear its field: a clear marker, or
// blank cells that clear. What finds a record, or what it must have, cannot be
// cleared, nor what no record holds by itself.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_SPEC_CLEARING_CHECK_H_
#define MILLRACE_PIPELINE_SPEC_CLEARING_CHECK_H_

#include <string>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "pipeline/spec/defect_list.h"

namespace millrace {

// type and field are null where the entry names none.
void CheckClearing(const FieldValueMapping& entry, const MappingType* type,
                   const Field* field, const std::string& path,
                   DefectList* defects);

// Why a field cannot be cleared; empty if it can.
std::string WhyNotCleared(const MappingType& type, const Field& field);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_CLEARING_CHECK_H_
