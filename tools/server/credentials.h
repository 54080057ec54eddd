// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Credentials: what a client sends with a request (contract h.1):
//
//   Authorization: Basic base64(application ":" key "|" mode)
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_CREDENTIALS_H_
#define MILLRACE_TOOLS_SERVER_CREDENTIALS_H_

#include <optional>
#include <string>
#include <string_view>

namespace millrace::server {

struct Credentials {
  std::string application = {};
  std::string secret = {};
  int mode = 0;  // 0 or 1
};

// Of the header's value; nothing if it is of any other form.
std::optional<Credentials> ParseCredentials(std::string_view header);

// The token of "Bearer TOKEN", which local commands send; or nothing.
std::optional<std::string> ParseBearer(std::string_view header);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_CREDENTIALS_H_
