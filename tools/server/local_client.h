// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// LocalClient: how the command asks a running service to change what is the
// service's while it holds the store (state_folder.h says where it is).
//
// Threading: pure function; blocks.

#ifndef MILLRACE_TOOLS_SERVER_LOCAL_CLIENT_H_
#define MILLRACE_TOOLS_SERVER_LOCAL_CLIENT_H_

#include <string>

#include "absl/status/statusor.h"

#include "tools/server/state_folder.h"

namespace millrace::server {

struct LocalAnswer {
  int status = 0;
  std::string body = {};
};

// POSTs a JSON body. kUnavailable: nobody answers there, so that the service
// has ended without saying so.
absl::StatusOr<LocalAnswer> PostToService(const RunningService& running,
                                          const std::string& path,
                                          const std::string& body);

// The texts of an answer's errors, one a line.
std::string ErrorTextOf(const LocalAnswer& answer);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_LOCAL_CLIENT_H_
