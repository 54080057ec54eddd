// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// EffectCompiler: a mapping type's effects become the targets that the sink
// writes, with names as the store's numbers.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_TRANSFORM_EFFECT_COMPILER_H_
#define MILLRACE_PIPELINE_TRANSFORM_EFFECT_COMPILER_H_

#include <functional>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/record.h"
#include "pipeline/batch/field_binding.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

// Adds to *references the types whose records the mapping's fields name.
// REQUIRES: the mapping's steps are compiled from the same bound fields.
void CompileEffects(const Catalogue& catalogue, const MappingType& type,
                    const std::vector<BoundField>& bound,
                    const std::function<NameId(const std::string&)>& names,
                    std::vector<PlanReference>* references,
                    PlanMapping* mapping);

// The name of the identity that an external-id field binds: its collection
// and item key, "ExternalIDs/1".
std::string IdentityKindOf(const MappingType& type, const BoundField& bound);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_EFFECT_COMPILER_H_
