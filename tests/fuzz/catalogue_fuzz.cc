// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Catalogues: any text is either refused with defects or limits, or gives a
// catalogue that is read back as it was written.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/check.h"
#include "millrace/catalogue.h"
#include "millrace/job_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto catalogue = millrace::ParseCatalogue(text);
  if (!catalogue.ok()) return 0;
  const auto again = millrace::ParseCatalogue(millrace::ToJson(*catalogue));
  MILLRACE_CHECK(again.ok());
  MILLRACE_CHECK(*again == *catalogue);

  // Its names are found under themselves.
  for (const millrace::MappingType& type : catalogue->mapping_types) {
    MILLRACE_CHECK(catalogue->FindMappingType(type.name) == &type);
    for (const millrace::Field& field : type.fields) {
      if (field.is_patterned()) continue;
      MILLRACE_CHECK(millrace::FindField(type, field.name) == &field);
    }
  }
  for (const millrace::ResourceType& type : catalogue->resource_types) {
    MILLRACE_CHECK(catalogue->RecordsOf(type).records_of.empty());
  }
  return 0;
}
