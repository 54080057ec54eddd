// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads JSON text into a JsonValue. The one place that knows simdjson. Members
// given twice are listed, not refused, so that their defect can be reported
// together with all others (contract l.29).
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_SPEC_JSON_READER_H_
#define MILLRACE_PIPELINE_SPEC_JSON_READER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "pipeline/spec/json_value.h"

namespace millrace {

struct JsonLimits {
  size_t bytes_max = 0;
  size_t values_max = 0;
};

struct JsonDocument {
  JsonValue root = {};  // an object
  // Paths of members whose name their object had before; the first one
  // stands. At most kSpecDefectCountMax.
  std::vector<std::string> duplicates = {};
};

// kInvalidArgument: not a JSON object, with the place of the first trouble;
// kResourceExhausted: over a limit, kJsonDepthMax included.
absl::StatusOr<JsonDocument> ReadJson(std::string_view text,
                                      const JsonLimits& limits);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_JSON_READER_H_
