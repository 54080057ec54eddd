// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace serve`: runs the service until a signal ends it.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_SERVE_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_SERVE_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeServeCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_SERVE_COMMAND_H_
