// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Job specs: any text is either refused or read, checked and bound without a
// fault; what has no defects of form is read back as it was written.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/check.h"
#include "millrace/catalogue.h"
#include "millrace/job_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto spec = millrace::ParseJobSpec(text);
  if (!spec.ok()) return 0;
  const auto defects =
      millrace::CheckJobSpec(*spec, millrace::BuiltInCatalogue());
  MILLRACE_CHECK_GE(defects.size(), spec->defects.size());
  MILLRACE_CHECK(
      millrace::SpecDefectsOf(millrace::SpecDefectsStatus(defects)) == defects);
  if (!spec->defects.empty()) return 0;
  const auto again = millrace::ParseJobSpec(millrace::ToJson(*spec));
  MILLRACE_CHECK(again.ok());
  MILLRACE_CHECK(*again == *spec);
  return 0;
}
