// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What stands between the quotes of a JSON string, as text.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_BATCH_JSON_ESCAPE_H_
#define MILLRACE_PIPELINE_BATCH_JSON_ESCAPE_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace millrace {

// Writes `raw` with its escapes resolved and returns how many bytes that took;
// nothing if an escape is none of JSON's, or half of a surrogate pair. What is
// written never takes more room than what was read.
std::optional<size_t> UnescapeJson(std::string_view raw, char* to);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_JSON_ESCAPE_H_
