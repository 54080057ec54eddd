// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace status`: shows one job.

#ifndef MILLRACE_TOOLS_MILLRACE_STATUS_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_STATUS_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeStatusCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_STATUS_COMMAND_H_
