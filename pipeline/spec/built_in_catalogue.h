// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The text of built_in_catalogue.json, which the build turns into a constant.

#ifndef MILLRACE_PIPELINE_SPEC_BUILT_IN_CATALOGUE_H_
#define MILLRACE_PIPELINE_SPEC_BUILT_IN_CATALOGUE_H_

#include <string_view>

namespace millrace {

extern const std::string_view kBuiltInCatalogueJson;

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_BUILT_IN_CATALOGUE_H_
