// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes statuses from std::string_view messages and adds context to a status
// while the stack unwinds, so that the final message reads from the outside
// in: `job 75: batch 12: upload.csv: read failed: no space left on device`.
//
// Threading: pure functions, safe from any thread.

#ifndef MILLRACE_ENGINE_BASE_ANNOTATE_H_
#define MILLRACE_ENGINE_BASE_ANNOTATE_H_

#include <string_view>

#include "absl/status/status.h"

namespace millrace {

// Returns a status of `code` with `message`. Exists because absl's makers do
// not take std::string_view everywhere.
absl::Status StatusOf(absl::StatusCode code, std::string_view message);

// Returns `status` with `context` put before its message, code and payloads
// kept. An OK status is returned as it is, so a call needs no test around it.
absl::Status Annotate(absl::Status status, std::string_view context);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_ANNOTATE_H_
