// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ValueShape: how many of a column's values a field's type would take.
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_JOB_VALUE_SHAPE_H_
#define MILLRACE_PIPELINE_JOB_VALUE_SHAPE_H_

#include <string>
#include <string_view>
#include <vector>

#include "millrace/catalogue.h"

namespace millrace {

// Types whose values can be told by looking at them, by what they look like:
// "e-mail addresses". Empty for the others.
std::string_view ShapeName(FieldType type);

// Percent of the values that fit the type, 0 to 100. REQUIRES: the type has a
// shape, and there are values.
int PercentOfShape(FieldType type, const std::vector<std::string>& values);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_VALUE_SHAPE_H_
