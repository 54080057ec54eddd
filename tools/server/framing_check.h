// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FramingCheck: whether the header says in one way only how long the body is
// and whom the request is for. Where two readers could differ, somebody
// between them can be led to take a body for another request.
//
// Threading: pure function.

#ifndef MILLRACE_TOOLS_SERVER_FRAMING_CHECK_H_
#define MILLRACE_TOOLS_SERVER_FRAMING_CHECK_H_

#include "tools/server/http_message.h"

namespace millrace::server {

// Nothing, or what is wrong. headers: names in lower case.
std::optional<std::string> CheckFraming(const NameValues& headers);

// Whether the header announces a body.
bool HasBody(const NameValues& headers);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_FRAMING_CHECK_H_
