// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/built_in_catalogue.h"

#include "absl/status/statusor.h"

#include "engine/base/check.h"
#include "millrace/catalogue.h"

namespace millrace {

const Catalogue& BuiltInCatalogue() {
  // Read once and never destroyed: whoever holds a reference may outlive main.
  static const Catalogue* const kCatalogue = [] {
    absl::StatusOr<Catalogue> catalogue = ParseCatalogue(kBuiltInCatalogueJson);
    MILLRACE_CHECK_EQ(catalogue.status().ToString(), "OK");
    return new Catalogue(*std::move(catalogue));
  }();
  return *kCatalogue;
}

}  // namespace millrace
