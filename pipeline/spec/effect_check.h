// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks the effects of one mapping type of a catalogue, and that every field
// of it comes to something.
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_SPEC_EFFECT_CHECK_H_
#define MILLRACE_PIPELINE_SPEC_EFFECT_CHECK_H_

#include <string>

#include "millrace/catalogue.h"
#include "pipeline/spec/defect_list.h"

namespace millrace {

// `path` is the mapping type's.
void CheckEffects(const Catalogue& catalogue, const MappingType& type,
                  const std::string& path, DefectList* defects);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_EFFECT_CHECK_H_
