// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ApiError: one thing wrong with a request, and the envelope that carries all
// of them (contract a):
//
//   {"errors": [{"code": "INVALID_PARAMETER", "text": "...",
//                "properties": ["file.columns[3].name"],
//                "referenceCode": "...", "hint": "..."}]}
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_API_ERROR_H_
#define MILLRACE_TOOLS_SERVER_API_ERROR_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "tools/server/http_message.h"

namespace millrace::server {

struct ApiError {
  std::string code = "INVALID_PARAMETER";
  std::string text = {};
  std::vector<std::string> properties = {};
  std::string hint = {};
};

// reference: what to quote to whoever runs the service; the request's id.
HttpResponse ErrorResponse(int status, const std::vector<ApiError>& errors,
                           std::string_view reference);
HttpResponse ErrorResponse(int status, std::string_view code,
                           std::string_view text, std::string_view reference);

HttpResponse NotFound(std::string_view text, std::string_view reference);

// 400 with every defect of a job spec, for kInvalidArgument; otherwise what
// the status stands for. Trouble of ours tells nothing but the reference.
HttpResponse ErrorResponse(const absl::Status& status,
                           std::string_view reference);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_API_ERROR_H_
