// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks a catalogue whole: every name that it uses stands for something, and
// nothing in it contradicts itself. A catalogue without defects compiles into
// a plan for any job spec without defects, but for patterns and validators.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_SPEC_CATALOGUE_CHECK_H_
#define MILLRACE_PIPELINE_SPEC_CATALOGUE_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "millrace/catalogue.h"
#include "pipeline/spec/defect_list.h"

namespace millrace {

// Where the parts of a catalogue stand, index by index.
struct CataloguePaths {
  std::vector<std::string> resource_types = {};
  std::vector<std::string> mapping_types = {};
  std::vector<std::string> lists = {};
};

// REQUIRES: names of resource types, mapping types and lists are distinct.
void CheckCatalogue(const Catalogue& catalogue, const CataloguePaths& paths,
                    DefectList* defects);

// Notes a defect unless `name` can be one: not blank, not long, none of
// "./<>" but one "<n>" where `may_be_pattern`, no control characters. Returns
// whether it can.
bool CheckCatalogueName(std::string_view name, std::string path,
                        bool may_be_pattern, DefectList* defects);

// Notes defects of a list's entries or a field's values themselves.
void CheckChoices(const std::vector<Choice>& choices, const std::string& path,
                  DefectList* defects);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_CATALOGUE_CHECK_H_
