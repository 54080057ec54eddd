// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace results`: writes a job's result and reject files.

#ifndef MILLRACE_TOOLS_MILLRACE_RESULTS_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_RESULTS_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeResultsCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_RESULTS_COMMAND_H_
