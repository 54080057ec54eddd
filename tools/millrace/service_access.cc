// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/service_access.h"

#include <utility>

#include "tools/server/service_options.h"

namespace millrace::tool {

void AddStateFlag(FlagSet* flags, std::string* state) {
  flags->AddText("state", "DIR", "folder of the service; default STORE.service",
                 state);
  flags->WithEnvironment("MILLRACE_STATE");
}

server::StateFolder StateFolderOf(const std::string& store,
                                  const std::string& state) {
  server::ServiceOptions options;
  options.store = store;
  options.state = state;
  return server::StateFolder{options.StateFolder()};
}

std::optional<server::RunningService> FindRunningService(
    const std::string& store, const std::string& state) {
  if (store.empty()) return {};
  auto running = server::ReadRunningService(StateFolderOf(store, state));
  if (!running.ok()) return {};
  return *std::move(running);
}

}  // namespace millrace::tool
