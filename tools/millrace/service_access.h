// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// How subcommands that write find the service that holds their store.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_SERVICE_ACCESS_H_
#define MILLRACE_TOOLS_MILLRACE_SERVICE_ACCESS_H_

#include <optional>
#include <string>

#include "tools/millrace/flags.h"
#include "tools/server/state_folder.h"

namespace millrace::tool {

// Declares --state DIR, with its variable.
void AddStateFlag(FlagSet* flags, std::string* state);

// The folder that --state names, or the one beside the store.
server::StateFolder StateFolderOf(const std::string& store,
                                  const std::string& state);

// The service that says it runs; it may have ended without saying so.
std::optional<server::RunningService> FindRunningService(
    const std::string& store, const std::string& state);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_SERVICE_ACCESS_H_
